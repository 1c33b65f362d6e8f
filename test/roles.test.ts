import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import { packageFiles } from '../companion/src/metadata/package.ts';
import { planOf } from '../companion/test/metadata/support.ts';
import { assignPermissionSets, deployOwn, publicSharing } from './source.ts';
import { connect, setUpOrg } from './support.ts';

/* Each role logs in with nothing but its permission sets, and tries what it may and may not do. */

const plan = planOf(`
communityGroups: { campaigns: true }
flowDown: [{ account: Industry, type: picklist }]
contactManager:
  update: true
  create: true
  fields: [{ field: LastName, required: true }, { field: Title }]
activitySync: {}
isActive: HL_IsActive__c
containerAccounts: { matching: propose }
`);

/** What somebody tries, and what Salesforce says; null where it lets them. */
type Attempt = [
  what: string,
  work: (as: Connection) => PromiseLike<unknown>,
  refusal: RegExp | null,
];

async function refusalOf(work: PromiseLike<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return `${(error as { errorCode?: string }).errorCode ?? ''} ${(error as Error).message}`;
  }
}

test('every role may do what it must, and no more', async (t) => {
  const org = await setUpOrg(t, { contacts: 3, accounts: 1 });
  const admin = connect(org);
  await deployOwn(admin, packageFiles(plan));
  const [contact] = (await admin.query('SELECT Id, AccountId FROM Contact')).records;
  const [Id, account] = [contact!.Id!, contact!['AccountId'] as string];
  const failure = await admin.sobject('HL_Stamp_Failure__c').create({ Name: Id });
  await admin.sobject('Campaign').create({ Name: 'Congress' });

  const logInAs = async (role: string, sets: readonly string[]): Promise<Connection> => {
    const profile = 'Minimum Access - Salesforce';
    const found = await admin.query(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
    const Username = `${role}@association.example`;
    await admin.sobject('User').create({
      Username,
      LastName: role,
      Email: Username,
      Alias: role.slice(0, 8),
      ProfileId: found.records[0]!.Id!,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    });
    await assignPermissionSets(admin, Username, sets);
    return connect(org, org.openSession(Username));
  };
  const query = (soql: string) => (as: Connection) => as.query(soql);
  const update = (values: Record<string, unknown>) => (as: Connection) =>
    as.sobject('Contact').update({ Id, ...values });
  const notVisible = /INVALID_FIELD|INVALID_TYPE/;
  const notAllowed =
    /INSUFFICIENT_ACCESS|INVALID_FIELD_FOR_INSERT_UPDATE|CANNOT_INSERT_UPDATE|INVALID_FIELD|NOT_FOUND|INVALID_TYPE|not allowed|insufficient/i;

  const integration: Attempt[] = [
    ['read what the refresh reads', query(`SELECT ${plan.select.join(', ')} FROM Contact`), null],
    ['read a flowed-down field', query('SELECT HL_Account_Industry__c FROM Contact'), null],
    ['read campaigns', query('SELECT Id, Name, EndDate FROM Campaign'), null],
    [
      'read their members',
      query('SELECT ContactId, Status, Campaign.EndDate FROM CampaignMember'),
      null,
    ],
    ['see failures', query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c'), null],
    ['read what nobody asked for', query('SELECT Department FROM Contact'), notVisible],
    ['write a contact', update({ LastName: 'Hacked' }), notAllowed],
    ['create a contact', (as) => as.sobject('Contact').create({ LastName: 'New' }), notAllowed],
    ['delete a contact', (as) => as.sobject('Contact').delete(Id), notAllowed],
    ['clear a failure', (as) => as.sobject('HL_Stamp_Failure__c').delete(failure.id!), notAllowed],
  ];
  const writer: Attempt[] = [
    ['change a field of the form', update({ Title: 'Chair' }), null],
    ['change another field', update({ Department: 'Archive' }), notAllowed],
    ['sign somebody up', (as) => as.sobject('Contact').create({ LastName: 'New' }), null],
    [
      'write an activity',
      (as) =>
        as.sobject('Task').create({
          WhoId: Id,
          ActivityDate: '2026-06-01',
          Type: 'Other',
          Description: 'Posted',
        }),
      null,
    ],
    ['write a campaign', (as) => as.sobject('Campaign').create({ Name: 'Mine' }), notAllowed],
  ];
  const manager: Attempt[] = [
    ['let somebody in', update({ HL_IsActive__c: true }), null],
    ['set the stamp by hand', update({ HL_Mod_Date__c: '2026-01-01T00:00:00Z' }), notAllowed],
    ['see a flowed-down field', query('SELECT HL_Account_Industry__c FROM Contact'), notVisible],
    ['clear a failure', (as) => as.sobject('HL_Stamp_Failure__c').delete(failure.id!), null],
  ];
  const approver: Attempt[] = [
    [
      'see where a sign-up stands',
      query('SELECT HL_Approval__c, HL_Proposed_Account__c FROM Contact'),
      null,
    ],
    ['see what is a container', query('SELECT HL_Container__c FROM Account'), null],
    ['reject a sign-up', update({ HL_Approval__c: 'Rejected' }), null],
    ['see failures', query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c'), null],
    [
      'make a container',
      (as) => as.sobject('Account').update({ Id: account, HL_Container__c: true }),
      notAllowed,
    ],
    ['set the stamp by hand', update({ HL_Mod_Date__c: '2026-01-01T00:00:00Z' }), notAllowed],
    ['see a flowed-down field', query('SELECT HL_Account_Industry__c FROM Contact'), notVisible],
    ['delete a contact', (as) => as.sobject('Contact').delete(Id), notAllowed],
  ];
  const roles: [role: string, sets: string[], attempts: Attempt[]][] = [
    ['integration', ['HL_Integration'], integration],
    ['writer', ['HL_Integration', 'HL_Integration_Writer'], writer],
    // Community managers work with contacts already; the set adds what is ours.
    ['manager', ['HL_Community_Manager', 'Contacts'], manager],
    ['approver', ['HL_Approver', 'API'], approver],
  ];
  await deployOwn(admin, {
    'permissionsets/Contacts.permissionset-meta.xml': `<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>Contacts</label>${[
      'Account',
      'Contact',
    ]
      .map(
        (object) =>
          `<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>true</modifyAllRecords><object>${object}</object><viewAllRecords>true</viewAllRecords></objectPermissions>`,
      )
      .join(
        '',
      )}<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions></PermissionSet>`,
    'permissionsets/API.permissionset-meta.xml':
      '<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>API</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions></PermissionSet>',
    ...publicSharing,
  });
  for (const [role, sets, attempts] of roles) {
    const connection = await logInAs(role, sets);
    for (const [what, work, refusal] of attempts) {
      const said = await refusalOf(work(connection));
      if (refusal === null) assert.equal(said, null, `${role}: ${what}`);
      else assert.match(said ?? 'nobody objected', refusal, `${role}: ${what}`);
    }
  }
});
