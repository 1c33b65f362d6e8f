import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { grantingSet } from '../security/support.ts';
import { connect, deploy, manualClock, metadataFile, soapCall, withOrg } from '../support.ts';

/* jsforce's metadata module. (Metadata API Developer Guide, "CRUD-Based Calls") */

const shelf = {
  fullName: 'Contact.Shelf__c',
  label: 'Shelf',
  type: 'Text',
  length: 20,
};
const rule = {
  fullName: 'Contact.Named',
  active: true,
  errorConditionFormula: 'ISBLANK(LastName)',
  errorMessage: 'Say the name.',
};
type Reader = (type: string, names: string | string[]) => Promise<Record<string, unknown>>;
const read = (connection: Connection): Reader => connection.metadata.read.bind(connection.metadata);
type Writer = (type: string, metadata: unknown) => Promise<{ success: boolean; errors: unknown[] }>;
const writer = (connection: Connection, name: 'create' | 'update' | 'upsert' | 'delete'): Writer =>
  connection.metadata[name].bind(connection.metadata) as never;

suite('components one by one', () => {
  test('are created, read, updated, upserted and deleted', () =>
    withOrg(async (_org, connection) => {
      const created = await writer(connection, 'create')('CustomField', [shelf]);
      assert.equal((created as never as { success: boolean }[])[0]!.success, true);
      const field = await read(connection)('CustomField', 'Contact.Shelf__c');
      assert.equal(field['fullName'], 'Contact.Shelf__c');
      assert.equal(field['label'], 'Shelf');
      assert.equal(field['length'], 20);

      await writer(connection, 'update')('CustomField', { ...shelf, label: 'Shelf of books' });
      const changed = await read(connection)('CustomField', 'Contact.Shelf__c');
      assert.equal(changed['label'], 'Shelf of books');

      const upserted = await writer(connection, 'upsert')('ValidationRule', rule);
      assert.deepEqual(
        [upserted.success, (upserted as never as { created: boolean }).created],
        [true, true],
      );
      await assert.rejects(
        async () => connection.sobject('Contact').create({ FirstName: 'Ada' }),
        /Say the name|REQUIRED_FIELD_MISSING/,
      );

      const deleted = await writer(connection, 'delete')('CustomField', 'Contact.Shelf__c');
      assert.equal(deleted.success, true);
      const { fields } = await connection.describe('Contact');
      assert.ok(!fields.some(({ name }) => name === 'Shelf__c'));
    }));

  test('are read with what they hold, and as they are now', () =>
    withOrg(async (_org, connection) => {
      await writer(connection, 'create')('CustomField', shelf);
      await deploy(
        connection,
        { PermissionSet: ['Readers'] },
        {
          'permissionsets/Readers.permissionset': grantingSet('Readers', {
            readable: ['Contact.Shelf__c'],
          }),
        },
      );
      const set = await read(connection)('PermissionSet', 'Readers');
      assert.deepEqual(
        (set['fieldPermissions'] as { field: string; readable: boolean }[]).map((one) => one.field),
        ['Contact.Shelf__c'],
      );
      const contact = await read(connection)('CustomObject', 'Contact');
      assert.deepEqual(
        (contact['fields'] as { fullName: string }[]).map(({ fullName }) => fullName),
        ['Shelf__c'],
      );
    }));

  test('fail with the reason, each by itself', () =>
    withOrg(async (_org, connection) => {
      await writer(connection, 'create')('CustomField', shelf);
      const [again, other] = (await writer(connection, 'create')('CustomField', [
        shelf,
        { ...shelf, fullName: 'Contact.Desk__c' },
      ])) as never as { success: boolean; errors: { statusCode: string }[] }[];
      assert.deepEqual([again!.success, other!.success], [false, true]);
      assert.equal([again!.errors].flat()[0]!.statusCode, 'DUPLICATE_DEVELOPER_NAME');
      const nobody = await writer(connection, 'update')('CustomField', {
        ...shelf,
        fullName: 'Contact.Nope__c',
      });
      assert.match(JSON.stringify(nobody.errors), /no CustomField named Contact.Nope__c found/);
      const broken = await writer(connection, 'create')('CustomField', {
        ...shelf,
        fullName: 'Contact.Wide__c',
        type: 'Number',
      });
      assert.equal(broken.success, false);
      const gone = await writer(connection, 'delete')('CustomField', 'Contact.Nope__c');
      assert.match(JSON.stringify(gone.errors), /INVALID_CROSS_REFERENCE_KEY/);
    }));

  const refusals: readonly [
    name: string,
    call: (connection: Connection) => unknown,
    error: RegExp,
  ][] = [
    [
      'more than ten',
      (connection) =>
        read(connection)(
          'CustomField',
          Array.from({ length: 11 }, (_, i) => `F${i}`),
        ),
      /EXCEEDED_ID_LIMIT: record limit reached\. cannot submit more than 10 records into this call/,
    ],
    ['a type that there is not', (connection) => read(connection)('Role', 'A'), /INVALID_TYPE/],
    [
      'code',
      (connection) =>
        writer(connection, 'create')('ApexClass', {
          fullName: 'A',
          apiVersion: 66,
          status: 'Active',
        }),
      /does not implement saving a component of type ApexClass by itself/,
    ],
    [
      'another name',
      (connection) => connection.metadata.rename('CustomField', 'Contact.A__c', 'Contact.B__c'),
      /does not implement renaming components/,
    ],
  ];
  test('are refused where they must be', () =>
    withOrg(async (org, connection) => {
      for (const [name, call, error] of refusals) {
        const called = Promise.resolve().then(() => call(connection));
        await assert.rejects(called, error, name);
      }
      const { text } = await soapCall(
        org,
        '/services/Soap/m/66.0',
        '<describeValueType><type>{http://soap.sforce.com/2006/04/metadata}ApexClass</type></describeValueType>',
      );
      assert.match(text, /does not implement the SOAP operation describeValueType/);
      const clerk = connect(org, '00Dxx!ended');
      await assert.rejects(() => read(clerk)('CustomField', 'A'), /INVALID_SESSION_ID/);
    }));
});

// Metadata API Developer Guide, deployRecentValidation(): 10 days, tests, no deploy since
suite('a validation', () => {
  const DAY = 24 * 60 * 60;
  const members = { CustomField: ['Contact.Shelf__c'] };
  const files = {
    'objects/Contact.object': metadataFile(
      'CustomObject',
      '<fields><fullName>Shelf__c</fullName><label>Shelf</label><length>20</length><type>Text</type></fields>',
    ),
  };
  const validate = async (connection: Connection, testLevel = 'RunLocalTests') => {
    const result = await deploy(connection, members, files, {
      checkOnly: true,
      testLevel,
    } as never);
    assert.equal(result.success, true);
    return result.id;
  };
  const quick = (connection: Connection, id: string) =>
    connection.metadata.deployRecentValidation({ id, rest: false });
  const cases: readonly [
    name: string,
    good: boolean,
    meanwhile: (
      connection: Connection,
      clock: ReturnType<typeof manualClock>,
    ) => Promise<string> | string,
  ][] = [
    ['deploys quickly', true, (connection) => validate(connection)],
    ['does not without tests', false, (connection) => validate(connection, 'NoTestRun')],
    [
      'does not after ten days',
      false,
      async (connection, clock) => {
        const id = await validate(connection);
        clock.advance(10 * DAY + 1);
        return id;
      },
    ],
    [
      'does not after another deploy',
      false,
      async (connection) => {
        const id = await validate(connection);
        await deploy(
          connection,
          { PermissionSet: ['A'] },
          { 'permissionsets/A.permissionset': grantingSet('A', {}) },
        );
        return id;
      },
    ],
  ];
  for (const [name, good, prepare] of cases) {
    test(name, () => {
      const clock = manualClock('2026-11-21T08:00:00Z');
      return withOrg(
        async (_org, connection) => {
          const id = await prepare(connection, clock);
          if (!good) {
            await assert.rejects(quick(connection, id), /INVALID_ID_FIELD/);
            return;
          }
          const deployId = await quick(connection, id);
          assert.notEqual(deployId, id);
          const { status } = await connection.metadata.checkDeployStatus(deployId);
          assert.equal(status, 'Succeeded');
          const { fields } = await connection.describe('Contact');
          assert.ok(!fields.some((field) => field.name === 'Shelf__c'), 'nobody has been shown it');
          const listed = await connection.metadata.list({ type: 'CustomField' });
          assert.equal(listed.length, 1);
        },
        { clock, security: { sessionTimeoutMinutes: 60 * 24 * 30 } },
      );
    });
  }

  test('is over at once, as every deploy, and cannot be cancelled', () =>
    withOrg(async (_org, connection) => {
      const id = await validate(connection);
      await assert.rejects(
        connection.metadata.cancelDeploy(id),
        /INVALID_ID_FIELD: Deployment already completed/,
      );
      await assert.rejects(
        connection.metadata.cancelDeploy('0AfHL0000000001AAA'),
        /INVALID_CROSS_REFERENCE_KEY/,
      );
    }));
});
