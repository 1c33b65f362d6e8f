import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { openCommunity } from '../../src/community/community.ts';
import { findMembers } from '../../src/community/members.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hl-community-'));
});
after(() => {
  rmSync(folder, { recursive: true });
});

describe('a file that is no community store', () => {
  async function refused(location: string, message: RegExp): Promise<void> {
    await assert.rejects(openCommunity(location), { name: 'StoreError', message });
  }

  it('is left as it is: not a database', async () => {
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

  it('is told: a folder, a folder that does not exist', async () => {
    mkdirSync(join(folder, 'folder'));
    await refused(join(folder, 'folder'), /is not a file/);
    await refused(join(folder, 'nowhere', 'community.db'), /no folder/);
  });

  it('is told with its path: a place where no file can be, or no lock', async () => {
    const impossible = join(folder, `${'long'.repeat(100)}.db`);
    await refused(impossible, /longlong\.db cannot be opened/);
    const file = join(folder, 'unlockable.db');
    mkdirSync(`${file}.lock`);
    const community = await openCommunity(file);
    await assert.rejects(community.claim('refresh'), {
      name: 'StoreError',
      message: /unlockable\.db\.lock/,
    });
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
