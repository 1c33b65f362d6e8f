import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import {
  assignPermissionSet,
  deploy,
  manualClock,
  metadataFile,
  permissionSet,
  restError,
  withOrg,
} from '../support.ts';

/*
 * Salesforce Help: "Build a Formula Field", "Formula Field Limits and Restrictions", "Formula
 * Operators and Functions by Context"; Metadata API Developer Guide, "CustomField".
 */

const numeric = '<precision>18</precision><scale>2</scale>';
const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const field = (name: string, type: string, formula: string, more = '') =>
  `<fields><fullName>${name}</fullName><formula>${escape(formula)}</formula>${more}` +
  `<label>${name}</label>${/Number|Currency|Percent/.test(type) ? numeric : ''}<type>${type}</type></fields>`;
const stored = (name: string, type: string, more = '') =>
  `<fields><fullName>${name}</fullName>${more}<label>${name}</label><type>${type}</type></fields>`;

const asBlank = '<formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs>';

const contactFields = {
  Joined__c: stored('Joined__c', 'Date'),
  Fee__c: stored('Fee__c', 'Currency', numeric),
  Rebate__c: stored('Rebate__c', 'Percent', numeric),
  Greeting__c: field('Greeting__c', 'Text', '"Dear " & FirstName & " " & LastName'),
  // Its name comes before that of the field that it stands on.
  A_Shout__c: field('A_Shout__c', 'Text', 'UPPER(Greeting__c) & "!"'),
  Sector__c: field('Sector__c', 'Text', 'TEXT(Account.Industry)'),
  Head__c: field('Head__c', 'Text', 'Account.Parent.Name'),
  Net__c: field('Net__c', 'Currency', 'Fee__c * (1 - Rebate__c)'),
  Net_Or_Blank__c: field('Net_Or_Blank__c', 'Number', 'Fee__c * 2', asBlank),
  Share__c: field('Share__c', 'Percent', 'Fee__c / 400'),
  Half_Rebate__c: field('Half_Rebate__c', 'Percent', 'Rebate__c / 2'),
  Renewal__c: field('Renewal__c', 'Date', 'ADDMONTHS(Joined__c, 12)'),
  Seen__c: field('Seen__c', 'DateTime', 'CreatedDate'),
  Large__c: field('Large__c', 'Checkbox', 'Account.NumberOfEmployees > 100'),
  Mine__c: field('Mine__c', 'Checkbox', 'OwnerId = $User.Id'),
  Role__c: field('Role__c', 'Text', '$Profile.Name & " of " & $Organization.Name'),
};
const fieldNames = Object.keys(contactFields);

async function deployFields(org: LocalOrg, connection: Connection): Promise<void> {
  const names = fieldNames.map((name) => `Contact.${name}`);
  const { problems } = await deploy(
    connection,
    { CustomField: names, PermissionSet: ['All'] },
    {
      'objects/Contact.object': metadataFile('CustomObject', Object.values(contactFields).join('')),
      'permissionsets/All.permissionset': permissionSet('All', names),
    },
  );
  assert.deepEqual(problems, []);
  await assignPermissionSet(connection, 'All', org.username);
}

suite('formula fields', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');

  test('are computed when they are read, by record and by query', () =>
    withOrg(
      async (org, connection) => {
        await deployFields(org, connection);
        const accounts = connection.sobject('Account');
        const { id: head } = await accounts.create({ Name: 'Head' });
        const { id: AccountId } = await accounts.create({
          Name: 'Branch',
          Industry: 'Education',
          NumberOfEmployees: 200,
          ParentId: head,
        });
        const { id } = await connection.sobject('Contact').create({
          FirstName: 'Ada',
          LastName: 'Byron',
          AccountId: AccountId!,
          Fee__c: 100,
          Rebate__c: 25,
          Joined__c: '2026-02-28',
        });
        const expected = {
          Greeting__c: 'Dear Ada Byron',
          A_Shout__c: 'DEAR ADA BYRON!',
          Sector__c: 'Education',
          Head__c: 'Head',
          Net__c: 75,
          Net_Or_Blank__c: 200,
          Share__c: 25,
          Half_Rebate__c: 12.5,
          Renewal__c: '2027-02-28',
          Seen__c: '2026-11-21T08:00:00.000+0000',
          Large__c: true,
          Mine__c: true,
          Role__c: 'System Administrator of Local Org',
        };
        const names = Object.keys(expected);
        const read = async () => {
          const one = await connection.sobject('Contact').retrieve(id!);
          const { records } = await connection.query(`SELECT ${names.join(', ')} FROM Contact`);
          return [one, records[0]!].map((record) =>
            Object.fromEntries(names.map((name) => [name, record[name] as unknown])),
          );
        };
        assert.deepEqual(await read(), [expected, expected]);

        // The account changes; the contact is not saved, and yet reads differently.
        const stamp = async () =>
          (await connection.sobject('Contact').retrieve(id!))['SystemModstamp'] as string;
        const before = await stamp();
        clock.advance(60);
        await accounts.update({ Id: AccountId!, Industry: 'Technology', NumberOfEmployees: 2 });
        const moved = { ...expected, Sector__c: 'Technology', Large__c: false };
        assert.deepEqual(await read(), [moved, moved]);
        assert.equal(await stamp(), before);
      },
      { clock },
    ));

  test('treat blanks as the field says; without a parent they are blank, or unchecked', () =>
    withOrg(async (org, connection) => {
      await deployFields(org, connection);
      const { id } = await connection.sobject('Contact').create({ LastName: 'Byron' });
      const record = await connection.sobject('Contact').retrieve(id!);
      const { Net__c, Net_Or_Blank__c, Sector__c, Large__c, Renewal__c } = record;
      assert.deepEqual(
        [Net__c, Net_Or_Blank__c, Sector__c, Large__c, Renewal__c],
        [0, null, null, false, null],
      );
    }));

  test('filter, sort and group, also across relationships', () =>
    withOrg(async (org, connection) => {
      await deployFields(org, connection);
      const { id: AccountId } = await connection
        .sobject('Account')
        .create({ Name: 'A', Industry: 'Education', NumberOfEmployees: 101 });
      await connection.sobject('Contact').create([
        { LastName: 'c', FirstName: 'x', Fee__c: 30, AccountId: AccountId! },
        { LastName: 'a', FirstName: 'X', Fee__c: 10 },
        { LastName: 'b', FirstName: 'y', Fee__c: 20, AccountId: AccountId! },
      ]);
      const lastNames = async (rest: string) =>
        (await connection.query(`SELECT LastName FROM Contact ${rest}`)).records
          .map(({ LastName }) => LastName as string)
          .join('');
      assert.equal(await lastNames('ORDER BY Net__c'), 'abc');
      assert.equal(await lastNames('ORDER BY Net__c DESC'), 'cba');
      assert.equal(await lastNames('WHERE Net__c > 10 ORDER BY LastName'), 'bc');
      // Text compares without regard to case.
      assert.equal(await lastNames("WHERE Greeting__c LIKE 'dear x%' ORDER BY LastName"), 'ac');
      assert.equal(await lastNames("WHERE A_Shout__c = 'Dear X A!'"), 'a');
      assert.equal(await lastNames("WHERE Sector__c IN ('education') ORDER BY LastName"), 'bc');
      assert.equal(await lastNames('WHERE Large__c = false'), 'a');
      assert.equal(await lastNames('WHERE Sector__c = null'), 'a');
      const { records } = await connection.query(
        'SELECT Sector__c s, SUM(Net__c) n FROM Contact GROUP BY Sector__c ORDER BY Sector__c',
      );
      assert.deepEqual(
        records.map((row) => [row['s'], row['n']] as unknown),
        [
          [null, 10],
          ['Education', 50],
        ],
      );
      const nested = await connection.query(
        "SELECT (SELECT LastName FROM Contacts WHERE Net__c > 20) FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Greeting__c LIKE '%c')",
      );
      const contacts = nested.records[0]!['Contacts'] as { records: { LastName: string }[] };
      assert.equal(contacts.records[0]!.LastName, 'c');
    }));

  test('are described as calculated', () =>
    withOrg(async (org, connection) => {
      await deployFields(org, connection);
      const { fields } = await connection.describe('Contact');
      const net = fields.find(({ name }) => name === 'Net__c')!;
      const { calculated, calculatedFormula, createable, updateable, type, nillable } = net;
      assert.deepEqual(
        { calculated, calculatedFormula, createable, updateable, type, nillable },
        {
          calculated: true,
          calculatedFormula: 'Fee__c * (1 - Rebate__c)',
          createable: false,
          updateable: false,
          type: 'currency',
          nillable: true,
        },
      );
      const greeting = fields.find(({ name }) => name === 'Greeting__c')!;
      assert.deepEqual([greeting.type, greeting.length], ['string', 1300]);
      assert.equal(fields.find(({ name }) => name === 'Fee__c')!.calculated, false);
    }));

  test('cannot be written', () =>
    withOrg(async (org, connection) => {
      await deployFields(org, connection);
      const body = { LastName: 'Byron', Net__c: 1 };
      assert.deepEqual(await restError(org, 'POST', '/sobjects/Contact', body), {
        status: 400,
        errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
        message:
          'Unable to create/update fields: Net__c. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
        fields: ['Net__c'],
      });
    }));
});

/** What Salesforce refuses: formula and type against its words. */
const refusals: readonly [formula: string, type: string, problem: string][] = [
  // "Picklists and MSPs" in formulas: only in certain functions.
  [
    'Account.Industry',
    'Text',
    'Field Account.Industry is a picklist field. Picklist fields are only supported in certain functions.',
  ],
  [
    'LeadSource & "!"',
    'Text',
    'Field LeadSource is a picklist field. Picklist fields are only supported in certain functions.',
  ],
  ['Nope__c', 'Text', 'Field Nope__c does not exist. Check spelling.'],
  ['Account.Nope__c', 'Text', 'Field Account.Nope__c does not exist. Check spelling.'],
  ['Account', 'Text', 'Field Account does not exist. Check spelling.'],
  ['Own__c', 'Text', 'Field Own__c does not exist. Check spelling.'],
  // Compound fields have no value of their own.
  ['MailingAddress', 'Text', 'Field MailingAddress does not exist. Check spelling.'],
  ['Description', 'Text', 'Field Description may not be used in this type of formula'],
  ['SHOUT(LastName)', 'Text', 'Unknown function SHOUT. Check spelling.'],
  ['ISCHANGED(LastName)', 'Checkbox', 'Function ISCHANGED may not be used in this type of formula'],
  ['ISNEW()', 'Checkbox', 'Function ISNEW may not be used in this type of formula'],
  ['PRIORVALUE(LastName)', 'Text', 'Function PRIORVALUE may not be used in this type of formula'],
  [
    'Birthdate',
    'Text',
    'Formula result is data type (Date), incompatible with expected data type (Text).',
  ],
  [
    'LastName',
    'Number',
    'Formula result is data type (Text), incompatible with expected data type (Number).',
  ],
  [
    'LastName',
    'Checkbox',
    'Formula result is data type (Text), incompatible with expected data type (true or false).',
  ],
  ['LastName & ', 'Text', 'Syntax error. Found end of formula'],
  ['UPPER(LastName', 'Text', "Syntax error. Missing ')'"],
  ['{!LastName}', 'Text', "Syntax error. Found '{'"],
  [
    `"${'x'.repeat(3900)}"`,
    'Text',
    'Formula is too long (3,902 characters). Maximum length is 3,900 characters',
  ],
  // What the platform has and the local org does not.
  ['PI()', 'Number', 'The local org does not implement the formula function PI.'],
  [
    '$System.OriginDateTime',
    'Text',
    'The local org does not implement the reference $System.OriginDateTime.',
  ],
];

suite('a formula that would not compile on the platform', () => {
  for (const [formula, type, problem] of refusals) {
    test(`${type}: ${formula.slice(0, 60)}`, () =>
      withOrg(async (_org, connection) => {
        const { success, problems } = await deploy(
          connection,
          { CustomField: ['Contact.Own__c'] },
          {
            'objects/Contact.object': metadataFile('CustomObject', field('Own__c', type, formula)),
          },
        );
        assert.equal(success, false);
        assert.deepEqual(
          problems.map((one) => [one.fullName, one.problem]),
          [['Contact.Own__c', problem]],
        );
      }));
  }

  test('a formula that would come back to itself', () =>
    withOrg(async (_org, connection) => {
      const put = (fields: Record<string, string>) =>
        deploy(
          connection,
          { CustomField: Object.keys(fields).map((name) => `Contact.${name}`) },
          {
            'objects/Contact.object': metadataFile('CustomObject', Object.values(fields).join('')),
          },
        );
      const one = field('One__c', 'Text', 'LastName');
      const two = field('Two__c', 'Text', 'One__c');
      assert.equal((await put({ One__c: one, Two__c: two })).success, true);
      const { problems } = await put({ One__c: field('One__c', 'Text', 'Two__c') });
      assert.equal(problems[0]!.problem, 'Field Two__c may not be used in this type of formula');
    }));
});
