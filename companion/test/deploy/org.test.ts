import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '@salesforce/core';
import { readFlowStates } from '../../src/deploy/flows.ts';
import { assignPermissionSet } from '../../src/deploy/permissionSet.ts';

type Row = Record<string, unknown>;

/** An org that answers each query by the object it asks for, and keeps what is created. */
function fakeOrg(tables: Record<string, Row[]>) {
  const queries: string[] = [];
  const created: Row[] = [];
  const connection = {
    query: (soql: string) => {
      queries.push(soql);
      const records = tables[/FROM (\w+)/.exec(soql)![1]!] ?? [];
      return Promise.resolve({ totalSize: records.length, records });
    },
    sobject: (object: string) => ({
      create: (fields: Row) => {
        created.push({ object, ...fields });
        return Promise.resolve({ success: true });
      },
    }),
  } as unknown as Connection;
  return { connection, queries, created };
}

const people = { PermissionSet: [{ Id: '0PS1' }], User: [{ Id: '0051' }] };

test('the permission set is assigned to a user who lacks it', async () => {
  const org = fakeOrg(people);
  assert.deepEqual(await assignPermissionSet(org.connection, 'HL_Integration', 'a@b.example'), {
    permissionSet: 'HL_Integration',
    username: 'a@b.example',
    assigned: true,
  });
  assert.deepEqual(org.created, [
    { object: 'PermissionSetAssignment', AssigneeId: '0051', PermissionSetId: '0PS1' },
  ]);
});

test('a user who has the permission set keeps it; nothing is written', async () => {
  const org = fakeOrg({ ...people, PermissionSetAssignment: [{ Id: '0Pa1' }] });
  const { assigned } = await assignPermissionSet(org.connection, 'HL_Integration', 'a@b.example');
  assert.equal(assigned, false);
  assert.deepEqual(org.created, []);
});

test('a user name that holds an apostrophe is a user name, not SOQL', async () => {
  const org = fakeOrg(people);
  await assignPermissionSet(org.connection, 'HL_Integration', "o'neil\\@b.example");
  assert.ok(org.queries.some((soql) => soql.endsWith("Username = 'o\\'neil\\\\@b.example'")));
});

test('an unknown user is a clear error', async () => {
  const org = fakeOrg({ PermissionSet: [{ Id: '0PS1' }] });
  await assert.rejects(assignPermissionSet(org.connection, 'HL_Integration', 'nobody'), {
    name: 'AssignmentError',
    message: "The org has no User with Username 'nobody'.",
  });
});

test('a flow runs only if it is active in its latest version', async () => {
  const view = (ApiName: string, IsActive: boolean, active: string | null, latest: string) => ({
    ApiName,
    IsActive,
    ActiveVersionId: active,
    LatestVersionId: latest,
  });
  const org = fakeOrg({
    FlowDefinitionView: [
      view('Runs', true, 'v2', 'v2'),
      view('Draft', false, null, 'v1'),
      view('RunsAnOlderVersion', true, 'v1', 'v2'),
    ],
  });
  const names = ['Runs', 'Draft', 'RunsAnOlderVersion', 'Unknown'];
  assert.deepEqual(
    (await readFlowStates(org.connection, names)).map(({ active }) => active),
    [true, false, false, false],
  );
});

test('a package without flows asks nothing', async () => {
  const org = fakeOrg({});
  assert.deepEqual(await readFlowStates(org.connection, []), []);
  assert.deepEqual(org.queries, []);
});
