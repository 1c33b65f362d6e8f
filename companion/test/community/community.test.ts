import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openCommunity, openExistingCommunity } from '../../src/community/community.ts';
import { findGroupMembers } from '../../src/community/groups.ts';
import {
  findExpired,
  findMembers,
  readSources,
  saveMembers,
  type Expiring,
} from '../../src/community/members.ts';
import type { MemberTable } from '../../src/community/schema.ts';
import { membershipIn } from '../../src/refresh/groups.ts';
import { STORES } from '../stores.ts';
import { memberRow } from './memberRow.ts';

const member = (number: number, name = `Name${number}`): MemberTable =>
  memberRow(number, { name, content_hash: name });

/** Starts another process that has `openCommunity` and the location of a store. */
function startProcess(location: string, script: string) {
  const source = JSON.stringify(import.meta.resolve('../../src/community/community.ts'));
  const all = `const { openCommunity } = await import(${source});
    const location = ${JSON.stringify(location)};
    ${script}`;
  return spawn(process.execPath, ['--input-type=module', '-e', all], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

for (const { kind, newLocation } of STORES) {
  describe(`the community store in ${kind}`, () => {
    it('keeps members between two openings, and replaces those it has', async () => {
      const location = await newLocation();
      const first = await openCommunity(location);
      const many = Array.from({ length: 1201 }, (_, index) => member(index));
      await saveMembers(first.db, many);
      await saveMembers(first.db, [member(7, 'Renamed')]);
      await first.close();

      const second = await openExistingCommunity(location);
      const keys = many.map(({ legacy_contact_key: key }) => key);
      const found = await findMembers(second.db, [...keys, 'unknown']);
      assert.equal(found.size, 1201);
      assert.deepEqual({ ...found.get(keys[7]!) }, member(7, 'Renamed'));
      await second.close();
    });

    it('tells what rows were made of that still hold, each once', async () => {
      const { db, close } = await openCommunity(await newLocation());
      const made = { source_hash: 'source', rules_hash: 'rules' };
      const rows = [
        memberRow(0, made),
        memberRow(2, { ...made, rules_hash: 'other rules' }),
        memberRow(3, { ...made, expires_on: '2026-03-01' }),
        memberRow(4, { ...made, expires_on: '2026-02-28' }),
        memberRow(5),
        ...Array.from({ length: 20_500 }, (_, index) => memberRow(10 + index, made)),
      ];
      await saveMembers(db, rows);
      const sources: string[] = [];
      for await (const some of readSources(db, { rulesHash: 'rules', today: '2026-03-01' })) {
        sources.push(...some.split(','));
      }
      const holding = [rows[0]!, rows[2]!, ...rows.slice(5)];
      assert.deepEqual(
        sources.sort(),
        holding.map((row) => `${row.legacy_contact_key}source`).sort(),
      );
      const none = readSources(db, { rulesHash: 'newer rules', today: '2026-03-01' });
      assert.deepEqual(await none.next(), { done: true, value: undefined });
      await close();
    });

    it('finds the members whose day is over, by that day and their key, a page at a time', async () => {
      const { db, close } = await openCommunity(await newLocation());
      const days = ['2026-02-28', '2026-01-31', null, '2026-03-01'];
      const rows = Array.from({ length: 10_000 }, (_, number) =>
        memberRow(number, { expires_on: days[number % 4]! }),
      );
      await saveMembers(db, rows);
      const found: Expiring[] = [];
      const nextPage = () => findExpired(db, { today: '2026-03-01', after: found.at(-1) ?? null });
      for (let page = await nextPage(); page.length > 0; page = await nextPage()) {
        assert.ok(page.length <= 2000);
        found.push(...page);
      }
      const over = (day: string) => rows.filter((row) => row.expires_on === day);
      assert.deepEqual(
        found.map(({ key, day }) => [day, key]),
        [...over('2026-01-31'), ...over('2026-02-28')].map((row) => [
          row.expires_on,
          row.legacy_contact_key,
        ]),
      );
      await close();
    });

    it('finds the members of a group by its exact key, a page at a time', async () => {
      const { db, close } = await openCommunity(await newLocation());
      const inGroup = (...keys: string[]) =>
        `[${keys.map((key) => membershipIn({ key, name: key, type: 'T' }).text).join(',')}]`;
      await saveMembers(
        db,
        Array.from({ length: 1300 }, (_, index) => ({
          ...member(index),
          community_groups: inGroup('A__c:x_1%', ...(index % 2 === 0 ? ['A__c:"Even"'] : [])),
          security_groups: inGroup('a__c:X_1%', 'A__c:xx1%'),
        })),
      );
      const find = async (kind: 'community' | 'security', key: string) => {
        const found: string[] = [];
        for (let page = ['']; page.length > 0;) {
          page = await findGroupMembers(db, kind, key, found.at(-1) ?? null);
          found.push(...page);
        }
        return found;
      };
      assert.equal((await find('community', 'A__c:x_1%')).length, 1300);
      assert.equal((await find('community', 'A__c:"Even"')).length, 650);
      assert.deepEqual(await find('security', 'A__c:x_1%'), []);
      assert.deepEqual(await find('community', 'A__c:'), []);
      await close();
    });

    it('can be read by one connection while another writes', async () => {
      const location = await newLocation();
      const writer = await openCommunity(location);
      const reader = await openCommunity(location);
      await writer.db.transaction().execute(async (transaction) => {
        await saveMembers(transaction, [member(1)]);
        assert.equal((await findMembers(reader.db, [member(1).legacy_contact_key])).size, 0);
      });
      assert.equal((await findMembers(reader.db, [member(1).legacy_contact_key])).size, 1);
      await writer.close();
      await reader.close();
    });

    it('puts texts in the order of their bytes, in which Salesforce puts Ids', async () => {
      const community = await openCommunity(await newLocation());
      const names = ['a', 'B', 'b', 'A', 'ä', 'Z', '_', ''];
      await saveMembers(
        community.db,
        names.map((name, index) => member(index, name)),
      );
      const rows = await community.db.selectFrom('member').select('name').orderBy('name').execute();
      assert.deepEqual(
        rows.map(({ name }) => name),
        names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      await community.close();
    });

    it('is made once, by however many processes that open it at the same time', async () => {
      const location = await newLocation();
      const all = Array.from({ length: 4 }, () =>
        startProcess(location, 'await (await openCommunity(location)).close();'),
      );
      const ends = await Promise.all(all.map((child) => once(child, 'exit')));
      assert.deepEqual(
        ends,
        ends.map(() => [0, null]),
      );
    });

    it('is not made by who only looks', async () => {
      const location = await newLocation();
      for (let times = 0; times < 2; times++) {
        await assert.rejects(openExistingCommunity(location), { name: 'NoStoreError' });
      }
    });

    it('of a newer version is left as it is', async () => {
      const location = await newLocation();
      const community = await openCommunity(location);
      await sql`insert into kysely_migration values ('2999-01-things-to-come', '2999-01-01')`.execute(
        community.db,
      );
      await assert.rejects(openCommunity(location), {
        name: 'StoreError',
        message: /newer version/,
      });
      await community.close();
    });
  });

  describe(`the claim of a store in ${kind}`, () => {
    it('is given to one at a time, for each work', async () => {
      const location = await newLocation();
      const [one, two] = [await openCommunity(location), await openCommunity(location)];
      const claim = await one.claim('refresh');
      assert.ok(claim);
      assert.equal(await two.claim('refresh'), undefined);
      assert.equal(await two.claimed('refresh'), true);
      assert.equal(await two.claimed('push'), false);
      const other = await two.claim('push');
      assert.ok(other);
      await claim.confirm(one.db);
      await claim.release();
      assert.equal(await two.claimed('refresh'), false);
      const again = await two.claim('refresh');
      assert.ok(again);
      await again.release();
      await other.release();
      await one.close();
      await two.close();
    });

    it('comes back when the process that has it is killed', async () => {
      const location = await newLocation();
      const community = await openCommunity(location);
      const holder = startProcess(
        location,
        `const claim = await (await openCommunity(location)).claim('refresh');
         console.log('claimed');
         setInterval(() => claim, 1000);`,
      );
      await once(holder.stdout, 'data');
      assert.equal(await community.claim('refresh'), undefined);
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      // PostgreSQL notices that a connection is gone a moment after it is.
      let claim = await community.claim('refresh');
      while (claim === undefined) claim = await community.claim('refresh');
      await claim.release();
      await community.close();
    });
  });
}
