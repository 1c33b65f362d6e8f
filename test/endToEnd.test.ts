import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  activateAll,
  connect,
  createUser,
  deployPackage,
  logIn,
  resultOf,
  run,
  setUpDesk,
  setUpOrg,
} from './support.ts';
import { deploySource } from './source.ts';

interface JobResult {
  status: string;
  examined: number;
  refreshed: number;
  unchanged: number;
  disabled: number;
  failed: number;
  apiCalls: number;
}
interface MemberRow {
  legacyContactKey: string;
  outcome: string;
}

test('from an empty org to a community that follows every change', async (t) => {
  const org = await setUpOrg(t, { contacts: 24, accounts: 3 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);

  const flows = await resultOf<{ records: { ApiName: string; IsActive: boolean }[] }>(desk, 'sf', [
    ...['data', 'query', '--target-org', 'local'],
    ...['--query', 'SELECT ApiName, IsActive FROM FlowDefinitionView ORDER BY ApiName'],
  ]);
  assert.deepEqual(
    flows.records.map(({ ApiName, IsActive }) => [ApiName, IsActive]),
    [
      ['HL_Account_Mod_Date', true],
      ['HL_Contact_Mod_Date', true],
    ],
  );

  const salesforce = connect(org);
  const ids = await activateAll(salesforce);
  const refresh = () =>
    resultOf<JobResult>(desk, 'hl', ['refresh', 'periodic', '--target-org', 'local']);
  const first = await refresh();
  assert.deepEqual([first.status, first.examined, first.refreshed], ['success', 24, 24]);

  // What users do in Salesforce between two refreshes.
  const contacts = salesforce.sobject('Contact');
  const [relevant, irrelevant, switchedOff, deleted] = ids as [string, string, string, string];
  await contacts.update({ Id: relevant, Title: 'President' });
  await contacts.update({ Id: irrelevant, Department: 'Archive' });
  await contacts.update({ Id: switchedOff, HL_IsActive__c: false });
  await contacts.delete(deleted);
  const created = await contacts.create({
    LastName: 'Newcomer',
    Email: 'new@members.example',
    HL_IsActive__c: true,
  });

  const second = await refresh();
  assert.deepEqual(
    [second.status, second.refreshed, second.disabled, second.failed],
    ['success', 2, 2, 0],
  );

  const rows = await resultOf<MemberRow[]>(desk, 'hl', ['jobs', 'members']);
  const newest = rows
    .slice(0, 4)
    .map(({ legacyContactKey, outcome }) => [legacyContactKey, outcome]);
  assert.deepEqual(
    newest.toSorted(),
    [
      [relevant, 'refreshed'],
      [created.id!, 'refreshed'],
      [switchedOff, 'disabled'],
      [deleted, 'disabled'],
    ].toSorted(),
  );

  const table = (await run(desk, 'hl', ['jobs', 'members', '--limit', '4'])).stdout.split('\n');
  assert.ok(table.some((line) => line.includes('Deactivated')));
  const isMarked = (key: string) => /│ yes +│/.test(table.find((line) => line.includes(key))!);
  assert.deepEqual([isMarked(relevant), isMarked(deleted)], [false, true]);

  const member = (key: string) =>
    resultOf<{ status: string; profile: Record<string, string> }>(desk, 'hl', [
      'show',
      'member',
      key,
    ]);
  assert.equal((await member(relevant)).profile['Title'], 'President');
  assert.equal((await member(relevant.slice(0, 15))).status, 'active');
  assert.equal((await member(deleted)).status, 'disabled');

  // An account's change reaches its contacts, and nobody else.
  const [somebody] = (
    await salesforce.query(`SELECT AccountId FROM Contact WHERE Id = '${relevant}'`)
  ).records;
  const accountId = somebody!['AccountId'] as string;
  await salesforce.sobject('Account').update({ Id: accountId, Name: 'Renamed Institute' });
  const theirs = await salesforce.query(
    `SELECT COUNT() FROM Contact WHERE AccountId = '${accountId}' AND HL_IsActive__c = true`,
  );
  const third = await refresh();
  assert.equal(third.refreshed, theirs.totalSize);
  assert.equal((await member(relevant)).profile['CompanyName'], 'Renamed Institute');

  // Nothing changed: nothing is written, in a handful of calls.
  const fourth = await refresh();
  assert.deepEqual([fourth.refreshed, fourth.disabled], [0, 0]);
  assert.ok(fourth.apiCalls <= 5, `${fourth.apiCalls} calls`);
});

test('the flows stamp what the guide says, and a failing stamp never blocks a save', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  const salesforce = connect(org);
  const contacts = salesforce.sobject('Contact');
  const { id } = await contacts.create({ LastName: 'Stamped' });
  const row = await contacts.retrieve(id!);
  assert.equal(row['HL_Mod_Date__c'], row['CreatedDate']);
  assert.equal((await salesforce.query('SELECT Id FROM HL_Stamp_Failure__c')).totalSize, 0);

  // A customer's flow that refuses whatever stamps a contact called Troublesome.
  const guard = `<?xml version="1.0" encoding="UTF-8"?>
    <Flow xmlns="http://soap.sforce.com/2006/04/metadata">
      <apiVersion>66.0</apiVersion>
      <customErrors><name>Refuse</name><label>Refuse</label><locationX>0</locationX><locationY>0</locationY>
        <customErrorMessages><errorMessage>No stamps here</errorMessage><isFieldError>false</isFieldError></customErrorMessages>
      </customErrors>
      <label>Guard</label><processType>AutoLaunchedFlow</processType>
      <start><locationX>0</locationX><locationY>0</locationY>
        <connector><targetReference>Refuse</targetReference></connector>
        <doesRequireRecordChangedToMeetCriteria>false</doesRequireRecordChangedToMeetCriteria>
        <filterFormula>AND({!$Record.LastName} = "Troublesome", ISCHANGED({!$Record.HL_Mod_Date__c}))</filterFormula>
        <object>Contact</object><recordTriggerType>Update</recordTriggerType><triggerType>RecordBeforeSave</triggerType>
      </start>
      <status>Active</status>
    </Flow>`;
  await deploySource(salesforce, { 'flows/Guard.flow-meta.xml': guard });

  const troubled = await contacts.create({ LastName: 'Troublesome', HL_IsActive__c: true });
  assert.equal(troubled.success, true);
  assert.equal((await contacts.retrieve(troubled.id))['HL_Mod_Date__c'], null);
  const failures = await salesforce.query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c');
  assert.equal(failures.records[0]!['Name'], troubled.id);
  assert.match(failures.records[0]!['HL_Message__c'] as string, /No stamps here/);

  await resultOf(desk, 'hl', ['refresh', 'periodic', '--target-org', 'local']);
  const status = ['status', '--target-org', 'local'];
  assert.equal((await resultOf<{ stampFailures: number }>(desk, 'hl', status)).stampFailures, 1);
  assert.match((await run(desk, 'hl', status)).stdout, /^HL Stamp Failures +1$/m);

  await contacts.update({ Id: troubled.id, Title: 'President' });
  const explained = await run(desk, 'hl', ['explain', troubled.id, '--target-org', 'local']);
  assert.match(
    explained.stdout,
    /: Title\. HL_Mod_Date is blank.* refused a stamp: .*No stamps here/,
  );
});

test('a user without field-level security is told so, and nothing is written', async (t) => {
  const org = await setUpOrg(t, { contacts: 5 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  const username = await createUser(connect(org), 'Standard User');
  await logIn(desk, org, { alias: 'clerk', accessToken: org.openSession(username) });
  const { exitCode, stderr } = await run(desk, 'hl', [
    'refresh',
    'periodic',
    '--target-org',
    'clerk',
  ]);
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /HL_Mod_Date__c/);
  assert.match(stderr, /HL_Integration/);
  const members = await resultOf<unknown[]>(desk, 'hl', ['jobs', 'members']);
  assert.deepEqual(members, []);
});

test('a member refresh that fails says of which contact and why, in text and in JSON', async (t) => {
  const org = await setUpOrg(t, { contacts: 2 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  const [id] = await activateAll(connect(org));
  const unknown = '003000000000001AAA';
  const refresh = ['refresh', 'member', id!, unknown, '--target-org', 'local'];

  const { exitCode, stdout } = await run(desk, 'hl', [...refresh, '--json']);
  assert.equal(exitCode, 1);
  const { result } = JSON.parse(stdout) as {
    result: { failed: number; failures: { legacyContactKey: string; comment: string }[] };
  };
  assert.equal(result.failed, 1);
  assert.deepEqual(
    result.failures.map(({ legacyContactKey }) => legacyContactKey),
    [unknown],
  );
  const { comment } = result.failures[0]!;
  assert.match(comment, /^There has been an issue retrieving data from the web service\. \S/);

  const { stderr } = await run(desk, 'hl', refresh);
  const words = (text: string) => text.replaceAll(/\s+/g, ' ');
  assert.ok(words(stderr).includes(`${unknown} could not be refreshed. ${comment}`), stderr);
});
