import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckStatus, Context } from '../../src/readiness/interfaces.ts';
import { requirements } from '../../src/readiness/requirements/index.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

/*
 * What the local org cannot be made to be: answers as Salesforce's documentation describes them,
 * and what each requirement makes of them.
 */

const rows = (...records: object[]) => ({ totalSize: records.length, records });
const counted = (totalSize: number) => ({ totalSize, records: [] });
const none = rows();
const granted = rows({ PermissionSet: { Label: 'HL Integration', IsOwnedByProfile: false } });

const BY_CERTIFICATE = 'access: { username: hl@association.example }';
const BY_PASSWORD = 'access: { username: hl@association.example, login: soap }';

function contextOf(worksheetText = BY_CERTIFICATE, more: Partial<Context> = {}): Context {
  const profile = 'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }';
  const worksheet = parseWorksheet(`${worksheetText}\n${profile}`, 'worksheet of the test');
  return {
    plan: compilePlan(worksheet),
    worksheet,
    username: 'hl@association.example',
    user: {
      id: '005000000000001AAA',
      username: 'hl@association.example',
      email: 'hl@association.example',
      isActive: true,
      profileId: '00e000000000001AAA',
      profileName: 'Integration',
      isMarketingUser: true,
    },
    askedAs: 'admin@association.example',
    targetOrg: 'org',
    sight: new Set(['setup', 'users', 'records']),
    now: new Date('2026-11-21T12:00:00Z'),
    login: { jwt: true, certificateExpires: null },
    destination: null,
    ...more,
  };
}

const org = (more: object) => ({ organization: rows({ OrganizationType: 'X', ...more }) });

const login = (more: object) => ({
  LoginTime: '2026-11-20T09:30:00.000+0000',
  Status: 'Success',
  LoginType: 'Remote Access 2.0',
  SourceIp: '203.0.113.7',
  ...more,
});
const soap = { LoginType: 'Other Apex API', ApiType: 'SOAP Partner', ApiVersion: '64.0' };
const logins = (...list: object[]) => ({ logins: rows(...list.map(login)) });

const contactWith = (...fields: object[]) => ({ contact: { name: 'Contact', fields } });
const rule = (errorConditionFormula: string) => ({
  objects: [
    {
      fullName: 'Contact',
      validationRules: { fullName: 'Strict', active: 'true', errorConditionFormula },
    },
  ],
});
const calls = (used: number, contacts: number, changedInAWeek: number) => ({
  limits: { DailyApiRequests: { Max: 1000, Remaining: 1000 - used } },
  contacts: counted(contacts),
  changed: counted(changedInAWeek),
});

interface Case {
  readonly when: string;
  readonly answers: object;
  readonly context?: Context;
  readonly status: CheckStatus;
  readonly says?: RegExp;
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  edition: [
    { when: 'Team', answers: org({ OrganizationType: 'Team Edition' }), status: 'fail' },
    { when: 'Base', answers: org({ OrganizationType: 'Base Edition' }), status: 'fail' },
    {
      when: 'Professional',
      answers: org({ OrganizationType: 'Professional Edition' }),
      status: 'pass',
    },
    {
      when: 'a trial that ends within 30 days',
      answers: org({ TrialExpirationDate: '2026-12-01T00:00:00.000+0000' }),
      status: 'warn',
      says: /ends on 2026-12-01/,
    },
    {
      when: 'a trial that ends later',
      answers: org({ TrialExpirationDate: '2027-12-01T00:00:00.000+0000' }),
      status: 'pass',
    },
  ],
  environment: [
    { when: 'a sandbox', answers: org({ IsSandbox: true }), status: 'warn', says: /sandbox/ },
  ],
  api: [{ when: 'no word of API calls', answers: { limits: {} }, status: 'warn' }],
  'user-active': [
    {
      when: 'locked out after wrong passwords',
      answers: { login: rows({ IsFrozen: false, IsPasswordLocked: true }) },
      status: 'fail',
      says: /locked out/,
    },
  ],
  'user-dedicated': [
    {
      when: 'a person in a browser',
      answers: { ...logins({ LoginType: 'Application' }), contacts: none, accounts: none },
      status: 'warn',
      says: /of its last 1 login 1 came from a person \(Browser\)/,
    },
  ],
  'marketing-user': [{ when: 'a Marketing User', answers: {}, status: 'pass' }],
  'app-creation': [
    {
      when: 'no app, and nobody to create it',
      answers: { policies: [], customize: none },
      status: 'warn',
    },
    {
      when: 'no app, and an administrator',
      answers: { policies: [], customize: granted },
      status: 'pass',
    },
  ],
  'password-never-expires': [
    {
      when: 'the vendor logs in with it',
      answers: { never: none },
      context: contextOf(BY_PASSWORD),
      status: 'fail',
    },
  ],
  'companion-app': [
    {
      when: 'no app, and no other way in',
      answers: { policies: [], oauth: [], sets: none, groups: none },
      context: contextOf(BY_CERTIFICATE, { login: { jwt: false, certificateExpires: null } }),
      status: 'fail',
      says: /no app HL_Companion/,
    },
    {
      when: 'another app',
      answers: { policies: [], oauth: [], sets: none, groups: none },
      status: 'warn',
    },
  ],
  certificate: [
    { when: 'no certificate anywhere', answers: { settings: [] }, status: 'unknown' },
    {
      when: 'the one beside the key ends soon',
      answers: { settings: [{ certificate: 'A_Name_In_Certificate_Management' }] },
      context: contextOf(BY_CERTIFICATE, {
        login: { jwt: true, certificateExpires: '2026-12-01T00:00:00.000Z' },
      }),
      status: 'warn',
      says: /beside the private key on this machine ends on 2026-12-01/,
    },
  ],
  'soap-login': [
    {
      when: 'it works',
      answers: { api: granted, anyAuth: none, ...logins(soap) },
      context: contextOf(BY_PASSWORD),
      status: 'warn',
      says: /with API version 64\.0.*Summer ’27/,
    },
    {
      when: 'it may, and never did',
      answers: { api: granted, anyAuth: granted, ...logins({}) },
      context: contextOf(BY_PASSWORD),
      status: 'warn',
      says: /has not done so yet/,
    },
    {
      when: 'the last one failed',
      answers: {
        api: granted,
        anyAuth: granted,
        ...logins({ ...soap, Status: 'Invalid Password' }),
      },
      context: contextOf(BY_PASSWORD),
      status: 'fail',
      says: /Invalid Password/,
    },
    {
      when: 'without Use Any API Auth, and never did',
      answers: { api: granted, anyAuth: none, ...logins() },
      context: contextOf(BY_PASSWORD),
      status: 'fail',
      says: /lacks Use Any API Auth, /,
    },
    {
      when: 'after its retirement',
      answers: { api: granted, anyAuth: granted, ...logins(soap) },
      context: contextOf(BY_PASSWORD, { now: new Date('2027-07-01T00:00:00Z') }),
      status: 'fail',
      says: /retired/,
    },
  ],
  'login-restrictions': [
    {
      when: 'a profile that is not shown',
      answers: { profiles: [], ...logins() },
      status: 'unknown',
    },
    {
      when: 'ranges, and no login yet',
      answers: {
        profiles: [{ loginIpRanges: { startAddress: '10.0.0.1', endAddress: '10.0.0.9' } }],
        ...logins(),
      },
      status: 'warn',
    },
    {
      when: 'hours that are open all day',
      answers: {
        profiles: [{ loginHours: { mondayStart: '0', mondayEnd: '1440' } }],
        ...logins(),
      },
      status: 'pass',
    },
  ],
  'recent-logins': [
    { when: 'never', answers: logins(), status: 'warn' },
    {
      when: 'turned away',
      answers: logins({ Status: 'Restricted IP' }, {}),
      status: 'fail',
      says: /turned away at 2026-11-20 09:30 UTC from 203\.0\.113\.7: Restricted IP/,
    },
    {
      when: 'an app that is blocked',
      answers: logins({ Status: 'Failed: OAuth app blocked' }),
      status: 'fail',
    },
    {
      when: 'turned away, and let in since',
      answers: logins({}, { Status: 'Restricted IP' }),
      status: 'pass',
    },
    { when: 'a wrong password', answers: logins({ Status: 'Invalid Password' }), status: 'warn' },
  ],
  'api-allotment': [
    {
      when: 'little is used',
      answers: calls(100, 50_000, 7_000),
      status: 'pass',
      // 48 refreshes of two calls and one a day; 750 - 100 - 97 calls of 2,000 contacts are left.
      says: /at 750 \(75 %\).*50,000 contacts, of which about 1,000 change in a day, need about 97 calls a day, and 25 for the first refresh.*1,107,000 changes/,
    },
    {
      when: 'the refreshes reach the halt',
      answers: calls(653, 50_000, 7_000),
      status: 'warn',
      says: /The halt comes at about 2026-11-22 12:00 UTC/,
    },
    { when: 'halted', answers: calls(750, 1, 1), status: 'fail', says: /halted now/ },
    {
      when: 'no word of it',
      answers: { limits: {}, contacts: none, changed: none },
      status: 'unknown',
    },
  ],
  'workflow-rules': [
    {
      when: 'one',
      answers: { rules: rows({ Name: 'Old', TableEnumOrId: 'Contact' }) },
      status: 'warn',
      says: /Old \(Contact\)/,
    },
  ],
  'apex-triggers': [
    {
      when: 'one',
      answers: { triggers: rows({ Name: 'NPSP', TableEnumOrId: 'Contact' }) },
      status: 'warn',
      says: /NPSP \(Contact\)/,
    },
  ],
  'duplicate-rules': [
    {
      when: 'one',
      answers: { rules: rows({ MasterLabel: 'Standard', SobjectType: 'Contact' }) },
      status: 'warn',
      says: /Standard \(Contact\)/,
    },
  ],
  'person-accounts': [
    {
      when: 'an org with them, and a worksheet without',
      answers: { account: { name: 'Account', fields: [{ name: 'IsPersonAccount' }] } },
      status: 'fail',
      says: /would not be stamped/,
    },
  ],
  'state-and-country-picklists': [
    { when: 'on', answers: contactWith({ name: 'MailingCountryCode' }), status: 'warn' },
  ],
  'validation-rules': [
    { when: 'of new records', answers: rule('AND(ISNEW(), ISBLANK(Phone))'), status: 'pass' },
    {
      when: 'of changes or else',
      answers: rule('OR(ISCHANGED(Phone), ISBLANK(Phone))'),
      status: 'warn',
    },
    {
      when: 'of what is no change',
      answers: rule('AND(NOT(ISCHANGED(Phone)), ISBLANK(Phone))'),
      status: 'warn',
    },
    { when: 'of the stamp itself', answers: rule('ISCHANGED(HL_Mod_Date__c)'), status: 'warn' },
  ],
  'activity-access': [
    {
      when: 'an object of the worksheet’s own, with what the writer needs',
      answers: {
        permissions: rows({
          PermissionsRead: true,
          PermissionsCreate: true,
          PermissionsEdit: true,
        }),
        editTasks: none,
        modifyAllData: none,
      },
      context: contextOf(
        'activitySync: { object: Act__c, contact: C__c, date: D__c, type: T__c, description: X__c }',
      ),
      status: 'warn',
      says: /lacks View All, Modify All/,
    },
    {
      when: 'tasks that may be edited',
      answers: { permissions: none, editTasks: granted, modifyAllData: none },
      context: contextOf('activitySync: {}'),
      status: 'warn',
    },
    {
      when: 'all data',
      answers: { permissions: none, editTasks: none, modifyAllData: granted },
      context: contextOf('activitySync: {}'),
      status: 'pass',
    },
  ],
  'package-flows': [
    {
      when: 'a newer version that is invalid, and an older one that runs',
      answers: {
        flows: rows(
          ...['HL_Contact_Mod_Date', 'HL_Account_Mod_Date'].map((ApiName) => ({
            ApiName,
            IsActive: true,
            ActiveVersionId: '301000000000001',
            LatestVersionId: ApiName.includes('Contact') ? '301000000000002' : '301000000000001',
          })),
        ),
        versions: rows({
          Status: 'InvalidDraft',
          VersionNumber: 2,
          Definition: { DeveloperName: 'HL_Contact_Mod_Date' },
        }),
      },
      status: 'fail',
      says: /^version 2 of HL_Contact_Mod_Date is invalid\.$/,
    },
  ],
  destination: [
    {
      when: 'reachable, with a key',
      answers: {},
      context: contextOf('destination: { name: higher-logic, disabledMembers: expire }', {
        destination: {
          url: 'https://there',
          reachable: true,
          detail: 'HTTP status 401',
          hasKey: true,
        },
      }),
      status: 'warn',
      says: /only takes writing/,
    },
  ],
};

for (const [id, cases] of Object.entries(CASES)) {
  const one = requirements.find((requirement) => requirement.id === id)!;
  for (const { when, answers, context = contextOf(), status, says } of cases) {
    test(`${id}, ${when}: ${status}`, () => {
      const finding = one.judge(answers as never, context);
      assert.equal(finding.status, status, finding.found);
      assert.equal(finding.fix === null, status === 'pass');
      if (says !== undefined) assert.match(finding.found, says);
    });
  }
}
