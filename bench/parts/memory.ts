import type { Scene } from '../scene.ts';

const [SMALL, LARGE] = [100_000, 1_000_000];

/** The peaks of a first refresh, in which everything is written, and of a full one, in which it is compared. */
export async function measureMemory(scene: Scene): Promise<void> {
  const peaks: number[] = [];
  for (const contacts of [SMALL, LARGE]) {
    const org = await scene.orgOf(contacts);
    const database = scene.newFile();
    scene.say('First and full refresh, for their memory');
    const first = await scene.refresh(org, database);
    const full = await scene.refresh(org, database, '--full');
    peaks.push(Math.max(first.peakMiB, full.peakMiB));
    for (const [kind, { peakMiB }] of Object.entries({ first, full })) {
      scene.report({
        what: `peak memory, ${kind} refresh of ${org.contacts} contacts`,
        value: peakMiB,
        unit: 'MiB',
        atMost: 250,
      });
    }
  }
  const [small, large] = peaks as [number, number];
  scene.report({
    what: 'the larger peak above the smaller',
    value: large - small,
    unit: 'MiB',
    atMost: 40,
  });
}
