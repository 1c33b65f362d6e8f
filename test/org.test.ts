import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout, connect, logIn, setUpDesk, setUpOrg } from './support.ts';

test('the suite for real orgs holds on the local org, and leaves nothing behind', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const script = join(checkout, 'test', 'org', 'run.ts');
  const child = spawn(process.execPath, [script, '--target-org', 'local'], {
    cwd: desk.project,
    env: desk.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  assert.match(stdout, /\d+ passed, 0 failed/, stdout + stderr);
  assert.equal(exitCode, 0);
  const { totalSize } = await connect(org).query('SELECT COUNT() FROM Contact');
  assert.equal(totalSize, 0);
  assert.match(stdout, /The package is removed again/);
  const left = await connect(org).query('SELECT ApiName FROM FlowDefinitionView');
  assert.deepEqual(left.records, []);
});
