import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { ingest } from '../api/bulkClient.ts';
import { connect, create, manualClock, soapCall, withOrg } from '../support.ts';
import { get } from './support.ts';

const BEGIN = '2026-11-21T08:00:00.000+0000';
const LOCKED = 'UNABLE_TO_LOCK_ROW';

/** What a reader finds: names with their stamps. */
async function rows(connection: Connection): Promise<unknown[]> {
  const { records } = await connection.query(
    'SELECT LastName, SystemModstamp FROM Contact ORDER BY LastName',
  );
  return records.map((row): unknown[] => [row['LastName'], row['SystemModstamp']]);
}

async function createContacts(connection: Connection, ...names: string[]): Promise<string[]> {
  const results = await connection
    .sobject('Contact')
    .create(names.map((LastName) => ({ LastName })));
  return results.map(({ id }) => id!);
}

const saves = { method: 'POST|PATCH', path: '/sobjects/Contact' };

test('a late commit: stamped when it began, not seen before it ends', () => {
  const clock = manualClock('2026-11-21T07:00:00Z');
  return withOrg(
    async (org, connection) => {
      const [id] = await createContacts(connection, 'Byron');
      clock.advance(60 * 60);
      const late = org.faults.add({
        match: { ...saves, times: 2 },
        effect: { kind: 'lateCommit' },
      });
      const contacts = connection.sobject('Contact');
      const saving = [
        contacts.update({ Id: id!, LastName: 'Lovelace' }),
        contacts.create({ LastName: 'Turing' }),
      ];
      await late.reached(2);
      clock.advance(5 * 60);
      assert.deepEqual(await rows(connect(org)), [['Byron', '2026-11-21T07:00:00.000+0000']]);
      // Who saves later may commit earlier.
      await createContacts(connection, 'Hopper');
      assert.deepEqual((await rows(connect(org))).at(-1), [
        'Hopper',
        '2026-11-21T08:05:00.000+0000',
      ]);
      late.release();
      assert.deepEqual(await rows(connect(org)), [
        ['Hopper', '2026-11-21T08:05:00.000+0000'],
        ['Lovelace', BEGIN],
        ['Turing', BEGIN],
      ]);
      for (const { success } of await Promise.all(saving)) assert.equal(success, true);
    },
    { clock },
  );
});

test('a late commit ends by itself when the clock has come to its moment', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');
  return withOrg(
    async (org, connection) => {
      const late = org.faults.add({
        match: saves,
        effect: { kind: 'lateCommit', until: '2026-11-21T08:10:00Z' },
      });
      const saving = connection.sobject('Contact').create({ LastName: 'Turing' });
      await late.reached();
      clock.advance(10 * 60 - 1);
      assert.deepEqual(await rows(connect(org)), []);
      clock.advance(1);
      assert.deepEqual(await rows(connect(org)), [['Turing', BEGIN]]);
      assert.equal((await saving).success, true);
    },
    { clock },
  );
});

test('a late commit whose moment has come needs no other request to end it', () =>
  withOrg(
    async (org, connection) => {
      org.faults.add({
        match: saves,
        effect: { kind: 'lateCommit', until: '2026-11-21T08:00:00Z' },
      });
      const { success } = await connection.sobject('Contact').create({ LastName: 'Turing' });
      assert.equal(success, true);
    },
    { clock: manualClock('2026-11-21T08:00:00Z') },
  ));

// The wording: github.com/roblesterjr04/EloquentSalesForce, issue 59
test('a locked row: only it fails, in every way to save it, for as long as it is locked', () =>
  withOrg(async (org, connection) => {
    const contacts = connection.sobject('Contact');
    const [free, held] = await createContacts(connection, 'Free', 'Held');
    const message = `unable to obtain exclusive access to this record or 1 records: ${held!}`;
    const lock = org.faults.add({
      match: { ids: [held!.slice(0, 15)] },
      effect: { kind: 'rowLocked' },
    });
    const error = { name: LOCKED, message };
    await assert.rejects(contacts.update({ Id: held!, LastName: 'x' }), error);
    await assert.rejects(contacts.delete(held!), error);
    const results = await contacts.update([
      { Id: free!, LastName: 'Changed' },
      { Id: held!, LastName: 'Changed' },
    ]);
    assert.deepEqual(
      results.map(({ success }) => success),
      [true, false],
    );
    assert.deepEqual(results[1]!.errors, [{ statusCode: LOCKED, message, fields: [] }]);
    assert.equal(lock.struck, 3);
    lock.remove();
    assert.equal((await contacts.update({ Id: held!, LastName: 'Changed' })).success, true);
  }));

// (Force.com Record Locking Cheatsheet: contacts lock their account)
test('a locked account: its contacts cannot be saved or deleted, those of others can', () =>
  withOrg(async (org, connection) => {
    const [held, free] = await connection.sobject('Account').create([{ Name: 'H' }, { Name: 'F' }]);
    const contacts = connection.sobject('Contact');
    const below = await create(connection, 'Contact', { LastName: 'Below', AccountId: held!.id! });
    const beside = await create(connection, 'Contact', {
      LastName: 'Beside',
      AccountId: free!.id!,
    });
    const lock = org.faults.add({ match: { ids: [held!.id!] }, effect: { kind: 'rowLocked' } });
    const refused: (() => Promise<unknown>)[] = [
      () => contacts.create({ LastName: 'New', AccountId: held!.id! }),
      () => contacts.update({ Id: below, Title: 'x' }),
      () => contacts.update({ Id: beside, AccountId: held!.id! }),
      () => contacts.delete(below),
    ];
    for (const save of refused) {
      await assert.rejects(save, (error: Error) => {
        assert.equal(error.name, LOCKED);
        return error.message.endsWith(`1 records: ${held!.id!}`);
      });
    }
    assert.equal(lock.struck, 4);
    assert.equal((await contacts.update({ Id: beside, Title: 'x' })).success, true);
    const { failed } = await ingest(
      org,
      { object: 'Contact', operation: 'update' },
      `Id,Title\n${below},y\n${beside},y\n`,
    );
    assert.match(failed, new RegExp(`^"sf__Id".*\n"${below}","${LOCKED}:[^"]*:--".*\n$`));
  }));

test('a row that is locked for the second attempt only', () =>
  withOrg(async (org, connection) => {
    const [id] = await createContacts(connection, 'Held');
    org.faults.add({ match: { ids: [id!], nth: 2, times: 1 }, effect: { kind: 'rowLocked' } });
    const outcomes: boolean[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const update = connection.sobject('Contact').update({ Id: id!, LastName: `n${attempt}` });
      outcomes.push(
        await update.then(
          () => true,
          () => false,
        ),
      );
    }
    assert.deepEqual(outcomes, [true, false, true]);
  }));

test('a clock that is off tells its time in the Date header, in SOAP and in every stamp', () =>
  withOrg(
    async (org, connection) => {
      const times = async (name: string) => {
        await createContacts(connection, name);
        const { text } = await soapCall(org, '/services/Soap/u/64.0', '<getServerTimestamp/>');
        return {
          date: (await get(org, '/limits')).headers.get('date'),
          soap: /<timestamp>(.*)<\/timestamp>/.exec(text)?.[1],
          stamp: await stampOf(org, name),
        };
      };
      const fast = org.faults.add({ effect: { kind: 'clockOff', seconds: 90 } });
      assert.deepEqual(await times('fast'), {
        date: 'Sat, 21 Nov 2026 08:01:30 GMT',
        soap: '2026-11-21T08:01:30.000Z',
        stamp: '2026-11-21T08:01:30.000+0000',
      });
      fast.remove();
      org.faults.add({ effect: { kind: 'clockOff', seconds: -3600 } });
      assert.deepEqual(await times('slow'), {
        date: 'Sat, 21 Nov 2026 07:00:00 GMT',
        soap: '2026-11-21T07:00:00.000Z',
        stamp: '2026-11-21T07:00:00.000+0000',
      });
    },
    { clock: manualClock('2026-11-21T08:00:00Z') },
  ));

async function stampOf(org: LocalOrg, name: string): Promise<unknown> {
  const { records } = await connect(org).query(
    `SELECT CreatedDate FROM Contact WHERE LastName = '${name}'`,
  );
  return records[0]!['CreatedDate'];
}
