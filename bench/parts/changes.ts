import type { Scene } from '../scene.ts';

const CONTACTS = 50_000;
const IDLE_RUNS = 5;

/** How many calls it takes when everybody has changed. */
export async function measureCalls(scene: Scene): Promise<void> {
  const { org, database } = await refreshedOrg(scene);
  scene.say('Changing every contact in Salesforce');
  await org.changeEverybody();
  const { apiCalls, refreshed } = await scene.refresh(org, database);
  scene.report({
    what: `API calls, ${refreshed} members changed, with groups from fields and campaigns`,
    value: apiCalls,
    unit: 'calls',
    atMost: 40,
  });
}

/** What it costs when there is nothing to do. */
export async function measureIdle(scene: Scene): Promise<void> {
  const { org, database } = await refreshedOrg(scene);
  scene.say('Refreshes with nothing to do');
  const runs = [];
  for (let run = 0; run < IDLE_RUNS; run++) runs.push(await scene.refresh(org, database));
  scene.report({
    what: 'API calls of a periodic refresh with nothing to do',
    value: Math.max(...runs.map(({ apiCalls }) => apiCalls)),
    unit: 'calls',
    atMost: 3,
  });
  const times = runs.map(({ wallSeconds }) => wallSeconds).sort((a, b) => a - b);
  scene.report({
    what: `hl refresh periodic from start to end, nothing to do (median of ${IDLE_RUNS})`,
    value: times[Math.floor(IDLE_RUNS / 2)]!,
    unit: 's',
    atMost: 1.5,
  });
  scene.report({
    what: 'the same: CPU',
    value: Math.min(...runs.map(({ cpuSeconds }) => cpuSeconds)),
    unit: 'CPU s',
    atMost: null,
  });
}

/** An org, and a store that has all of it since long ago. */
async function refreshedOrg(scene: Scene) {
  const org = await scene.orgOf(CONTACTS);
  const database = scene.newFile();
  scene.say('First refresh: everybody is new');
  await scene.refresh(org, database);
  // What was changed a moment ago is read again once, because commits can be late.
  org.letPass();
  await scene.refresh(org, database);
  return { org, database };
}
