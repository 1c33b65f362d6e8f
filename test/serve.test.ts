import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { API_KEY, startPushServer } from '../companion/test/pushServer.ts';
import { createJournal } from '../companion/test/service/journal.ts';
import { setUpProxy } from './proxy.ts';
import {
  activateAll,
  connect,
  deployPackage,
  logIn,
  resultOf,
  run,
  setUpDesk,
  setUpOrg,
  start,
  type Desk,
} from './support.ts';

const CONTACTS = 4100; // three pages
const TOKEN = 'a-token-that-nobody-would-guess-0123456789';

/** Starts `hl serve` on the org that the desk knows as `far`. */
function serve(t: TestContext, desk: Desk) {
  const env = { HL_SERVICE_TOKEN: TOKEN, HL_PUSH_API_KEY: API_KEY };
  const child = start(desk, 'hl', ['serve', '--target-org', 'far', '--port', '0'], env);
  t.after(() => child.kill('SIGKILL'));
  const journal = createJournal();
  createInterface(child.stdout).on('line', (line) => {
    journal.write(line);
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  const ask = async (path: string, init?: RequestInit) => {
    const { url } = await journal.next(/has started/);
    const response = await fetch(String(url) + path, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const signOn = (...keys: string[]) =>
    ask('/refresh', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ keys }),
    });
  return {
    journal,
    ended,
    ask,
    signOn,
    stop: () => child.kill('SIGTERM'),
    printed: () => JSON.stringify(journal.entries) + complaints,
  };
}

test('hl serve refreshes on a schedule and at sign-on, survives its org, and stops without a loss', async (t) => {
  const org = await setUpOrg(t, { contacts: CONTACTS, accounts: 10 });
  const desk = setUpDesk(t);
  const destination = await startPushServer();
  t.after(destination.close);
  let onRequest: (url: string) => void = () => undefined;
  let isDown = false;
  const url = await setUpProxy(t, org.url, (message) => {
    if (isDown) message.destroy();
    onRequest(message.url ?? '');
  });
  await logIn(desk, org);
  await deployPackage(desk);
  await logIn(desk, org, { alias: 'far', url });
  const connection = connect(org);
  const ids = await activateAll(connection);
  const worksheet = join(desk.project, 'config', 'worksheet.yaml');
  const text = readFileSync(worksheet, 'utf8').replace(/^destination:\n(?: +.*\n)+/m, '');
  const section = `{ name: higher-logic, url: '${destination.url}', disabledMembers: delete }`;
  writeFileSync(worksheet, `${text}\ndestination: ${section}\n`);

  const store = () => new DatabaseSync(join(desk.project, '.hl', 'community.db'));
  const count = (sql: string) => {
    const database = store();
    const n = Number(database.prepare(`SELECT count(*) AS n FROM ${sql}`).get()!['n']);
    database.close();
    return n;
  };

  await t.test('SIGTERM in the middle of a page loses nothing', async (t) => {
    let pages = 0;
    const service = serve(t, desk);
    onRequest = (asked) => {
      if (/FROM(\+|%20)Contact.*ORDER/i.test(asked) && ++pages === 2) service.stop();
    };
    assert.deepEqual(await service.ended, [0, null], service.printed());
    await service.journal.next(/stopped; the next one goes on/);
    const refreshed = count(`member WHERE status = 'active'`);
    assert.ok(refreshed > 0 && refreshed < CONTACTS, `${refreshed} of ${CONTACTS}`);
  });

  await t.test('the next one goes on, sends, answers, and refreshes who signs on', async (t) => {
    const service = serve(t, desk);
    await service.journal.next(/Periodic refresh: success/);
    assert.equal(count(`member WHERE status = 'active'`), CONTACTS);
    assert.equal(count('member_refresh'), CONTACTS, 'nothing was done twice');
    await service.journal.next(/members sent/);
    assert.equal(destination.contacts.size, CONTACTS);

    const { body: health, status } = await service.ask('/health');
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(health, { status: 'ok', running: null, halt: null });
    assert.partialDeepStrictEqual(health['pending'], { waiting: 0, failed: 0 });

    const [one] = ids;
    await connection.sobject('Contact').update({ Id: one!, FirstName: 'Signing', LastName: 'On' });
    assert.equal((await service.ask('/refresh', { method: 'POST' })).status, 401);
    const answer = await service.signOn(one!.slice(0, 15));
    assert.equal(answer.status, 200);
    assert.partialDeepStrictEqual(answer.body, {
      jobType: 'Unspecified',
      members: [{ legacyContactKey: one, name: 'Signing On', outcome: 'refreshed' }],
    });
    assert.partialDeepStrictEqual((await service.signOn('not a key')).body, {
      error: { name: 'InvalidKey' },
    });
    await service.journal.next(/members sent/, 2);
    assert.equal(destination.contacts.get(one!)?.ContactDetails['FirstName'], 'Signing');

    // The org goes down and comes back: the service stays.
    isDown = true;
    const refused = await service.signOn(one!);
    assert.deepEqual(
      [refused.status, (refused.body['error'] as { name: string }).name],
      [502, 'SalesforceUnreachable'],
    );
    isDown = false;
    assert.equal((await service.signOn(one!)).status, 200);

    // A second service on the store leaves the work to the first, or does it in its turn.
    const second = serve(t, desk);
    await second.journal.next(/Periodic refresh: (success|skipped)/);
    for (const one of [second, service]) {
      one.stop();
      assert.deepEqual(await one.ended, [0, null], one.printed());
    }
    for (const secret of [TOKEN, API_KEY, org.accessToken]) {
      assert.ok(!service.printed().includes(secret));
      const file = readFileSync(join(desk.project, '.hl', 'community.db'), 'latin1');
      assert.ok(!file.includes(secret), 'the store holds no secret');
    }
  });

  await t.test('an org that is down at the start is tried again later', async (t) => {
    isDown = true;
    const service = serve(t, desk);
    await service.journal.next(/Periodic refresh: failure/);
    const { body, status } = await service.ask('/health');
    assert.deepEqual([status, body['status']], [503, 'failing']);
    const { error } = body['lastRun'] as { error: { name: string; actions: string[] } };
    assert.equal(error.name, 'SalesforceUnreachable');
    assert.notDeepEqual(error.actions, []);
    isDown = false;
    service.stop();
    assert.deepEqual(await service.ended, [0, null]);
  });

  await t.test('what is wrong at the start ends it at once, and says why', async () => {
    const args = ['serve', '--target-org', 'far', '--port', '0'];
    const token = await run(desk, 'hl', args, { HL_SERVICE_TOKEN: 'short' });
    assert.match(token.stderr, /ServiceTokenTooShort/);
    const nowhere = await run(desk, 'hl', [...args, '--database', join(desk.project, 'no', 'db')]);
    assert.match(nowhere.stderr, /There is no folder/);
    const wrong = join(desk.project, 'config', 'wrong.yaml');
    writeFileSync(wrong, 'profile: { FirstName: 7 }\n');
    const plan = await run(desk, 'hl', [...args, '--worksheet', wrong]);
    assert.match(plan.stderr, /wrong\.yaml/);
    for (const { exitCode } of [token, nowhere, plan]) assert.notEqual(exitCode, 0);
  });

  await t.test('the histories name each refresh by its type', async () => {
    const jobs = await resultOf<{ jobType: string }[]>(desk, 'hl', ['jobs', '--limit', '100']);
    const types = new Set(jobs.map(({ jobType }) => jobType));
    assert.deepEqual(types, new Set(['Periodic Refresh', 'Unspecified']));
  });
});
