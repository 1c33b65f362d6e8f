import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { deployPackage, logIn, resultOf, run, setUpDesk, setUpOrg } from './support.ts';

/*
 * The External Client Apps as an administrator sets them up: `hl app create` makes what belongs to
 * one org, `sf org login jwt` logs in with it, `hl worksheet sso` tells the community's side.
 */

interface Created {
  readonly companion: { clientId: string; keyFile: string; certificateExpires: string } | null;
  readonly signOn: { clientId: string; callbackUrl: string } | null;
  readonly loginCommand: string | null;
}

async function setUp(t: TestContext) {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  const create = (...args: string[]) =>
    resultOf<Created>(desk, 'hl', ['app', 'create', '--target-org', 'local', ...args]);
  const logInAs = ({ loginCommand }: Created) => {
    const [, ...args] = loginCommand!.replaceAll('"', '').split(' ');
    return run(desk, 'sf', [...args, '--alias', 'local', '--json']);
  };
  return { org, desk, create, logInAs };
}

test('the companion logs in with the key that hl app create makes', async (t) => {
  const { org, desk, create, logInAs } = await setUp(t);
  const created = await create();
  const { keyFile, clientId } = created.companion!;
  assert.equal(keyFile, join(desk.environment['HOME']!, '.hl', `${org.orgId}.key`));
  assert.equal(statSync(keyFile).mode & 0o777, 0o600);
  assert.equal(created.signOn, null);
  assert.equal((await logInAs(created)).exitCode, 0);
  const jobs = await resultOf<{ status: string }>(desk, 'hl', [
    ...['refresh', 'periodic', '--target-org', 'local'],
  ]);
  assert.equal(jobs.status, 'success');

  // A second run changes nothing that somebody relies on.
  const key = readFileSync(keyFile, 'utf8');
  const again = await create();
  assert.deepEqual(again, created);
  assert.equal(readFileSync(keyFile, 'utf8'), key);

  // A new key takes the place of the old one, which logs in no longer.
  const old = join(desk.environment['HOME']!, 'old.key');
  writeFileSync(old, key);
  const renewed = await create('--renew');
  assert.equal(renewed.companion!.clientId, clientId);
  assert.notEqual(readFileSync(keyFile, 'utf8'), key);
  assert.equal((await logInAs(renewed)).exitCode, 0);
  const loginCommand = renewed.loginCommand!.replace(keyFile, old);
  assert.notEqual((await logInAs({ ...renewed, loginCommand })).exitCode, 0);
});

test('no private key comes to lie in the project, and none is shown', async (t) => {
  const { desk, create } = await setUp(t);
  const args = ['app', 'create', '--target-org', 'local'];
  const refused = await run(desk, 'hl', [...args, '--key-file', 'config/hl.key']);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /private key would lie in the project/);
  const { stdout, stderr } = await run(desk, 'hl', args);
  const key = readFileSync((await create()).companion!.keyFile, 'utf8');
  const secret = key.split('\n')[1]!;
  assert.ok(!`${stdout}${stderr}`.includes(secret));
});

test('hl worksheet sso prints what the community needs, once the app is there', async (t) => {
  const { org, desk, create } = await setUp(t);
  const sso = (...args: string[]) => ['worksheet', 'sso', '--target-org', 'local', ...args];
  const without = await run(desk, 'hl', sso());
  assert.equal(without.exitCode, 1);
  assert.match(without.stderr, /no section "sso"/);

  const worksheet = join(desk.project, 'config/worksheet.yaml');
  const redirectUrl = 'https://community.example.org/sso';
  writeFileSync(
    worksheet,
    readFileSync(worksheet, 'utf8').replace(
      /^sso: none$/m,
      `sso: { protocol: oidc, redirectUrl: '${redirectUrl}' }`,
    ),
  );
  const before = await resultOf<{ clientId: string | null }>(desk, 'hl', sso());
  assert.equal(before.clientId, null);
  const { signOn } = await create();
  assert.equal(signOn!.callbackUrl, redirectUrl);

  const facts = await resultOf<Record<string, unknown>>(desk, 'hl', sso());
  assert.equal(facts['clientId'], signOn!.clientId);
  assert.equal(facts['issuer'], org.url);
  assert.equal(facts['redirectUrl'], redirectUrl);
  const site = await resultOf<Record<string, unknown>>(
    desk,
    'hl',
    sso('--site-url', 'https://members.example.org/'),
  );
  assert.equal(site['tokenEndpoint'], 'https://members.example.org/services/oauth2/token');
});
