import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { openCommunity } from '../../src/community/community.ts';
import { countMembers } from '../../src/community/members.ts';
import { startPostgres, type PostgresServer } from '../postgres.ts';

let server: PostgresServer;
before(async () => {
  server = await startPostgres();
});
after(() => server.remove());

async function execute(address: string, ...statements: string[]): Promise<void> {
  const client = new Client(address);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** The store is refused, and nothing of what is said or kept of the error shows the password. */
async function refused(address: string, message: RegExp): Promise<void> {
  await assert.rejects(openCommunity(address), (error: Error) => {
    assert.equal(error.name, 'StoreError');
    assert.match(error.message, message);
    assert.doesNotMatch(JSON.stringify([error, error.message, error.stack, error.cause]), /hush/);
    return true;
  });
}

describe('a PostgreSQL database', () => {
  const ways: readonly [string, string, RegExp][] = [
    ['a port that is none', 'postgres://me:hush@localhost:many/hl', /not a valid one/],
    ['a host that is none', 'postgres://me:hush@[local/hl', /not a valid one/],
    [
      'a server that is not there',
      'postgres://me:hush@127.0.0.1:1/hl',
      /127\.0\.0\.1:1\/hl .*ECONNREFUSED/,
    ],
  ];
  for (const [name, address, message] of ways) {
    it(`is told without its password: ${name}`, () => refused(address, message));
  }

  it('is told with its own words: a wrong password, a database that is not there', async () => {
    const address = new URL(await server.createDatabase());
    address.password = 'hush';
    await refused(address.href, /store_\d+ .*password authentication failed/);
    const nowhere = new URL(await server.createDatabase());
    nowhere.pathname = '/nowhere';
    await refused(nowhere.href, /nowhere" does not exist/);
  });

  it('is left as it is if it holds something else', async () => {
    const address = await server.createDatabase();
    await execute(address, 'create table invoice (id integer)');
    await refused(address, /something other than a community/);
    const other = await server.createDatabase();
    await execute(
      other,
      'create table kysely_migration (name text)',
      `insert into kysely_migration values ('of another program')`,
    );
    await refused(other, /something other than a community/);
  });

  it('can hold a store in each of its schemas', async () => {
    const address = await server.createDatabase();
    await execute(address, 'create table invoice (id integer)', 'create schema community');
    const inSchema = `${address}?options=${encodeURIComponent('-c search_path=community')}`;
    const community = await openCommunity(inSchema);
    assert.deepEqual(await countMembers(community.db), { active: 0, disabled: 0, notImported: 0 });
    await community.close();
    await refused(address, /something other than a community/);
  });
});

describe('a session that the server ends', () => {
  it('loses its claim, and what asks for it writes nothing more', async () => {
    const address = await server.createDatabase();
    const community = await openCommunity(address);
    const claim = await community.claim('refresh');
    assert.ok(claim);
    await claim.confirm(community.db);
    await execute(
      address,
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
         and database = (select oid from pg_database where datname = current_database())`,
    );
    // The lock goes with the session, which ends a moment after it is told to.
    while (await community.claimed('refresh'));
    await assert.rejects(claim.confirm(community.db), { name: 'ClaimLost' });
    const next = await community.claim('refresh');
    assert.ok(next);
    await assert.rejects(claim.confirm(community.db), { name: 'ClaimLost' });
    await next.confirm(community.db);
    await next.release();
    await claim.release();
    await community.close();
  });

  it('is followed by a new one: a store goes on when the server is back', async () => {
    const address = await server.createDatabase();
    const community = await openCommunity(address);
    await countMembers(community.db);
    await server.stop();
    await assert.rejects(countMembers(community.db), { name: 'StoreError' });
    await server.start();
    assert.equal((await countMembers(community.db)).active, 0);
    await community.close();
  });
});
