import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  activateAll,
  connect,
  deployPackage,
  logIn,
  resultOf,
  setUpDesk,
  setUpOrg,
  start,
} from './support.ts';
import { setUpProxy } from './proxy.ts';

const CONTACTS = 9000; // five pages

test('a refresh that is killed in the middle and run again loses nothing and does nothing twice', async (t) => {
  const org = await setUpOrg(t, { contacts: CONTACTS, accounts: 10 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  await activateAll(connect(org));

  // Killed while it asks for its second, then for its fourth page of contacts.
  for (const fatal of [2, 4]) {
    let pages = 0;
    const refresh: { kill?: () => void } = {};
    const url = await setUpProxy(t, org.url, (message) => {
      const isPage = /FROM(\+|%20)Contact.*ORDER/i.test(message.url ?? '');
      if (isPage && ++pages === fatal) refresh.kill?.();
    });
    await logIn(desk, org, { alias: `killed-${fatal}`, url });
    const child = start(desk, 'hl', ['refresh', 'periodic', '--target-org', `killed-${fatal}`]);
    refresh.kill = () => child.kill('SIGKILL');
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL', `it was killed at page ${fatal}`);
  }

  const result = await resultOf<{ status: string; examined: number; refreshed: number }>(
    desk,
    'hl',
    [...['refresh', 'periodic', '--target-org', 'local']],
  );
  assert.deepEqual(
    [result.status, result.examined, result.refreshed],
    ['success', CONTACTS, CONTACTS],
  );

  const store = new DatabaseSync(join(desk.project, '.hl', 'community.db'), { readOnly: true });
  t.after(() => {
    store.close();
  });
  const count = (sql: string) => store.prepare(sql).get()!['n'];
  assert.equal(count(`SELECT count(*) AS n FROM member WHERE status = 'active'`), CONTACTS);
  assert.equal(count('SELECT count(*) AS n FROM member_refresh'), CONTACTS);
  assert.equal(
    count('SELECT count(DISTINCT legacy_contact_key) AS n FROM member_refresh'),
    CONTACTS,
  );
});
