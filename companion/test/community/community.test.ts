import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { openCommunity } from '../../src/community/community.ts';
import { findGroupMembers } from '../../src/community/groups.ts';
import { findMembers, saveMembers } from '../../src/community/members.ts';
import type { MemberTable } from '../../src/community/schema.ts';
import { membershipIn } from '../../src/refresh/groups.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hl-community-'));
});
after(() => {
  rmSync(folder, { recursive: true });
});

function member(number: number, name = `Name${number}`): MemberTable {
  return {
    legacy_contact_key: `003${String(number).padStart(12, '0')}AAA`,
    name,
    email: null,
    status: 'active',
    reasons: '[]',
    profile: '{}',
    demographics: '[]',
    community_groups: '[]',
    security_groups: '[]',
    expires_on: null,
    content_hash: name,
    last_refreshed_at: '2026-03-01T08:00:00.000Z',
    shown_in_job: null,
  };
}

describe('the community store', () => {
  it('keeps members between two openings, and replaces those it has', async () => {
    const file = join(folder, 'kept.db');
    const first = await openCommunity(file);
    const many = Array.from({ length: 1201 }, (_, index) => member(index));
    await saveMembers(first.db, many);
    await saveMembers(first.db, [member(7, 'Renamed')]);
    await first.close();

    const second = await openCommunity(file);
    const keys = many.map(({ legacy_contact_key: key }) => key);
    const found = await findMembers(second.db, [...keys, 'unknown']);
    assert.equal(found.size, 1201);
    assert.deepEqual({ ...found.get(keys[7]!) }, member(7, 'Renamed'));
    await second.close();
  });

  it('finds the members of a group by its exact key, a page at a time', async () => {
    const { db, close } = await openCommunity(join(folder, 'groups.db'));
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
    const file = join(folder, 'two.db');
    const writer = await openCommunity(file);
    const reader = await openCommunity(file);
    await writer.db.transaction().execute(async (transaction) => {
      await saveMembers(transaction, [member(1)]);
      assert.equal((await findMembers(reader.db, [member(1).legacy_contact_key])).size, 0);
    });
    assert.equal((await findMembers(reader.db, [member(1).legacy_contact_key])).size, 1);
    await writer.close();
    await reader.close();
  });
});

describe('a new community store', () => {
  it('is made once, by however many processes that open it at the same time', async () => {
    const file = join(folder, 'new.db');
    const source = JSON.stringify(join(import.meta.dirname, '../../src/community/community.ts'));
    const script = `const { openCommunity } = await import(${source});
      await (await openCommunity(${JSON.stringify(file)})).close();`;
    const all = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
    );
    const ends = await Promise.all(all.map((child) => once(child, 'exit')));
    assert.deepEqual(
      ends,
      ends.map(() => [0, null]),
    );
  });
});

describe('a location that is no community store', () => {
  async function refused(location: string, message: RegExp): Promise<void> {
    await assert.rejects(openCommunity(location), { name: 'StoreError', message });
  }

  it('is left as it is: a file that is not a database', async () => {
    const file = join(folder, 'letter.txt');
    const content = 'Dear members,\n'.repeat(500);
    writeFileSync(file, content);
    await refused(file, /cannot be opened as a database/);
    assert.equal(readFileSync(file, 'utf8'), content);
  });

  it('is left as it is: a database of something else', async () => {
    const file = join(folder, 'other.db');
    const other = new DatabaseSync(file);
    other.exec('create table invoice (id integer)');
    other.close();
    const content = readFileSync(file);
    await refused(file, /something other than a community/);
    assert.deepEqual(readFileSync(file), content);
  });

  it('is left as it is: a store of a newer version', async () => {
    const file = join(folder, 'newer.db');
    const community = await openCommunity(file);
    await community.close();
    const newer = new DatabaseSync(file);
    newer.exec("insert into kysely_migration values ('2999-01-things-to-come', '2999-01-01')");
    const steps = newer.prepare('select * from kysely_migration').all();
    newer.close();
    await refused(file, /newer version/);
    const again = new DatabaseSync(file);
    assert.deepEqual(again.prepare('select * from kysely_migration').all(), steps);
    again.close();
  });

  it('is told: a folder, a folder that does not exist, a PostgreSQL address', async () => {
    mkdirSync(join(folder, 'folder'));
    await refused(join(folder, 'folder'), /is not a file/);
    await refused(join(folder, 'nowhere', 'community.db'), /no folder/);
    await assert.rejects(openCommunity('postgres://me:secret@db/hl'), (error: Error) => {
      assert.equal(error.name, 'StoreError');
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });

  it('is told with its path: a place where no file can be, or no lock', async () => {
    const impossible = join(folder, `${'long'.repeat(100)}.db`);
    await refused(impossible, /longlong\.db cannot be opened/);
    const file = join(folder, 'unlockable.db');
    mkdirSync(`${file}.lock`);
    const community = await openCommunity(file);
    assert.throws(() => community.claim(), { name: 'StoreError', message: /unlockable\.db\.lock/ });
    await community.close();
  });

  it('may be an empty file, which becomes one', async () => {
    const file = join(folder, 'empty.db');
    writeFileSync(file, '');
    const community = await openCommunity(file);
    assert.equal((await findMembers(community.db, ['x'])).size, 0);
    await community.close();
  });
});

describe('the claim of a store', () => {
  it('is given to one at a time', async () => {
    const file = join(folder, 'claim.db');
    const [one, two] = [await openCommunity(file), await openCommunity(file)];
    const release = one.claim();
    assert.ok(release);
    assert.equal(two.claim(), undefined);
    assert.equal(two.claimed(), true);
    release();
    assert.equal(two.claimed(), false);
    const again = two.claim();
    assert.ok(again);
    again();
    await one.close();
    await two.close();
  });

  it('comes back when the process that has it is killed', async () => {
    const file = join(folder, 'killed.db');
    const community = await openCommunity(file);
    const source = JSON.stringify(join(import.meta.dirname, '../../src/community/community.ts'));
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { openCommunity } = await import(${source});
         const community = await openCommunity(${JSON.stringify(file)});
         const release = community.claim();
         console.log('claimed');
         setInterval(() => release, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    assert.equal(community.claim(), undefined);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = community.claim();
    assert.ok(release);
    release();
    await community.close();
  });
});
