import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import { connect, deployWorksheet, logIn, resultOf, setUpDesk, setUpOrg } from './support.ts';
import { metadataFile } from '../companion/local-org/test/support.ts';
import { customerAutomation, deployOwn } from './source.ts';

/*
 * seeds/000, "Accommodating for account flow-down in Periodic Sync": what an account has, its
 * contacts show, and who looks at contacts only sees that it changed. No contact and no automation
 * of the customer keeps anybody from saving the account.
 */

/** A field of the customer on Account, by the worksheet's name of its type. */
const customFields: Record<string, string> = {
  Level__c: '<length>20</length><type>Text</type>',
  Post__c: '<type>Email</type>',
  Seats__c: '<precision>8</precision><scale>0</scale><type>Number</type>',
  Share__c: '<precision>5</precision><scale>2</scale><type>Percent</type>',
  Until__c: '<type>Date</type>',
  Seen__c: '<type>DateTime</type>',
  Partner__c: '<defaultValue>false</defaultValue><type>Checkbox</type>',
};

const FLOW_DOWN = `
flowDown:
  - { account: Level__c, type: text }
  - { account: Industry, type: picklist }
  - { account: Post__c, type: email }
  - { account: Phone, type: phone }
  - { account: Website, type: url }
  - { account: Seats__c, type: number, scale: 0 }
  - { account: AnnualRevenue, type: currency }
  - { account: Share__c, type: percent }
  - { account: Until__c, type: date }
  - { account: Seen__c, type: dateTime }
  - { account: Partner__c, type: checkbox }
`;

/** What the account has, and what its contacts show of it. */
const values: readonly [field: string, onContact: string, value: unknown][] = [
  ['Level__c', 'HL_Account_Level__c', 'Gold'],
  ['Industry', 'HL_Account_Industry__c', 'Energy'],
  ['Post__c', 'HL_Account_Post__c', 'post@company.example'],
  ['Phone', 'HL_Account_Phone__c', '+1 555 0100'],
  ['Website', 'HL_Account_Website__c', 'https://company.example'],
  ['Seats__c', 'HL_Account_Seats__c', 12],
  ['AnnualRevenue', 'HL_Account_AnnualRevenue__c', 1250.5],
  ['Share__c', 'HL_Account_Share__c', 12.25],
  ['Until__c', 'HL_Account_Until__c', '2027-03-31'],
  ['Seen__c', 'HL_Account_Seen__c', '2026-05-04T10:00:00.000+0000'],
  ['Partner__c', 'HL_Account_Partner__c', true],
];

interface Row {
  Id: string;
  HL_Mod_Date__c: string | null;
  [field: string]: unknown;
}

async function contactsOf(salesforce: Connection, accountId: string, fields = 'HL_Mod_Date__c') {
  const soql = `SELECT Id, ${fields} FROM Contact WHERE AccountId = '${accountId}'`;
  const { records } = await salesforce.query(soql, { autoFetch: true, maxFetch: 20_000 });
  return records as unknown as Row[];
}

test('contacts show each type of account field, and each change of one stamps them', async (t) => {
  const now = new Date('2026-06-01T08:00:00Z');
  const org = await setUpOrg(t, { contacts: 6, accounts: 2, clock: { now: () => new Date(now) } });
  const salesforce = connect(org);
  const fields = Object.fromEntries(
    Object.entries(customFields).map(([name, rest]) => [
      `objects/Account/fields/${name}.field-meta.xml`,
      metadataFile(
        'CustomField',
        `<fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${rest}`,
      ),
    ]),
  );
  const grants = Object.keys(customFields).map(
    (name) =>
      `<fieldPermissions><editable>true</editable><field>Account.${name}</field><readable>true</readable></fieldPermissions>`,
  );
  await deployOwn(salesforce, {
    ...fields,
    'permissionsets/Sales.permissionset-meta.xml': metadataFile(
      'PermissionSet',
      `${grants.join('')}<label>Sales</label>`,
    ),
  });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployWorksheet(desk, FLOW_DOWN);
  const assign = ['org', 'assign', 'permset', '--name', 'Sales', '--target-org', 'local'];
  await resultOf(desk, 'sf', assign);

  const { records } = await salesforce.query('SELECT Id FROM Account');
  const [account, other] = records.map(({ Id }) => Id!) as [string, string];
  const shown = values.map(([, onContact]) => onContact).join(', ');
  const [before] = await contactsOf(salesforce, account, shown);
  // Blanks as blanks: no 0 for a number that is not there.
  assert.equal(before!['HL_Account_Seats__c'], null);

  for (const [field, onContact, value] of values) {
    now.setMinutes(now.getMinutes() + 1);
    await salesforce.sobject('Account').update({ Id: account, [field]: value });
    const stamp = now.toISOString().replace('Z', '+0000');
    const contacts = await contactsOf(salesforce, account, `HL_Mod_Date__c, ${onContact}`);
    for (const contact of contacts) {
      assert.deepEqual([contact[onContact], contact.HL_Mod_Date__c], [value, stamp], field);
    }
  }
  const last = now.toISOString().replace('Z', '+0000');
  now.setMinutes(now.getMinutes() + 1);
  await salesforce.sobject('Account').update({ Id: account, Name: 'Shown by no contact' });
  for (const contact of await contactsOf(salesforce, account)) {
    assert.equal(contact.HL_Mod_Date__c, last);
  }
  for (const contact of await contactsOf(salesforce, other)) {
    assert.notEqual(contact.HL_Mod_Date__c, last);
  }
  for (const object of ['HL_Flow_Down__c', 'HL_Stamp_Failure__c']) {
    assert.equal((await salesforce.query(`SELECT Id FROM ${object}`)).totalSize, 0, object);
  }
});

test('15,000 contacts, one that the org refuses to save, a flow of the customer: the account is saved, all others are stamped', async (t) => {
  const org = await setUpOrg(t, { contacts: 15_000, accounts: 1 });
  const salesforce = connect(org);
  const { records } = await salesforce.query('SELECT Id, AccountId FROM Contact LIMIT 1');
  const [refused, account] = [records[0]!.Id!, records[0]!['AccountId'] as string];
  await salesforce.sobject('Contact').update({ Id: refused, Email: null });
  await deployOwn(salesforce, {
    // New since that contact was saved last.
    ...customerAutomation,
  });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployWorksheet(desk, 'flowDown: [{ account: Industry, type: picklist }]');

  const saved = await salesforce.sobject('Account').update({ Id: account, Industry: 'Energy' });
  assert.equal(saved.success, true);

  const contacts = await contactsOf(salesforce, account, 'HL_Mod_Date__c, Department');
  assert.equal(contacts.length, 15_000);
  const left = contacts.filter(({ HL_Mod_Date__c }) => HL_Mod_Date__c === null);
  assert.deepEqual(
    left.map(({ Id }) => Id),
    [refused],
  );
  assert.ok(contacts.every(({ Id, Department }) => Id === refused || Department === 'Tidied'));
  const failures = await salesforce.query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c');
  assert.deepEqual(
    failures.records.map((failure) => failure['Name'] as string),
    [refused],
  );
  assert.match(failures.records[0]!['HL_Message__c'] as string, /An e-mail address, please\./);
  // Nothing is left to do, and Salesforce had no error to report.
  assert.equal((await salesforce.query('SELECT Id FROM HL_Flow_Down__c')).totalSize, 0);
  assert.deepEqual(org.outbox(), []);
});
