import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import {
  assignPermissionSet,
  connect,
  create,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  restError,
  soapCall,
} from '../support.ts';
import type { Row } from '../support.ts';
import { ingest } from './bulkClient.ts';

/*
 * A parent that a record names by an external Id. REST API Developer Guide, "Insert or Update
 * (Upsert) a Record Using an External ID"; Bulk API 2.0, "Relationship Fields in a Header Row".
 */

let org: LocalOrg;
let connection: Connection;
const ids: Record<string, string> = {};

before(async () => {
  org = await startLocalOrg();
  connection = connect(org);
  const code = customField(
    'Code__c',
    'Text',
    '<externalId>true</externalId><length>20</length><unique>false</unique>',
  );
  const { problems } = await deploy(
    connection,
    { CustomField: ['Account.Code__c'], PermissionSet: ['Codes'] },
    {
      'objects/Account.object': metadataFile('CustomObject', code),
      'permissionsets/Codes.permissionset': permissionSet('Codes', ['Account.Code__c']),
    },
  );
  assert.deepEqual(problems, []);
  await assignPermissionSet(connection, 'Codes', org.username);
  ids['A1'] = await create(connection, 'Account', { Name: 'Acme', Code__c: 'A1' });
  for (const Name of ['Twin', 'Other twin'])
    await create(connection, 'Account', { Name, Code__c: 'T' });
  ids['boss'] = await create(connection, 'Contact', {
    LastName: 'Boss',
    Email: 'boss@acme.example',
  });
});
after(() => org.close());

async function read(id: string): Promise<Row> {
  const { AccountId, ReportsToId, OwnerId } = await connection.sobject('Contact').retrieve(id);
  return { AccountId, ReportsToId, OwnerId };
}

const account = { Code__c: 'a1' };

describe('a parent that is named by an external Id', () => {
  it('is found when a record is created, updated and upserted', async () => {
    const contacts = connection.sobject('Contact');
    const created = await contacts.create({ LastName: 'One', Account: account } as Row);
    assert.equal((await read(created.id!))['AccountId'], ids['A1']);

    await contacts.update({ Id: created.id!, AccountId: null } as Row & { Id: string });
    await contacts.update({ Id: created.id!, account } as unknown as Row & { Id: string });
    assert.equal((await read(created.id!))['AccountId'], ids['A1']);

    const upserted = await contacts.upsert(
      { Email: 'new@acme.example', LastName: 'Two', Account: account } as Row,
      'Email',
    );
    assert.equal((await read(upserted.id!))['AccountId'], ids['A1']);
  });

  it('may be named by its Id or by a standard field for look-ups', async () => {
    const id = await create(connection, 'Contact', {
      LastName: 'Three',
      Account: { Id: ids['A1'] },
      ReportsTo: { Email: 'boss@acme.example' },
      Owner: { attributes: { type: 'User' }, Username: org.username },
    });
    const { AccountId, ReportsToId } = await read(id);
    assert.deepEqual([AccountId, ReportsToId], [ids['A1'], ids['boss']]);
  });

  it('fails its record alone where several are saved', async () => {
    const results = await connection.sobject('Contact').create([
      { LastName: 'Four', Account: account },
      { LastName: 'Five', Account: { Code__c: 'nope' } },
      { LastName: 'Six', Account: { Code__c: 'T' } },
    ] as Row[]);
    assert.deepEqual(
      results.map(({ errors }) => errors.map((error) => 'statusCode' in error && error.statusCode)),
      [[], ['INVALID_FIELD'], ['DUPLICATE_EXTERNAL_ID']],
    );
    assert.equal((await read(results[0]!.id!))['AccountId'], ids['A1']);
  });

  it('is found over SOAP', async () => {
    const { text } = await soapCall(
      org,
      '/services/Soap/u/64.0',
      '<create xmlns="urn:partner.soap.sforce.com"><sObjects><type>Contact</type>' +
        '<LastName>Seven</LastName><Account><type>Account</type><Code__c>A1</Code__c></Account>' +
        '</sObjects></create>',
    );
    const id = /<id>(003\w{15})<\/id>/.exec(text)?.[1];
    assert.equal((await read(id!))['AccountId'], ids['A1']);
  });

  const refused: readonly [what: string, record: Row, code: string, message: string | RegExp][] = [
    [
      'that is not there',
      { Account: { Code__c: 'B2' } },
      'INVALID_FIELD',
      'Foreign key external ID: B2 not found for field Code__c in entity Account',
    ],
    [
      'that is blank',
      { Account: { Code__c: '' } },
      'INVALID_FIELD',
      /^Foreign key external ID: {2}not found/,
    ],
    [
      'by a field that identifies nothing',
      { Account: { Phone: '1' } },
      'INVALID_FIELD',
      /^Field name provided, Phone does not match an External ID/,
    ],
    [
      'by a field that there is not',
      { Account: { Nope__c: '1' } },
      'INVALID_FIELD',
      /^Field name provided, Nope__c does not match/,
    ],
    [
      'twice',
      { Account: account, AccountId: '001000000000001AAA' },
      'INVALID_FIELD',
      'Cannot specify both an external ID reference Account and a salesforce id, AccountId',
    ],
    [
      'by two fields',
      { Account: { Code__c: 'A1', Id: '001000000000001AAA' } },
      'INVALID_FIELD',
      'Account must be named by one field, not by Code__c, Id',
    ],
    [
      'of another type',
      { Account: { attributes: { type: 'Contact' }, Email: 'x' } },
      'INVALID_TYPE',
      'Account cannot be of type Contact',
    ],
    [
      'that several records are',
      { Account: { Code__c: 'T' } },
      'DUPLICATE_EXTERNAL_ID',
      /more than one/,
    ],
    [
      'by a relationship that there is not',
      { Employer__r: account },
      'NOT_IMPLEMENTED',
      /Employer__r/,
    ],
  ];
  for (const [what, record, code, message] of refused) {
    it(`is refused ${what}`, async () => {
      const body = { LastName: 'Refused', ...record };
      const error = await restError(org, 'POST', '/sobjects/Contact', body);
      assert.equal(error.errorCode, code, error.message);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    });
  }
});

describe('a column of an upload that names a parent', () => {
  const insert = { object: 'Contact', operation: 'insert' };

  it('fills the lookup, row by row', async () => {
    const { successful, failed } = await ingest(
      org,
      insert,
      'LastName,Account.Code__c,ReportsTo.Email\nA,A1,boss@acme.example\nB,,\nC,B2,\n',
    );
    const [first = '', second = ''] = [...successful.matchAll(/003\w{15}/g)].map(([id]) => id);
    const parents = ({ AccountId, ReportsToId }: Row) => [AccountId, ReportsToId];
    assert.deepEqual(parents(await read(first)), [ids['A1'], ids['boss']]);
    assert.deepEqual(parents(await read(second)), [null, null]);
    assert.match(
      failed,
      /INVALID_FIELD:Foreign key external ID: B2 not found for field Code__c in entity Account:--/,
    );

    await ingest(org, { ...insert, operation: 'update' }, `Id,Account.Code__c\n${first},#N/A\n`);
    assert.equal((await read(first))['AccountId'], null);
  });

  it('says of which type a parent is that may be of several', async () => {
    const task = { object: 'Task', operation: 'insert' };
    const csv = 'Subject,Contact:Who.Email,Account:What.Code__c\nCall,boss@acme.example,A1\n';
    const { successful } = await ingest(org, task, csv);
    const id = /00T\w{15}/.exec(successful)?.[0];
    const { WhoId, WhatId } = await connection.sobject('Task').retrieve(id!);
    assert.deepEqual([WhoId, WhatId], [ids['boss'], ids['A1']]);
  });

  for (const column of [
    'Account.Phone',
    'Accounts.Code__c',
    'Account.Owner.Username',
    'Contact:Account.Code__c',
  ]) {
    it(`fails the job when it is ${column}`, async () => {
      const { state, errorMessage } = await ingest(org, insert, `LastName,${column}\nA,B\n`);
      assert.deepEqual(
        [state, errorMessage],
        ['Failed', `InvalidBatch : Field name not found : ${column}`],
      );
    });
  }
});
