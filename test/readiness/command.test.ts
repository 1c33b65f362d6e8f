import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Readiness } from '../../companion/src/readiness/check.ts';
import { requirements } from '../../companion/src/readiness/requirements/index.ts';
import { checkout, createUser, logIn, run } from '../support.ts';
import { setUpReadyOrg, unmet, USERNAME, type ReadyOrg } from './readyOrg.ts';

/* `hl check` from outside: as a process, against an org over the network. */

let ready: ReadyOrg;
before(async () => {
  ready = await setUpReadyOrg();
});
after(() => ready.close());

async function check(...args: string[]) {
  const finished = await run(ready.desk, 'hl', ['check', ...args]);
  return { ...finished, ...(args.includes('--json') && parse(finished.stdout)) };
}

function parse(stdout: string) {
  return JSON.parse(stdout) as { status: number; result: Readiness; message?: string };
}

async function callsUsed(): Promise<number> {
  const { DailyApiRequests } = await ready.admin.limits();
  return DailyApiRequests!.Max - DailyApiRequests!.Remaining;
}

describe('hl check', () => {
  it('exits with 0 and says so of a ready org, in fewer than 25 calls by the org’s own counter', async () => {
    const before = await callsUsed();
    const { exitCode, result, status } = await check('--target-org', 'local', '--json');
    const calls = (await callsUsed()) - before - 1;
    assert.equal(exitCode, 0);
    assert.equal(status, 0);
    assert.ok(calls < 25, `${calls} calls`);
    assert.equal(result!.apiCalls, calls);
    assert.equal(result!.ready, true);
    assert.deepEqual(unmet(result!.checks), { 'jwt-login': 'warn' });
    for (const one of result!.checks) {
      const { id, requirement, status: of, found, fix } = one;
      assert.ok(id && requirement && found, JSON.stringify(one));
      assert.equal(fix === null, of === 'pass', JSON.stringify(one));
    }
  });

  it('is as good as a plugin of sf', async () => {
    const args = ['hl', 'check', '--target-org', 'local', '--only', 'edition', '--json'];
    await run(ready.desk, 'sf', ['plugins', 'link', join(checkout, 'companion')]);
    const { exitCode, stdout } = await run(ready.desk, 'sf', args);
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(
      parse(stdout).result.checks.map(({ id, status }) => [id, status]),
      [['edition', 'pass']],
    );
  });

  it('changes nothing: no component and no record is younger than the check', async () => {
    const started = new Date().toISOString();
    await check('--target-org', 'local');
    const changed = await Promise.all(
      ['Contact', 'Account', 'User', 'PermissionSetAssignment'].map(async (object) => {
        const soql = `SELECT COUNT() FROM ${object} WHERE SystemModstamp > ${started}`;
        return (await ready.admin.query(soql)).totalSize;
      }),
    );
    assert.deepEqual(changed, [0, 0, 0, 0]);
  });

  it('exits with 1 where a requirement is not met, and shows it first', async () => {
    await ready.updateUser({ IsActive: false });
    const { exitCode, stdout } = await check('--target-org', 'local');
    await ready.updateUser({ IsActive: true });
    assert.equal(exitCode, 1);
    assert.match(stdout, /^\s*Integration user\n/);
    assert.match(stdout, /Not ready: 1 not met, 1 to look at, \d+ met\./);
    assert.ok(Math.max(...stdout.split('\n').map(({ length }) => length)) <= 160);
    assert.equal(stripVTControlCharacters(stdout), stdout, 'colour where there is no terminal');
  });

  it('looks at one requirement alone', async () => {
    const { result } = await check(
      ...['--target-org', 'local', '--only', 'stamp-fields'],
      '--json',
    );
    assert.deepEqual(
      result!.checks.map(({ id }) => id),
      ['stamp-fields'],
    );
  });

  it('lists what it looks at, without an org', async () => {
    const { exitCode, stdout } = await check('--list', '--json');
    assert.equal(exitCode, 0);
    const listed = (JSON.parse(stdout) as { result: { id: string; source: string }[] }).result;
    assert.deepEqual(
      listed.map(({ id }) => id),
      requirements.map(({ id }) => id),
    );
  });

  const couldNot: Record<string, { args: string[]; says: RegExp }> = {
    'no org is named': { args: [], says: /No org is named/ },
    'the org is not known': { args: ['--target-org', 'nosuch'], says: /nosuch/ },
    'the requirement is not known': {
      args: ['--target-org', 'local', '--only', 'nonsense'],
      says: /no such requirement: nonsense/,
    },
    'the worksheet is not there': {
      args: ['--target-org', 'local', '--worksheet', 'nowhere.yaml'],
      says: /nowhere\.yaml/,
    },
  };
  for (const [why, { args, says }] of Object.entries(couldNot)) {
    it(`exits with 2: ${why}`, async () => {
      const { exitCode, stderr } = await check(...args);
      assert.equal(exitCode, 2);
      assert.match(stderr, says);
    });
  }

  for (const kind of ['unavailable', 'maintenance'] as const) {
    it(`exits with 2 and clear words where the org answers with 503 (${kind})`, async () => {
      const fault = ready.org.faults.add({ effect: { kind } });
      const { exitCode, stderr, stdout } = await check('--target-org', 'local');
      fault.remove();
      assert.equal(exitCode, 2);
      assert.match(stderr, /Salesforce is not available at 127\.0\.0\.1/);
      assert.match(stderr, /status\.salesforce\.com/);
      assert.doesNotMatch(`${stderr}${stdout}`, /<html|Not ready/);
    });
  }

  it('exits with 2 where the session has ended', async () => {
    const accessToken = ready.org.openSession(ready.org.username);
    await logIn(ready.desk, ready.org, { alias: 'ended', accessToken });
    const fault = ready.org.faults.add({ effect: { kind: 'sessionExpired' } });
    const { exitCode, stderr } = await check('--target-org', 'ended');
    fault.remove();
    assert.equal(exitCode, 2);
    assert.match(stderr, /session has expired/);
  });

  it('exits with 2 where the user has no API access', async () => {
    const profile = (name: string) => ready.idOf('Profile', 'Name', name);
    await ready.updateUser({ ProfileId: await profile('Minimum Access - Salesforce') });
    await ready.unassign('HL_Integration', USERNAME);
    const { exitCode, stderr } = await check('--target-org', 'integration');
    await ready.assign('HL_Integration', USERNAME);
    const ProfileId = await profile('Minimum Access - API Only Integrations');
    await ready.updateUser({ ProfileId });
    assert.equal(exitCode, 2);
    assert.match(stderr, /no API access/);
  });

  it('is unknown, never met, to a user who may see almost nothing', async () => {
    const username = await createUser(ready.admin, 'Minimum Access - API Only Integrations');
    const result = await checkAs(username, 'clerk');
    const met = result.checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
    assert.equal(result.ready, false);
    // What Salesforce tells everybody, and what the worksheet alone decides.
    assert.deepEqual(met.toSorted(), [
      ...['api', 'edition', 'environment', 'flows-provisioned', 'group-field-names'],
      ...['user', 'user-email', 'user-name'],
    ]);
    assert.deepEqual(
      result.checks.filter(({ status }) => status === 'fail'),
      [],
    );
  });

  it('tells the integration user what its few rights show, and nothing more', async () => {
    const { exitCode, result } = await check('--target-org', 'integration', '--json');
    assert.equal(exitCode, 1);
    const statusOf = (id: string) => result!.checks.find((one) => one.id === id)!.status;
    assert.equal(result!.username, USERNAME);
    for (const id of ['jwt-login', 'recent-logins', 'worksheet-fields', 'objects']) {
      assert.equal(statusOf(id), 'pass', id);
    }
    for (const id of ['package-flows', 'contact-access', 'never-stamped', 'user-active']) {
      assert.equal(statusOf(id), 'unknown', id);
    }
  });

  async function checkAs(username: string, alias: string): Promise<Readiness> {
    const accessToken = ready.org.openSession(username);
    await logIn(ready.desk, ready.org, { alias, accessToken });
    return (await check('--target-org', alias, '--json')).result!;
  }
});
