import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { connector, formulaCondition, input, named } from '../flow/support.ts';
import {
  create,
  deploy,
  longSessions,
  manualClock,
  metadataFile,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';
import type { Row } from '../support.ts';

/*
 * SOAP API Developer Guide: "undelete()", "emptyRecycleBin()", "merge()"; REST API Developer Guide:
 * "Get Updated", "Get Deleted"; Apex Developer Guide: "Triggers and Merge Statements", "Triggers
 * and Order of Execution".
 */

/** Counts saves of contacts and accounts by their flows: every one of them leaves a mark. */
async function deployCounters(connection: Connection): Promise<void> {
  const counter = (object: string, field: string) =>
    metadataFile(
      'Flow',
      `<apiVersion>66.0</apiVersion><label>Count</label><processType>AutoLaunchedFlow</processType>
       <formulas><name>Next</name><dataType>String</dataType><expression>{!$Record.${field}} &amp; "x"</expression></formulas>
       <recordUpdates>${named('Set')}${input(field, '<elementReference>Next</elementReference>')}<inputReference>$Record</inputReference></recordUpdates>
       <start><locationX>0</locationX><locationY>0</locationY>${connector('Set')}${formulaCondition('TRUE')}
       <object>${object}</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start><status>Active</status>`,
    );
  const { problems } = await deploy(
    connection,
    { Flow: ['Contacts', 'Accounts'] },
    {
      'flows/Contacts.flow': counter('Contact', 'Department'),
      'flows/Accounts.flow': counter('Account', 'Site'),
    },
  );
  assert.deepEqual(problems, []);
}

suite('undelete', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');

  test('brings back a record and what cascaded from it; no flow runs, only SystemModstamp moves', () =>
    withOrg(
      async (_org, connection) => {
        await deployCounters(connection);
        const account = await create(connection, 'Account', { Name: 'Acme' });
        const child = await create(connection, 'Account', { Name: 'Child', ParentId: account });
        const contact = await create(connection, 'Contact', { LastName: 'A', AccountId: account });
        clock.advance(60);
        await connection.sobject('Account').delete(account);
        assert.deepEqual(await rowsOf(connection, 'SELECT Id FROM Contact'), []);
        assert.deepEqual(await rowsOf(connection, 'SELECT Id, ParentId FROM Account'), [
          { Id: child, ParentId: null },
        ]);
        clock.advance(60);
        const [result] = await connection.soap.undelete([account]);
        assert.deepEqual([result!.id, result!.success], [account, true]);
        assert.deepEqual(
          await rowsOf(
            connection,
            'SELECT Id, AccountId, Department, LastModifiedDate, SystemModstamp FROM Contact',
          ),
          [
            {
              Id: contact,
              AccountId: account,
              Department: 'x',
              LastModifiedDate: '2026-11-21T08:01:00.000+0000',
              SystemModstamp: '2026-11-21T08:02:00.000+0000',
            },
          ],
        );
        const [parent] = await rowsOf(
          connection,
          `SELECT ParentId FROM Account WHERE Id = '${child}'`,
        );
        assert.equal(parent!['ParentId'], account);
      },
      { clock },
    ));

  test('of a record that is not in the bin fails on its own', () =>
    withOrg(async (_org, connection) => {
      const kept = await create(connection, 'Contact', { LastName: 'A' });
      const gone = await create(connection, 'Contact', { LastName: 'B' });
      await connection.sobject('Contact').delete(gone);
      const [failed, restored] = await connection.soap.undelete([kept, gone]);
      assert.deepEqual(
        [failed!.success, failed!.errors[0]!.statusCode, failed!.errors[0]!.message],
        [false, 'UNDELETE_FAILED', 'Entity is not in the recycle bin'],
      );
      assert.equal(restored!.success, true);
    }));
});

test('what is emptied from the recycle bin is gone, also for queryAll', () =>
  withOrg(async (_org, connection) => {
    const account = await create(connection, 'Account', { Name: 'Acme' });
    const contact = await create(connection, 'Contact', { LastName: 'A', AccountId: account });
    await connection.sobject('Account').delete(account);
    assert.equal((await rowsOf(connection, 'SELECT Id FROM Contact', true)).length, 1);
    // jsforce says one result where it gives a list.
    const results: unknown = await connection.soap.emptyRecycleBin([account]);
    assert.deepEqual(
      (results as { success: boolean }[]).map(({ success }) => success),
      [true],
    );
    for (const object of ['Account', 'Contact']) {
      assert.deepEqual(await rowsOf(connection, `SELECT Id FROM ${object}`, true), []);
    }
    const [again] = await connection.soap.undelete([contact]);
    assert.equal(again!.success, false);
  }));

// Help, "View, Restore, and Manage Your Deleted Records in the Recycle Bin": 15 days
test('what has been in the recycle bin for 15 days is gone, with what went with it', () => {
  const clock = manualClock('2026-11-01T08:00:00Z');
  return withOrg(
    async (_org, connection) => {
      const account = await create(connection, 'Account', { Name: 'Acme' });
      await create(connection, 'Contact', { LastName: 'A', AccountId: account });
      await connection.sobject('Account').delete(account);
      const left = async (object: string) =>
        (await rowsOf(connection, `SELECT Id FROM ${object}`, true)).length;
      clock.advance(15 * 86_400 - 60);
      assert.deepEqual([await left('Account'), await left('Contact')], [1, 1]);
      clock.advance(3600);
      assert.deepEqual([await left('Account'), await left('Contact')], [0, 0]);
    },
    { clock, ...longSessions },
  );
});

suite('merge', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');

  test('of accounts moves their contacts without saving them', () =>
    withOrg(
      async (_org, connection) => {
        await deployCounters(connection);
        const master = await create(connection, 'Account', { Name: 'Acme' });
        const loser = await create(connection, 'Account', { Name: 'ACME Inc', ParentId: master });
        const contact = await create(connection, 'Contact', { LastName: 'A', AccountId: loser });
        clock.advance(60);
        const result = await connection.soap.merge({
          masterRecord: { type: 'Account', Id: master, Website: 'acme.example' } as {
            type: string;
          },
          recordToMergeIds: [loser],
        });
        assert.deepEqual(
          [result.success, result.id, result.mergedRecordIds, result.updatedRelatedIds],
          [true, master, [loser], [contact]],
        );
        const fields = 'AccountId, Department, LastModifiedDate, SystemModstamp';
        assert.deepEqual(await rowsOf(connection, `SELECT ${fields} FROM Contact`), [
          {
            AccountId: master,
            Department: 'x',
            LastModifiedDate: '2026-11-21T08:00:00.000+0000',
            SystemModstamp: '2026-11-21T08:01:00.000+0000',
          },
        ]);
        // The master alone is saved, and its flows run.
        assert.deepEqual(
          await rowsOf(
            connection,
            'SELECT Id, Website, Site, IsDeleted, MasterRecordId FROM Account ORDER BY Name',
            true,
          ),
          [
            {
              Id: master,
              Website: 'acme.example',
              Site: 'xx',
              IsDeleted: false,
              MasterRecordId: null,
            },
            { Id: loser, Website: null, Site: 'x', IsDeleted: true, MasterRecordId: master },
          ],
        );
      },
      { clock },
    ));

  test('of contacts takes two losers at most, and keeps nobody as their own manager', () =>
    withOrg(async (_org, connection) => {
      const one = await create(connection, 'Contact', { LastName: 'One' });
      const two = await create(connection, 'Contact', { LastName: 'Two', ReportsToId: one });
      const three = await create(connection, 'Contact', { LastName: 'Three', ReportsToId: two });
      const four = await create(connection, 'Contact', { LastName: 'Four' });
      const merge = (master: string, losers: string[]) =>
        connection.soap.merge({
          masterRecord: { type: 'Contact', Id: master },
          recordToMergeIds: losers,
        });
      const refused = await merge(one, [two, three, four]);
      assert.equal(refused.success, false);
      const result = await merge(two, [one]);
      assert.equal(result.success, true);
      assert.deepEqual(
        await rowsOf(connection, 'SELECT LastName, ReportsToId FROM Contact ORDER BY LastName'),
        [
          { LastName: 'Four', ReportsToId: null },
          { LastName: 'Three', ReportsToId: two },
          { LastName: 'Two', ReportsToId: null },
        ],
      );
    }));

  const refusals: readonly [
    name: string,
    object: string,
    losers: (id: string) => string[],
    code: string,
  ][] = [
    ['a record with itself', 'Contact', (id) => [id], 'INVALID_ID_FIELD'],
    ['with a record that is not there', 'Contact', () => ['003000000000001AAA'], 'NOT_FOUND'],
    ['users', 'User', () => [], 'INVALID_TYPE'],
  ];
  for (const [name, type, losers, code] of refusals) {
    test(`refuses to merge ${name}`, () =>
      withOrg(async (_org, connection) => {
        const id =
          type === 'User'
            ? (await connection.identity()).user_id
            : await create(connection, type, { LastName: 'A' });
        const { success, errors } = await connection.soap.merge({
          masterRecord: { type, Id: id },
          recordToMergeIds: losers(id),
        });
        assert.deepEqual([success, errors[0]!.statusCode], [false, code]);
      }));
  }
});

suite('getUpdated and getDeleted', () => {
  test('tell what was touched in a span of whole minutes', () => {
    const clock = manualClock('2026-11-21T08:00:30Z');
    return withOrg(
      async (_org, connection) => {
        const contacts = connection.sobject('Contact');
        const one = await create(connection, 'Contact', { LastName: 'One' });
        const two = await create(connection, 'Contact', { LastName: 'Two' });
        clock.advance(60);
        await contacts.update({ Id: two, Title: 'Dr' });
        clock.advance(60);
        await contacts.delete(one);
        const span = ['2026-11-21T08:01:59Z', '2026-11-21T08:03:10Z'] as const;
        assert.deepEqual(await contacts.updated(...span), {
          ids: [two],
          latestDateCovered: '2026-11-21T08:03:00.000+0000',
        });
        assert.deepEqual(await contacts.deleted(...span), {
          deletedRecords: [{ deletedDate: '2026-11-21T08:02:30.000+0000', id: one }],
          earliestDateAvailable: '2026-10-22T08:02:30.000+0000',
          latestDateCovered: '2026-11-21T08:03:00.000+0000',
        });
        const before = ['2026-11-21T08:00:00Z', '2026-11-21T08:01:00Z'] as const;
        assert.deepEqual((await contacts.updated(...before)).ids, []);
      },
      { clock },
    );
  });

  const at = (start: string, end: string) => `/sobjects/Contact/updated/?start=${start}&end=${end}`;
  const refusals: readonly [path: string, status: number, code: string, message: RegExp][] = [
    [
      at('2026-11-21T08:00:00Z', '2026-11-21T08:00:59Z'),
      400,
      'INVALID_REPLICATION_DATE',
      /at least one minute/,
    ],
    [
      at('2026-11-21T08:00:00Z', '2026-11-20T08:00:00Z'),
      400,
      'INVALID_REPLICATION_DATE',
      /at least one minute/,
    ],
    [
      at('2026-09-21T08:00:00Z', '2026-11-21T08:00:00Z'),
      400,
      'INVALID_REPLICATION_DATE',
      /30 days/,
    ],
    [at('yesterday', '2026-11-21T08:00:00Z'), 400, 'INVALID_REPLICATION_DATE', /dateTime/],
    ['/sobjects/Contact/updated/', 400, 'INVALID_REPLICATION_DATE', /dateTime/],
    ['/sobjects/Nope/updated/', 404, 'NOT_FOUND', /does not exist/],
    [
      at('2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z').replace('Contact', 'User'),
      400,
      'INVALID_TYPE_FOR_OPERATION',
      /User/,
    ],
  ];
  test('refuse spans that Salesforce refuses', () =>
    withOrg(
      async (org) => {
        for (const [path, status, code, message] of refusals) {
          const error = await restError(org, 'GET', path);
          assert.deepEqual([error.status, error.errorCode], [status, code], path);
          assert.match(error.message, message, path);
        }
      },
      { clock: manualClock('2026-11-21T08:00:00Z') },
    ));
});

suite('a flow that saves the record which set it off', () => {
  const flow = (condition: string) =>
    metadataFile(
      'Flow',
      `<apiVersion>66.0</apiVersion><label>Again</label><processType>AutoLaunchedFlow</processType>
       <formulas><name>Next</name><dataType>String</dataType><expression>{!$Record.Department} &amp; "x"</expression></formulas>
       <recordUpdates>${named('Set')}${input('Department', '<elementReference>Next</elementReference>')}<inputReference>$Record</inputReference></recordUpdates>
       <start><locationX>0</locationX><locationY>0</locationY>${connector('Set')}${formulaCondition(condition)}
       <object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordAfterSave</triggerType></start><status>Active</status>`,
    );
  const departmentOf = async (condition: string, recursiveSave?: 'documented' | 'reported') => {
    let department: unknown;
    await withOrg(
      async (_org, connection) => {
        await deploy(connection, { Flow: ['Again'] }, { 'flows/Again.flow': flow(condition) });
        await create(connection, 'Contact', { LastName: 'A' });
        [{ Department: department }] = (await rowsOf(
          connection,
          'SELECT Department FROM Contact',
        )) as [Row];
      },
      { ...(recursiveSave && { recursiveSave }) },
    );
    return department;
  };
  const unfinished = 'LEN({!$Record.Department}) < 3';

  test('does not set itself off again, as documented', async () => {
    assert.equal(await departmentOf(unfinished), 'x');
  });
  test('does until its conditions are not met, as reported', async () => {
    assert.equal(await departmentOf(unfinished, 'reported'), 'xxx');
  });
  test('fails where they are always met, as reported', async () => {
    await assert.rejects(departmentOf('TRUE', 'reported'), /Maximum trigger depth exceeded/);
  });
});
