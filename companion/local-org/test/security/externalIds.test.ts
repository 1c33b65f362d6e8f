import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  connect,
  customField,
  deploy,
  metadataFile,
  withOrg,
} from '../support.ts';
import { createUser, grantingSet } from './support.ts';

/* SOAP API Developer Guide, upsert(), "External IDs": without View All, records that one sees match. */

const CLERK = 'clerk@association.example';

async function setUp(connection: Connection, unique: boolean): Promise<string> {
  const { problems } = await deploy(
    connection,
    { CustomField: ['Contact.Code__c'], PermissionSet: ['Codes'] },
    {
      'objects/Contact.object': metadataFile(
        'CustomObject',
        customField(
          'Code__c',
          'Text',
          `<externalId>true</externalId><length>20</length><unique>${unique}</unique>`,
        ),
      ),
      'permissionsets/Codes.permissionset': grantingSet('Codes', { editable: ['Contact.Code__c'] }),
    },
  );
  assert.deepEqual(problems, []);
  const clerk = await createUser(connection, CLERK);
  await assignPermissionSet(connection, 'Codes', CLERK);
  await assignPermissionSet(connection, 'Codes', (await connection.identity()).username);
  return clerk;
}

test('an external Id that is not unique finds what the user sees, and tells of nothing else', () =>
  withOrg(async (org, connection) => {
    const OwnerId = await setUp(connection, false);
    const create = async (values: Record<string, unknown>) =>
      (await connection.sobject('Contact').create({ Code__c: 'A', ...values })).id!;
    await create({ LastName: 'Hidden' });
    await create({ LastName: 'Hidden, too' });
    const own = await create({ LastName: 'Own', OwnerId });
    const contacts = connect(org, org.openSession(CLERK)).sobject('Contact');
    const result = await contacts.upsert({ Code__c: 'A', LastName: 'Changed' }, 'Code__c');
    assert.deepEqual([result.success, result.id], [true, own]);
    const all = connection.sobject('Contact').upsert({ Code__c: 'A', LastName: 'B' }, 'Code__c');
    await assert.rejects(all, /more than one record found|MULTIPLE_CHOICES|300/i);
  }));

test('a unique one is unique among the records that the user does not see, too', () =>
  withOrg(async (org, connection) => {
    await setUp(connection, true);
    await connection.sobject('Contact').create({ Code__c: 'A', LastName: 'Hidden' });
    const contacts = connect(org, org.openSession(CLERK)).sobject('Contact');
    await assert.rejects(async () =>
      contacts.upsert({ Code__c: 'A', LastName: 'Changed' }, 'Code__c'),
    );
    const { totalSize } = await connection.query('SELECT Id FROM Contact');
    assert.equal(totalSize, 1);
  }));
