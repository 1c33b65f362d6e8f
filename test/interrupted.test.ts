import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { setUpProxy } from './proxy.ts';
import { connect, logIn, resultOf, run, setUpDesk, setUpOrg, start } from './support.ts';

/* "hl deploy" ends in the middle, at one moment after the other; run again, it does what is left. */

/** A package on its way: what asks for its state is far smaller. */
const isDeployment = ({ url = '', headers }: IncomingMessage) =>
  url.includes('/Soap/m/') && Number(headers['content-length']) > 3000;

type Moment = readonly [
  what: string,
  signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM',
  /** The request at which it comes, and which of those. */
  request: (message: IncomingMessage) => boolean,
  count: number,
];

const moments: readonly Moment[] = [
  ['Salesforce validates', 'SIGINT', isDeployment, 1],
  ['Salesforce deploys', 'SIGKILL', isDeployment, 2],
  [
    'it assigns the permission set',
    'SIGKILL',
    ({ method, url }) => method === 'POST' && url?.includes('PermissionSetAssignment') === true,
    1,
  ],
  [
    'it looks whether the flows run',
    'SIGTERM',
    ({ url }) => url?.includes('FlowDefinitionView') === true,
    1,
  ],
  ['it makes the app of the org', 'SIGKILL', isDeployment, 3],
];

test('hl deploy is interrupted again and again, then run to its end', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  const watcher: { see?: (message: IncomingMessage) => void } = {};
  const url = await setUpProxy(t, org.url, (message) => watcher.see?.(message));
  await logIn(desk, org, { url });
  const deploy = ['deploy', '--target-org', 'local', '--yes'];

  for (const [what, signal, isRequest, count] of moments) {
    const child = start(desk, 'hl', deploy);
    let seen = 0;
    watcher.see = (message) => {
      if (isRequest(message) && ++seen === count) child.kill(signal);
    };
    const [code, endedBy] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(seen, count, what);
    assert.ok(endedBy === signal || code === 130 || code === 143, `${what}: ${code} ${endedBy}`);
  }

  delete watcher.see;
  interface Deployed {
    status: string;
    flows: { active: boolean }[];
    apps: { companion: { keyFile: string } };
  }
  const { status, flows, apps } = await resultOf<Deployed>(desk, 'hl', deploy);
  assert.equal(status, 'Succeeded');
  assert.ok(flows.every(({ active }) => active));
  assert.ok(existsSync(apps.companion.keyFile));
  const salesforce = connect(org);
  // Nothing was done twice.
  const assignments = await salesforce.query(
    "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'HL_Integration'",
  );
  assert.equal(assignments.totalSize, 1);
  assert.equal((await salesforce.tooling.query('SELECT Id FROM Flow')).totalSize, flows.length);
});

test('hl deploy loses its connection: it says so, and can be run again', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  let isDown = true;
  const url = await setUpProxy(t, org.url, (message) => {
    if (isDown && isDeployment(message)) message.destroy();
  });
  await logIn(desk, org, { url });
  const lost = await run(desk, 'hl', ['deploy', '--target-org', 'local']);
  assert.equal(lost.exitCode, 1);
  assert.match(lost.stderr, /Salesforce cannot be reached/);
  isDown = false;
  await resultOf(desk, 'hl', ['deploy', '--target-org', 'local']);
});
