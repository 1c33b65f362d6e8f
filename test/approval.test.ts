import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrgOptions } from 'salesforce-local-org';
import { packageFiles } from '../companion/src/metadata/package.ts';
import { parseWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import { assignPermissionSets, deploySource, publicSharing } from './source.ts';
import type { SourceFiles } from './source.ts';
import { connect, createUser, setUpOrg } from './support.ts';

/*
 * seeds/000, "Contact creation initial setup" and "Best practices": new sign-ups wait in a container
 * account, approvers are told by e-mail, the account can be found by e-mail address and website, and
 * IsActive is only for contacts that meet a criterion and belong to another account.
 */

interface Row {
  readonly AccountId: string | null;
  readonly HL_Approval__c: string | null;
  readonly HL_IsActive__c: boolean;
  readonly HL_Mod_Date__c: string | null;
  readonly HL_Proposed_Account__c: string | null;
}

const xml = (type: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${content}</${type}>\n`;

/** An org with the package and the approval that `section` describes, and accounts to try it with. */
async function setUpApproval(
  t: TestContext,
  section: string,
  { extra = {}, ...options }: LocalOrgOptions & { extra?: SourceFiles } = {},
) {
  const org = await setUpOrg(t, options);
  const salesforce = connect(org);
  const plan = compilePlan(
    parseWorksheet(
      `profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }\nisActive: HL_IsActive__c\ncontainerAccounts: { ${section} }`,
      'worksheet.yaml',
    ),
  );
  await deploySource(salesforce, { ...packageFiles(plan), ...extra });
  await assignPermissionSets(salesforce, org.username, [
    'HL_Integration',
    'HL_Community_Manager',
    'HL_Approver',
  ]);
  const create = async (object: string, record: Record<string, unknown>) =>
    (await salesforce.sobject(object).create(record)).id!;
  await joinApprovers(salesforce, org.username);
  const account = (Name: string, record: Record<string, unknown> = {}) =>
    create('Account', { Name, ...record });
  const contact = (record: Record<string, unknown>) =>
    create('Contact', { LastName: 'Newcomer', ...record });
  const read = async (id: string) =>
    (await salesforce.sobject('Contact').retrieve(id)) as unknown as Row;
  const change = (id: string, record: Record<string, unknown>) =>
    salesforce.sobject('Contact').update({ Id: id, ...record });
  return { org, salesforce, account, contact, read, change };
}

/** Adds a user to those who are told of sign-ups. */
async function joinApprovers(salesforce: Connection, username: string): Promise<void> {
  const idOf = async (soql: string) => (await salesforce.query(soql)).records[0]!.Id!;
  await salesforce.sobject('GroupMember').create({
    GroupId: await idOf("SELECT Id FROM Group WHERE DeveloperName = 'HL_Approvers'"),
    UserOrGroupId: await idOf(`SELECT Id FROM User WHERE Username = '${username}'`),
  });
}

test('a website as people type it has one domain', async (t) => {
  const { account, salesforce } = await setUpApproval(t, 'matching: off');
  const websites: [website: string | null, domain: string | null][] = [
    ['example.org', 'example.org'],
    ['www.example.org', 'example.org'],
    ['HTTP://WWW.Example.ORG/', 'example.org'],
    ['https://example.org:8443/members?id=1', 'example.org'],
    ['https://example.org?a=www.example.com', 'example.org'],
    ['example.org#top', 'example.org'],
    [' http://example.org/www.other.example ', 'example.org'],
    ['https://members.example.org', 'members.example.org'],
    ['www.awww.example', 'awww.example'],
    ['example.org/https://x', 'example.org'],
    [null, null],
  ];
  for (const [website, domain] of websites) {
    const id = await account(`Of ${website ?? 'nobody'}`, { Website: website });
    const row = await salesforce.sobject('Account').retrieve(id);
    assert.equal(row['HL_Website_Domain__c'], domain, String(website));
  }
});

test('an e-mail domain proposes an account only if it is one account’s own', async (t) => {
  const { account, contact, read } = await setUpApproval(
    t,
    'matching: propose, freeMailDomains: [Isp.example]',
  );
  const container = await account('Sign-ups', { HL_Container__c: true, Website: 'box.example' });
  const institute = await account('Institute', { Website: 'https://www.Institute.example/about' });
  await account('Twin one', { Website: 'twins.example' });
  await account('Twin two', { Website: 'http://twins.example/two' });
  await account('Provider', { Website: 'isp.example' });
  await account('Mail company', { Website: 'gmail.com' });

  const proposals: [email: string | null, account: string | null][] = [
    ['jane@institute.example', institute],
    ['Jane.Doe@INSTITUTE.Example', institute],
    ['jane@mail.institute.example', null],
    ['jane@twins.example', null],
    ['jane@box.example', null],
    ['jane@unknown.example', null],
    ['jane@isp.example', null],
    ['jane@gmail.com', null],
    [null, null],
  ];
  for (const [Email, proposed] of proposals) {
    const row = await read(await contact({ AccountId: container, Email }));
    assert.equal(row.HL_Proposed_Account__c, proposed, String(Email));
    assert.deepEqual([row.HL_Approval__c, row.AccountId], ['Pending', container], String(Email));
  }
});

test('the approvers are told of each contact that arrives, once, with a link to it', async (t) => {
  for (const recursiveSave of ['documented', 'reported'] as const) {
    const approval = await setUpApproval(t, 'matching: off', { recursiveSave });
    const { org, account, contact, change } = approval;
    const mails = () => org.outbox().length;
    const container = await account('Sign-ups', { HL_Container__c: true });
    const institute = await account('Institute');
    await contact({ AccountId: institute });
    await contact({ AccountId: null });
    assert.equal(mails(), 0);

    const id = await contact({ AccountId: container, FirstName: 'Jane', Email: 'jane@a.example' });
    const [mail] = org.outbox();
    assert.deepEqual(mail!.to, [org.username]);
    assert.equal(mail!.subject, 'Community sign-up: Jane Newcomer');
    for (const words of [`${org.url}/${id.slice(0, 15)}`, 'jane@a.example', 'Sign-ups']) {
      assert.ok(mail!.text!.includes(words), words);
    }
    await change(id, { Title: 'President' });
    await change(id, { AccountId: institute });
    assert.equal(mails(), 1);
    await change(id, { AccountId: container });
    assert.equal(mails(), 2);
  }
});

test('moving a contact out of the container approves it; bringing it back asks again', async (t) => {
  const { account, contact, change, read } = await setUpApproval(t, 'matching: propose');
  const container = await account('Sign-ups', { HL_Container__c: true });
  const institute = await account('Institute', { Website: 'institute.example' });
  const id = await contact({ AccountId: container, Email: 'jane@institute.example' });
  const states = async () => {
    const row = await read(id);
    return [row.HL_Approval__c, row.HL_Proposed_Account__c];
  };
  assert.deepEqual(await states(), ['Pending', institute]);
  await change(id, { AccountId: institute });
  assert.deepEqual(await states(), ['Approved', institute]);
  await change(id, { AccountId: container, Email: 'jane@elsewhere.example' });
  assert.deepEqual(await states(), ['Pending', null]);
  await change(id, { HL_Approval__c: 'Rejected' });
  await change(id, { LastName: 'Renamed' });
  assert.deepEqual(await states(), ['Rejected', null]);
  await change(id, { AccountId: institute });
  assert.deepEqual(await states(), ['Approved', null]);
});

test('IsActive follows the criteria outside containers, and nobody in a container is active', async (t) => {
  for (const recursiveSave of ['documented', 'reported'] as const) {
    const { account, contact, change, read } = await setUpApproval(
      t,
      "matching: off, activateWhen: [{ field: Title, filled: true }, { field: Department, equals: 'Members' }]",
      { recursiveSave },
    );
    const container = await account('Sign-ups', { HL_Container__c: true });
    const institute = await account('Institute');
    const meets = { Title: 'President', Department: 'Members' };
    const isActive = async (id: string) => (await read(id)).HL_IsActive__c;

    const created: [what: string, record: Record<string, unknown>, active: boolean][] = [
      ['meets the criteria', { AccountId: institute, ...meets }, true],
      ['meets one of two', { AccountId: institute, Title: 'President' }, false],
      ['is checked by hand', { AccountId: institute, HL_IsActive__c: true }, true],
      ['belongs to no account', { ...meets }, false],
      ['is in a container', { AccountId: container, ...meets }, false],
      ['is in a container, checked', { AccountId: container, HL_IsActive__c: true }, false],
    ];
    for (const [what, record, active] of created) {
      assert.equal(await isActive(await contact(record)), active, `${recursiveSave}: ${what}`);
    }

    const id = await contact({ AccountId: container, ...meets });
    const steps: [what: string, record: Record<string, unknown>, active: boolean][] = [
      ['moved to its account', { AccountId: institute }, true],
      ['unchecked by hand', { HL_IsActive__c: false }, false],
      ['changed in something else', { Phone: '1' }, false],
      ['changed in a criterion that still holds', { Title: 'Treasurer' }, true],
      ['meets them no longer', { Department: 'Staff' }, false],
      ['checked by hand', { HL_IsActive__c: true }, true],
      ['meets them again', { Department: 'Members' }, true],
      ['moved into the container', { AccountId: container }, false],
      ['checked by hand in the container', { HL_IsActive__c: true }, false],
    ];
    for (const [what, record, active] of steps) {
      await change(id, record);
      assert.equal(await isActive(id), active, `${recursiveSave}: ${what}`);
    }
  }
});

test('a change that the flow makes is stamped, whether or not it sets off the stamp flow', async (t) => {
  for (const recursiveSave of ['documented', 'reported'] as const) {
    let now = Date.parse('2026-03-02T09:00:00Z');
    const { account, contact, change, read } = await setUpApproval(
      t,
      'matching: off, activateWhen: [{ field: Department, filled: true }]',
      { recursiveSave, clock: { now: () => new Date(now) } },
    );
    const id = await contact({ AccountId: await account('Institute') });
    now += 3_600_000;
    // The stamp flow does not watch Department.
    await change(id, { Department: 'Members' });
    const row = await read(id);
    assert.equal(row.HL_IsActive__c, true);
    assert.equal(row.HL_Mod_Date__c, '2026-03-02T10:00:00.000+0000', recursiveSave);
  }
});

test('an account that becomes a container has no active contacts any more', async (t) => {
  const { account, contact, read, salesforce } = await setUpApproval(t, 'matching: off');
  const institute = await account('Institute');
  const id = await contact({ AccountId: institute, HL_IsActive__c: true });
  const elsewhere = await contact({ AccountId: await account('Other'), HL_IsActive__c: true });
  await salesforce.sobject('Account').update({ Id: institute, HL_Container__c: true });
  assert.equal((await read(id)).HL_IsActive__c, false);
  assert.equal((await read(elsewhere)).HL_IsActive__c, true);
});

test('assigned by its domain, a contact is active at once if the criteria hold', async (t) => {
  for (const recursiveSave of ['documented', 'reported'] as const) {
    const { org, account, contact, read } = await setUpApproval(
      t,
      'matching: assign, activateWhen: [{ field: Email, filled: true }]',
      { recursiveSave },
    );
    const container = await account('Sign-ups', { HL_Container__c: true });
    const institute = await account('Institute', { Website: 'institute.example' });
    const id = await contact({ AccountId: container, Email: 'jane@institute.example' });
    const { AccountId, HL_Approval__c, HL_IsActive__c } = await read(id);
    assert.deepEqual(
      [AccountId, HL_Approval__c, HL_IsActive__c],
      [institute, 'Assigned by e-mail domain', true],
    );
    assert.match(org.outbox()[0]!.text!, /Account: Institute\nApproval: Assigned by e-mail domain/);
  }
});

test('the approval story: sign-up, e-mail, decision on screens, active member', async (t) => {
  const approval = await setUpApproval(t, 'matching: propose', { extra: publicSharing });
  const { org, salesforce, account, contact, read } = approval;
  const approver = await createUser(salesforce, 'Standard User');
  await assignPermissionSets(salesforce, approver, ['HL_Approver']);
  await joinApprovers(salesforce, approver);
  const container = await account('Sign-ups', { HL_Container__c: true });
  const institute = await account('Institute', { Website: 'https://www.institute.example' });
  const society = await account('Society');
  const review = (recordId: string) =>
    org.startScreenFlow('HL_Review_Sign_Up', { username: approver, inputs: { recordId } });

  // Somebody signs up; the mail leads the approver to the contact.
  const jane = await contact({
    AccountId: container,
    FirstName: 'Jane',
    Email: 'jane@institute.example',
  });
  const mail = org.outbox().at(-1)!;
  assert.ok(mail.to.includes(approver));
  const [link] = /https?:\S+$/m.exec(mail.text!)!;
  assert.equal(new URL(link).pathname, `/${jane.slice(0, 15)}`);

  // She approves what the e-mail domain proposes.
  const proposed = review(jane);
  const field = (name: string) => proposed.screen!.fields.find((one) => one.name === name);
  assert.match(
    field('Review_Text')!.text,
    /Jane Newcomer, jane@institute.example, waits in Sign-ups/,
  );
  proposed.next({ Decision: 'Approve_It', New_Account: institute });
  assert.equal(proposed.screen, undefined);
  assert.deepEqual(pick(await read(jane)), [institute, 'Approved', true]);

  // The next one belongs elsewhere; a container is refused.
  const joe = await contact({ AccountId: container, FirstName: 'Joe' });
  const moved = review(joe);
  moved.next({ Decision: 'Approve_It', New_Account: container });
  assert.equal(moved.screen!.name, 'Choose_Another_Account');
  moved.next();
  moved.next({ Decision: 'Approve_It', New_Account: society });
  assert.deepEqual(pick(await read(joe)), [society, 'Approved', true]);

  // A third is rejected, and stays where he is.
  const spam = await contact({ AccountId: container, FirstName: 'Spam' });
  review(spam).next({ Decision: 'Reject_It' });
  assert.deepEqual(pick(await read(spam)), [container, 'Rejected', false]);

  // There is nothing to decide about somebody in an account.
  assert.equal(review(jane).screen!.name, 'Nothing_To_Decide');
});

/** A validation rule of the customer that our package knows nothing of. */
const customerRule: SourceFiles = {
  'objects/Contact/validationRules/Customer.validationRule-meta.xml': xml(
    'ValidationRule',
    '<fullName>Customer</fullName><active>true</active><errorConditionFormula>AND(NOT(ISNEW()), ISBLANK(Phone))</errorConditionFormula><errorMessage>Enter a phone number</errorMessage>',
  ),
};

test('what fails never blocks the sign-up, and is seen', async (t) => {
  const approval = await setUpApproval(t, 'matching: off', { extra: customerRule });
  const { org, salesforce, account, contact, read } = approval;
  const failures = async () =>
    (await salesforce.query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c')).records;
  const container = await account('Sign-ups', { HL_Container__c: true });

  const id = await contact({ AccountId: container });
  assert.deepEqual(pick(await read(id)), [container, null, false]);
  assert.equal(org.outbox().length, 1);
  const messages = (await failures()).filter(({ Name }) => Name === id);
  assert.ok(
    messages.some((row) => (row['HL_Message__c'] as string).includes('Enter a phone number')),
  );

  // An approver is told on the screen.
  const flow = org.startScreenFlow('HL_Review_Sign_Up', {
    username: org.username,
    inputs: { recordId: id },
  });
  flow.next({ Decision: 'Reject_It' });
  assert.equal(flow.screen!.name, 'Not_Done');
  assert.match(flow.screen!.fields[0]!.text, /Enter a phone number/);

  // Nobody approves: the mail cannot be sent.
  const members = await salesforce.query('SELECT Id FROM GroupMember');
  await salesforce.sobject('GroupMember').delete(members.records.map((member) => member.Id!));
  const unheard = await contact({ AccountId: container, Phone: '1' });
  assert.deepEqual(pick(await read(unheard)), [container, 'Pending', false]);
  assert.equal(org.outbox().length, 1);
  assert.ok((await failures()).some(({ Name }) => Name === unheard));
});

test('200 sign-ups in one call are taken in like one', async (t) => {
  const { org, salesforce, account } = await setUpApproval(t, 'matching: propose');
  const container = await account('Sign-ups', { HL_Container__c: true });
  const institute = await account('Institute', { Website: 'institute.example' });
  const contacts = Array.from({ length: 200 }, (_, n) => ({
    LastName: `Newcomer ${n}`,
    AccountId: container,
    Email: `n${n}@institute.example`,
  }));
  const results = await salesforce.sobject('Contact').create(contacts);
  assert.ok(results.every(({ success }) => success));
  const waiting = await salesforce.query(
    `SELECT COUNT() FROM Contact WHERE HL_Approval__c = 'Pending' AND HL_Proposed_Account__c = '${institute}'`,
  );
  assert.equal(waiting.totalSize, 200);
  assert.equal(org.outbox().length, 200);
});

test('Professional Edition, with its five active flows of a type, runs all of it', async (t) => {
  const { salesforce } = await setUpApproval(t, 'matching: propose', {
    edition: 'Professional',
    deployFlowsAsActive: true,
  });
  const { records } = await salesforce.query(
    'SELECT ApiName, IsActive FROM FlowDefinitionView ORDER BY ApiName',
  );
  assert.deepEqual(
    records.map(({ ApiName, IsActive }): unknown[] => [ApiName, IsActive]),
    [
      ['HL_Account_Container', true],
      ['HL_Account_Mod_Date', true],
      ['HL_Contact_Approval', true],
      ['HL_Contact_Mod_Date', true],
      ['HL_Review_Sign_Up', true],
    ],
  );
});

const pick = ({ AccountId, HL_Approval__c, HL_IsActive__c }: Row) => [
  AccountId,
  HL_Approval__c,
  HL_IsActive__c,
];
