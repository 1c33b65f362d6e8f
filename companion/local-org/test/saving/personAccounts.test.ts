import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { startLocalOrg } from '../../src/index.ts';
import { connector, formulaCondition, input, named } from '../flow/support.ts';
import {
  assignPermissionSet,
  connect,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  restError,
  soapCall,
  withOrg,
} from '../support.ts';

/*
 * Person accounts (Object Reference, Account and Contact; Help, "Considerations for Using Person
 * Accounts", "Person Account Behaviors"; SOAP API Developer Guide, "Person Account Record Types").
 */

const withPersons = (work: (org: LocalOrg, connection: Connection) => Promise<void>) =>
  withOrg(work, { personAccounts: true });
const ada = { FirstName: 'Ada', LastName: 'Lovelace', PersonEmail: 'ada@x.example' };

async function addPerson(connection: Connection, values: Record<string, unknown> = ada) {
  const { id } = await connection.sobject('Account').create(values);
  return id!;
}
async function contactOf(connection: Connection, account: string, fields = 'Id') {
  const { records } = await connection.query(
    `SELECT ${fields} FROM Contact WHERE AccountId = '${account}'`,
  );
  assert.equal(records.length, 1);
  return records[0]!;
}

suite('a person account', () => {
  test('is an account with a contact, made of one save', () =>
    withPersons(async (_org, connection) => {
      const id = await addPerson(connection, { ...ada, Phone: '1', PersonMailingCity: 'London' });
      const account = await connection.sobject('Account').retrieve(id);
      assert.deepEqual([account['Name'], account['IsPersonAccount']], ['Ada Lovelace', true]);
      const contact = await contactOf(
        connection,
        id,
        'Id, Name, Email, Phone, MailingCity, IsPersonAccount, OwnerId',
      );
      assert.equal(contact.Id, account['PersonContactId']);
      assert.deepEqual(
        ['Name', 'Email', 'Phone', 'MailingCity', 'IsPersonAccount', 'OwnerId'].map(
          (name) => contact[name] as unknown,
        ),
        ['Ada Lovelace', 'ada@x.example', '1', 'London', true, account['OwnerId']],
      );
      const { records } = await connection.query(
        'SELECT PersonContact.Email, RecordType.DeveloperName FROM Account',
      );
      assert.deepEqual(
        [
          (records[0]!['PersonContact'] as Record<string, unknown>)['Email'],
          (records[0]!['RecordType'] as Record<string, unknown>)['DeveloperName'],
        ],
        ['ada@x.example', 'PersonAccount'],
      );
    }));

  test('is changed as one, and both are stamped', () =>
    withPersons(async (_org, connection) => {
      const Id = await addPerson(connection);
      await connection.sobject('Account').update({ Id, LastName: 'King', PersonTitle: 'Countess' });
      const contact = await contactOf(connection, Id, 'Name, Title, SystemModstamp');
      const account = await connection.sobject('Account').retrieve(Id);
      assert.deepEqual([account['Name'], contact['Name']], ['Ada King', 'Ada King']);
      assert.equal(contact['Title'], 'Countess');
      assert.equal(contact['SystemModstamp'], account['SystemModstamp']);
    }));

  test('business accounts are beside it as ever', () =>
    withPersons(async (_org, connection) => {
      const id = await addPerson(connection, { Name: 'Acme' });
      await connection.sobject('Contact').create({ LastName: 'Hopper', AccountId: id });
      const account = await connection.sobject('Account').retrieve(id);
      assert.deepEqual(
        [account['IsPersonAccount'], account['PersonContactId'], account['Name']],
        [false, null, 'Acme'],
      );
      assert.equal((await contactOf(connection, id, 'IsPersonAccount'))['IsPersonAccount'], false);
    }));

  test('can be asked for by its record type', () =>
    withPersons(async (_org, connection) => {
      const [type] = (await connection.query('SELECT Id FROM RecordType WHERE IsPersonType = true'))
        .records;
      const id = await addPerson(connection, { LastName: 'Hopper', RecordTypeId: type!.Id! });
      assert.equal((await connection.sobject('Account').retrieve(id))['IsPersonAccount'], true);
    }));

  test('is deleted with its contact, and comes back with it', () =>
    withPersons(async (org, connection) => {
      const id = await addPerson(connection);
      const contact = await contactOf(connection, id);
      await connection.sobject('Account').delete(id);
      const count = async () => (await connection.query('SELECT COUNT() FROM Contact')).totalSize;
      assert.equal(await count(), 0);
      await soapCall(
        org,
        '/services/Soap/u/64.0',
        `<undelete xmlns="urn:partner.soap.sforce.com"><ids>${id}</ids></undelete>`,
      );
      assert.equal((await contactOf(connection, id)).Id, contact.Id);
    }));

  test('is merged with another: what belonged to the one contact belongs to the other', () =>
    withPersons(async (org, connection) => {
      const [master, loser] = [await addPerson(connection), await addPerson(connection)];
      const [kept, gone] = [
        (await contactOf(connection, master)).Id!,
        (await contactOf(connection, loser)).Id!,
      ];
      const report = await connection
        .sobject('Contact')
        .create({ LastName: 'Reports', ReportsToId: gone });
      const merge = (one: string, other: string) =>
        soapCall(
          org,
          '/services/Soap/u/64.0',
          `<merge xmlns="urn:partner.soap.sforce.com"><request><masterRecord xmlns:s="urn:sobject.partner.soap.sforce.com"><s:type>Account</s:type><s:Id>${one}</s:Id></masterRecord><recordToMergeIds>${other}</recordToMergeIds></request></merge>`,
        );
      assert.match((await merge(master, loser)).text, /<success>true</);
      const boss: unknown = (await connection.sobject('Contact').retrieve(report.id!))[
        'ReportsToId'
      ];
      assert.equal(boss, kept);
      const { records } = await connection.query(
        `SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '${gone}'`,
        { scanAll: true },
      );
      assert.deepEqual([records[0]!['IsDeleted'], records[0]!['MasterRecordId']], [true, kept]);
      const business = await addPerson(connection, { Name: 'Acme' });
      assert.match((await merge(master, business)).text, /INVALID_MERGE_RECORD/);
    }));
});

suite('fields of contacts on accounts', () => {
  const files = {
    'objects/Contact.object': metadataFile(
      'CustomObject',
      customField('Card__c', 'Text', '<length>20</length>') +
        '<fields><fullName>Shout__c</fullName><formula>UPPER(Card__c)</formula><label>Shout</label><type>Text</type></fields>',
    ),
    'permissionsets/Cards.permissionset': permissionSet('Cards', ['Contact.Card__c']).replace(
      '<label>',
      '<fieldPermissions><editable>false</editable><field>Contact.Shout__c</field><readable>true</readable></fieldPermissions><label>',
    ),
  };
  const members = {
    CustomField: ['Contact.Card__c', 'Contact.Shout__c'],
    PermissionSet: ['Cards'],
  };

  test('custom ones are there as __pc, seen by who sees them on the contact', () =>
    withPersons(async (org, connection) => {
      assert.deepEqual((await deploy(connection, members, files)).problems, []);
      const error = await restError(org, 'POST', '/sobjects/Account', {
        ...ada,
        Card__pc: '12ab',
      });
      assert.match(error.message, /No such column 'Card__pc'/);
      await assignPermissionSet(connection, 'Cards', org.username);
      const id = await addPerson(connection, { ...ada, Card__pc: '12ab' });
      assert.equal((await contactOf(connection, id, 'Card__c'))['Card__c'], '12ab');
      const { records } = await connection.query('SELECT Card__pc, Shout__pc FROM Account');
      assert.deepEqual([records[0]!['Card__pc'], records[0]!['Shout__pc']], ['12ab', '12AB']);
    }));

  test('automatic numbers are those of the contacts', () =>
    withPersons(async (org, connection) => {
      const numbered = metadataFile(
        'CustomObject',
        '<fields><fullName>Number__c</fullName><displayFormat>C-{00}</displayFormat><label>Number</label><startingNumber>1</startingNumber><type>AutoNumber</type></fields>',
      );
      const { problems } = await deploy(
        connection,
        { CustomField: ['Contact.Number__c'], PermissionSet: ['Numbers'] },
        {
          'objects/Contact.object': numbered,
          'permissionsets/Numbers.permissionset': permissionSet('Numbers', [
            'Contact.Number__c',
          ]).replace('<editable>true', '<editable>false'),
        },
      );
      assert.deepEqual(problems, []);
      await assignPermissionSet(connection, 'Numbers', org.username);
      await connection.sobject('Contact').create({ LastName: 'Hopper' });
      const Id = await addPerson(connection);
      await connection.sobject('Account').update({ Id, PersonTitle: 'Countess' });
      const business = await addPerson(connection, { Name: 'Acme' });
      const numberOf = async (id: string) =>
        (await connection.sobject('Account').retrieve(id))['Number__pc'] as string | null;
      assert.deepEqual([await numberOf(Id), await numberOf(business)], ['C-02', null]);
      assert.equal((await contactOf(connection, Id, 'Number__c'))['Number__c'], 'C-02');
    }));

  test('describe tells them', () =>
    withPersons(async (_org, connection) => {
      const { fields } = await connection.describe('Account');
      const found = (name: string) => fields.find((field) => field.name === name);
      assert.equal(found('PersonEmail')?.type, 'email');
      assert.deepEqual(found('PersonContactId')?.referenceTo, ['Contact']);
      assert.equal(found('PersonMailingCity')?.compoundFieldName, 'PersonMailingAddress');
      assert.equal(found('IsPersonAccount')?.createable, false);
      assert.equal(found('PersonReportsToId'), undefined);
    }));

  test('are kept with the org', async (context) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'org-'));
    context.after(() => {
      rmSync(dataDir, { recursive: true });
    });
    const first = await startLocalOrg({ dataDir, personAccounts: true });
    await deploy(connect(first), members, files);
    await assignPermissionSet(connect(first), 'Cards', first.username);
    await addPerson(connect(first), { ...ada, Card__pc: '12ab' });
    await first.close();
    const again = await startLocalOrg({ dataDir });
    const { records } = await connect(again).query('SELECT Card__pc FROM Account');
    assert.equal(records[0]!['Card__pc'], '12ab');
    await again.close();
  });
});

test('saving a person account starts the automation of accounts only', () =>
  withPersons(async (_org, connection) => {
    const flow = (object: string, field: string) =>
      metadataFile(
        'Flow',
        `<apiVersion>66.0</apiVersion><label>Stamp</label><processType>AutoLaunchedFlow</processType>
        <recordUpdates>${named('Stamp')}${input(field, '<stringValue>stamped</stringValue>')}<inputReference>$Record</inputReference></recordUpdates>
        <start><locationX>0</locationX><locationY>0</locationY>${connector('Stamp')}${formulaCondition(`ISNEW() || ISCHANGED({!$Record.LastName})`)}<object>${object}</object>
        <recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordAfterSave</triggerType></start><status>Active</status>`,
      );
    const { problems } = await deploy(
      connection,
      { Flow: ['Of_Account', 'Of_Contact'] },
      {
        'flows/Of_Account.flow': flow('Account', 'PersonDepartment'),
        'flows/Of_Contact.flow': flow('Contact', 'Title'),
      },
    );
    assert.deepEqual(problems, []);
    const Id = await addPerson(connection);
    await connection.sobject('Account').update({ Id, LastName: 'King' });
    const contact = await contactOf(connection, Id, 'Department, Title');
    assert.deepEqual([contact['Department'], contact['Title']], ['stamped', null]);
  }));

/** (what is wrong, method, path, body, errorCode, message) */
type Refusal = readonly [string, string, string, unknown, string, RegExp];
const refusals = (account: string, contact: string, business: string): readonly Refusal[] => [
  // (SFDO-Community/declarative-lookup-rollup-summaries#544)
  [
    'the contact by itself',
    'PATCH',
    `/sobjects/Contact/${contact}`,
    { Title: 'x' },
    'INVALID_PERSON_ACCOUNT_OPERATION',
    /^cannot reference person contact$/,
  ],
  [
    'the contact without its account',
    'DELETE',
    `/sobjects/Contact/${contact}`,
    undefined,
    'INVALID_PERSON_ACCOUNT_OPERATION',
    /person contact/,
  ],
  [
    'another contact of a person',
    'POST',
    '/sobjects/Contact',
    { LastName: 'Second', AccountId: account },
    'INVALID_PERSON_ACCOUNT_OPERATION',
    /person contact/,
  ],
  // (SalesforceCommerceCloud/b2c-crm-sync#267)
  [
    'the name of a person',
    'PATCH',
    `/sobjects/Account/${account}`,
    { Name: 'x' },
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    /^Unable to create\/update fields: Name\./,
  ],
  [
    "a person's field of a business account",
    'PATCH',
    `/sobjects/Account/${business}`,
    { PersonEmail: 'x@x.example' },
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    /^Unable to create\/update fields: PersonEmail\./,
  ],
  [
    'a person without a last name',
    'PATCH',
    `/sobjects/Account/${account}`,
    { LastName: null },
    'REQUIRED_FIELD_MISSING',
    /\[LastName\]/,
  ],
  [
    'an account without a name',
    'POST',
    '/sobjects/Account',
    { Site: 'x' },
    'REQUIRED_FIELD_MISSING',
    /\[Name\]/,
  ],
];

test('saves that do not suit person accounts', () =>
  withPersons(async (org, connection) => {
    const account = await addPerson(connection);
    const contact = (await contactOf(connection, account)).Id!;
    const business = await addPerson(connection, { Name: 'Acme' });
    for (const [name, method, path, body, errorCode, message] of refusals(
      account,
      contact,
      business,
    )) {
      const error = await restError(org, method, path, body);
      assert.equal(error.errorCode, errorCode, name);
      assert.match(error.message, message, name);
    }
  }));

test('an org has them from the beginning or not at all', async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'org-'));
  context.after(() => {
    rmSync(dataDir, { recursive: true });
  });
  const org = await startLocalOrg({ dataDir });
  const { errorCode } = await restError(org, 'POST', '/sobjects/Account', { LastName: 'Ada' });
  assert.equal(errorCode, 'INVALID_FIELD');
  await org.close();
  await assert.rejects(startLocalOrg({ dataDir, personAccounts: true }), /has no person accounts/);
});
