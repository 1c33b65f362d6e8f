import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout, logIn, run, setUpDesk, setUpOrg } from './support.ts';

test('the companion is an sf plugin: the same commands under the topic hl', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  const linked = await run(desk, 'sf', ['plugins', 'link', join(checkout, 'companion')]);
  assert.equal(linked.exitCode, 0, linked.stderr);

  const help = await run(desk, 'sf', ['hl', '--help']);
  assert.equal(help.exitCode, 0);
  assert.match(help.stdout, /hl deploy/);

  await logIn(desk, org);
  const deployed = await run(desk, 'sf', ['hl', 'deploy', '--target-org', 'local', '--json']);
  assert.equal(deployed.exitCode, 0, deployed.stdout);
  const { result } = JSON.parse(deployed.stdout) as {
    result: { status: string; flows: { name: string; active: boolean }[] };
  };
  assert.deepEqual(
    result.flows.map(({ active }) => active),
    [true, true],
  );
  const refreshed = await run(desk, 'sf', [
    ...['hl', 'refresh', 'periodic', '--target-org', 'local', '--json'],
  ]);
  assert.equal(refreshed.exitCode, 0, refreshed.stdout);
  const jobs = await run(desk, 'sf', ['hl', 'jobs', '--json']);
  const { result: history } = JSON.parse(jobs.stdout) as { result: { jobType: string }[] };
  assert.deepEqual(
    history.map(({ jobType }) => jobType),
    ['Periodic Refresh'],
  );
});

test('as a plugin, too, it says that the Node is too old, and only about its own commands', async (t) => {
  const desk = setUpDesk(t);
  await run(desk, 'sf', ['plugins', 'link', join(checkout, 'companion')]);
  const pretend = encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.1.0' } });",
  );
  const oldNode = { NODE_OPTIONS: `--import data:text/javascript,${pretend}` };
  const refused = await run(desk, 'sf', ['hl', 'jobs'], oldNode);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr.replaceAll(/[\s›]+/g, ' '), /Node 24\.14 or later is needed\./);
  const others = await run(desk, 'sf', ['org', 'list'], oldNode);
  assert.equal(others.exitCode, 0, others.stderr);
});
