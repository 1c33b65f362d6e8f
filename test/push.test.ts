import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPostgres } from '../companion/test/postgres.ts';
import { API_KEY, startPushServer } from '../companion/test/pushServer.ts';
import {
  activateAll,
  connect,
  deployPackage,
  logIn,
  resultOf,
  run,
  setUpDesk,
  setUpOrg,
} from './support.ts';

const CONTACTS = 12;

/** The whole way: a contact of the org, through a store in PostgreSQL, to the Push API. */
test('members go from Salesforce to Higher Logic, and what is refused can be sent again', async (t) => {
  const org = await setUpOrg(t, { contacts: CONTACTS });
  const desk = setUpDesk(t);
  const postgres = await startPostgres();
  t.after(postgres.remove);
  let refused = '';
  const server = await startPushServer({
    refuse: ({ ContactDetails: { ContactId } }) => (ContactId === refused ? 'No room' : null),
  });
  t.after(server.close);
  await logIn(desk, org);
  await deployPackage(desk);
  const connection = connect(org);
  const ids = await activateAll(connection);
  const worksheet = join(desk.project, 'config', 'worksheet.yaml');
  const destination = `{ name: higher-logic, url: '${server.url}', disabledMembers: delete }`;
  const text = readFileSync(worksheet, 'utf8').replace(/^destination:\n(?: +.*\n)+/m, '');
  writeFileSync(worksheet, `${text}\ndestination: ${destination}\n`);

  const env = { HL_DATABASE_URL: await postgres.createDatabase() };
  const keyed = { ...env, HL_PUSH_API_KEY: API_KEY };
  const refresh = ['refresh', 'periodic', '--target-org', 'local', '--json'];

  // Without a key the refresh is done, the members wait, and the command says so.
  const without = await run(desk, 'hl', refresh, env);
  const { result } = JSON.parse(without.stdout) as {
    result: { status: string; refreshed: number; push: { error: { name: string } } };
  };
  assert.notEqual(without.exitCode, 0);
  assert.deepEqual(
    [result.status, result.refreshed, result.push.error.name],
    ['success', CONTACTS, 'PushKeyMissing'],
  );
  assert.equal(server.requests(), 0);

  refused = ids[0]!;
  const second = await run(desk, 'hl', refresh, keyed);
  assert.notEqual(second.exitCode, 0);
  const { push } = (JSON.parse(second.stdout) as { result: { push: object } }).result;
  assert.deepEqual(push, {
    sent: CONTACTS - 1,
    unchanged: 0,
    failed: 1,
    status: 'failure',
    outbox: { waiting: 0, failed: 1, waitingSince: null },
    error: null,
  });
  const status = await resultOf<{ refused: unknown[] }>(desk, 'hl', ['push', 'status'], env);
  assert.equal(status.refused.length, 1);
  assert.partialDeepStrictEqual(status.refused[0], {
    legacyContactKey: refused,
    error: 'HTTP status 400: No room',
  });

  const wrong = await run(desk, 'hl', ['push', 'retry', ids[1]!], keyed);
  assert.match(wrong.stderr, /has refused no member with the key/);
  const key = refused;
  refused = '';
  await resultOf(desk, 'hl', ['push', 'retry', key.slice(0, 15)], keyed);
  assert.deepEqual([...server.contacts.keys()].toSorted(), ids.toSorted());

  await connection.sobject('Contact').update({ Id: ids[2]!, HL_IsActive__c: false });
  const third = await run(desk, 'hl', refresh, keyed);
  assert.equal(third.exitCode, 0, third.stdout);
  assert.equal(server.contacts.has(ids[2]!), false);
  assert.equal(server.contacts.size, CONTACTS - 1);

  // Nothing that was printed shows a secret.
  const printed = [without, second, wrong, third].map(({ stdout, stderr }) => stdout + stderr);
  assert.doesNotMatch(printed.join(''), new RegExp(`${API_KEY}|secret`));
});
