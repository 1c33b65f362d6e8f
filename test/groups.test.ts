import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MemberView } from '../companion/src/jobs/interfaces.ts';
import type { Explanation } from '../companion/src/refresh/explain/interfaces.ts';
import { connect, deployPackage, logIn, resultOf, run, setUpDesk, setUpOrg } from './support.ts';

const WORKSHEET = `
profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }
demographics:
  - { picklist: LeadSource, label: Came by }
  - { label: Contact preferences, checkboxes: [DoNotCall] }
communityGroups: { fields: [LeadSource], campaigns: true }
securityGroups:
  fields: [LeadSource]
  staff: { emailDomains: [our-association.org] }
  limitTo: [Web, Staff]
`;

test('demographics, groups, and why somebody is in the community or not', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  writeFileSync(join(desk.project, 'config', 'worksheet.yaml'), WORKSHEET);
  await logIn(desk, org);
  await deployPackage(desk);
  const salesforce = connect(org);
  const create = async (object: string, values: Record<string, unknown>) => {
    const { id } = await salesforce.sobject(object).create(values);
    return id!;
  };
  const person = { HL_IsActive__c: true, Email: 'ada@example.org' };
  const ada = await create('Contact', {
    ...person,
    LastName: 'Byron',
    LeadSource: 'Web',
    DoNotCall: true,
  });
  const staff = await create('Contact', {
    ...person,
    LastName: 'Clerk',
    Email: 'clerk@Our-Association.org',
  });
  const other = await create('Contact', { ...person, LastName: 'Other', LeadSource: 'Other' });
  const congress = await create('Campaign', { Name: 'Congress', EndDate: '2999-12-31' });
  const gone = await create('Campaign', { Name: 'Past Congress', EndDate: '2000-12-31' });
  await create('CampaignMember', { CampaignId: congress, ContactId: ada, Status: 'Responded' });
  await create('CampaignMember', { CampaignId: gone, ContactId: ada });

  const ofOrg = ['--target-org', 'local'];
  const refresh = () => resultOf<object>(desk, 'hl', ['refresh', 'periodic', ...ofOrg]);
  const explain = (key: string) => resultOf<Explanation>(desk, 'hl', ['explain', key, ...ofOrg]);
  const show = (key: string, ...more: string[]) =>
    resultOf<MemberView>(desk, 'hl', ['show', 'member', key, ...more]);
  await refresh();

  const always = { role: 'Member', startDate: null, endDate: null };
  const web = { key: 'LeadSource:Web', name: 'Web', description: 'Web', ...always };
  const contacts = { key: 'Contacts', name: 'Contacts', description: 'Contacts', ...always };
  const { demographics, communityGroups, securityGroups } = await show(ada);
  assert.deepEqual(demographics, [
    { label: 'Came by', value: 'Web', answer: null },
    { label: 'Contact preferences', value: 'Do Not Call', answer: 'Yes' },
  ]);
  assert.deepEqual(communityGroups, [
    { ...web, type: 'Hidden AMS Default' },
    {
      key: congress,
      name: 'Congress',
      description: 'Congress',
      type: 'Hidden Event',
      role: 'Responded',
      startDate: null,
      endDate: '2999-12-31',
    },
  ]);
  assert.deepEqual(securityGroups, [
    { ...contacts, type: 'Security' },
    { ...web, type: 'Security' },
  ]);
  const now = await show(ada, '--source', 'salesforce', ...ofOrg);
  assert.deepEqual(
    [now.demographics, now.communityGroups, now.securityGroups],
    [demographics, communityGroups, securityGroups],
  );
  assert.deepEqual(
    (await show(staff)).securityGroups.map(({ name }) => name),
    ['Contacts', 'Staff'],
  );
  const { stdout: table } = await run(desk, 'hl', ['show', 'member', ada]);
  assert.match(table, /Congress \(Hidden Event, Responded, until 2999-12-31\)/);

  const out = await explain(other);
  assert.equal(out.eligible, false);
  assert.deepEqual(out.gates, [
    { gate: 'IsActive', passed: true, detail: 'IsActive: HL_IsActive__c is checked' },
    {
      gate: 'Limit by Security Group',
      passed: false,
      detail: 'Limit by Security Group: allowed are Web, Staff; found Contacts, Other',
    },
  ]);
  assert.equal(out.community?.status, 'notImported');
  assert.ok(out.hlModDate !== null);

  // LeadSource is no field that the package as it comes watches: the change is not stamped.
  await salesforce.sobject('Contact').update({ Id: ada, LeadSource: 'Other' });
  const { stdout: page } = await run(desk, 'hl', ['explain', ada, ...ofOrg]);
  assert.match(page, /Eligible: no[^]*has something else[^]*: status, demographics/);
  assert.match(page, /did not stamp the contact/);

  await salesforce.sobject('Contact').destroy(ada);
  await refresh();
  const { salesforce: state, answers } = await explain(ada);
  assert.equal(state, 'deleted');
  assert.match(answers[0]!.answer, /^Deleted in Salesforce\. The member is disabled/);
  assert.deepEqual((await show(ada)).communityGroups, []);
});
