import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import { startLocalOrg, type LocalOrg } from 'salesforce-local-org';
import { createWorkspace } from '../companion/src/demo/workspace.ts';
import { checkReadiness } from '../companion/src/readiness/check.ts';
import type { Check, CheckStatus, Context } from '../companion/src/readiness/interfaces.ts';
import { requirements } from '../companion/src/readiness/requirements/index.ts';
import { parseWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import type { Worksheet } from '../companion/src/worksheet/schema/worksheet.ts';
import { connect, deployPackage, logIn, resultOf, type Desk } from './support.ts';

const USERNAME = 'integrationhl@association.example';
const PROFILE = 'FirstName: FirstName, LastName: LastName, EmailAddress: Email';

/** The default worksheet, naming its user, with more below it. */
function worksheetOf(more = ''): Worksheet {
  return parseWorksheet(
    `access: { username: ${USERNAME}, email: ${USERNAME} }\nprofile: { ${PROFILE} }\n${more}`,
    'worksheet of the test',
  );
}

let org: LocalOrg;
let desk: Desk;
let admin: Connection;

/** An org in which everything holds: what a test breaks, it mends. */
before(async () => {
  org = await startLocalOrg({ contacts: 3 });
  desk = createWorkspace();
  admin = connect(org);
  await logIn(desk, org);
  await deployPackage(desk);
  await resultOf(desk, 'hl', ['app', 'create', ...LOCAL]);
  await createIntegrationUser();
  await assign('HL_Backfill', org.username);
  await resultOf(desk, 'hl', ['backfill', '--yes', ...LOCAL]);
  await unassign('HL_Backfill', org.username);
});
after(async () => {
  await org.close();
  desk.remove();
});

const LOCAL = ['--target-org', 'local'];

function deploy() {
  return resultOf(desk, 'sf', [
    'project',
    'deploy',
    'start',
    '--source-dir',
    'force-app',
    ...LOCAL,
  ]);
}

async function createIntegrationUser(): Promise<void> {
  await save('PermissionSet', {
    fullName: 'Never_Expires',
    label: 'Never Expires',
    userPermissions: [{ enabled: true, name: 'PasswordNeverExpires' }],
  });
  await admin.sobject('User').create({
    Username: USERNAME,
    LastName: 'Integration',
    Email: USERNAME,
    Alias: 'hl',
    ProfileId: await idOf('Profile', 'Name', 'Minimum Access - API Only Integrations'),
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  await assign('HL_Integration', USERNAME);
  await assign('Never_Expires', USERNAME);
}

/** Creates or changes one component, as a script of the customer would. */
async function save(type: string, component: Record<string, unknown>): Promise<void> {
  const results = [await admin.metadata.upsert(type as never, component as never)].flat();
  assert.ok(
    results.every(({ success }) => success),
    JSON.stringify(results),
  );
}

async function idOf(object: string, field: string, value: string): Promise<string> {
  const { records } = await admin.query(`SELECT Id FROM ${object} WHERE ${field} = '${value}'`);
  return records[0]!.Id!;
}

async function assign(permissionSet: string, username: string): Promise<void> {
  await admin.sobject('PermissionSetAssignment').create({
    PermissionSetId: await idOf('PermissionSet', 'Name', permissionSet),
    AssigneeId: await idOf('User', 'Username', username),
  });
}

async function unassign(permissionSet: string, username: string): Promise<void> {
  const { records } = await admin.query(
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = '${permissionSet}' AND Assignee.Username = '${username}'`,
  );
  await admin.sobject('PermissionSetAssignment').destroy(records[0]!.Id!);
}

async function updateUser(fields: Record<string, unknown>): Promise<void> {
  const Id = await idOf('User', 'Alias', 'hl');
  await admin.sobject('User').update({ Id, ...fields });
}

async function look(
  worksheet = worksheetOf(),
  options: Partial<Pick<Context, 'login' | 'destination'>> = {},
): Promise<readonly Check[]> {
  const { checks, apiCalls } = await checkReadiness(admin as never, requirements, {
    plan: compilePlan(worksheet),
    worksheet,
    askedAs: org.username,
    targetOrg: 'local',
    login: BY_CERTIFICATE,
    destination: null,
    now: new Date(),
    ...options,
  });
  assert.ok(apiCalls < 25, `${apiCalls} calls`);
  return checks;
}

/** Every requirement that is not met, by id. */
function unmet(checks: readonly Check[]): Record<string, CheckStatus> {
  return Object.fromEntries(
    checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => [id, status]),
  );
}

const BY_CERTIFICATE = { jwt: true, certificateExpires: null };

/** What is never met here: nobody checks as the integration user, which may see too little for that. */
const ALWAYS: Record<string, CheckStatus> = { 'jwt-login': 'warn', 'recent-logins': 'warn' };

/** One thing that is wrong, how it comes to be, how it is mended, and all that the check then says of it. */
interface Case {
  readonly wrong: string;
  readonly expected: Record<string, CheckStatus>;
  readonly worksheet?: () => Worksheet;
  readonly options?: Partial<Pick<Context, 'login' | 'destination'>>;
  readonly break?: () => Promise<unknown>;
  readonly mend?: () => Promise<unknown>;
}

let made: { object: string; id: string }[] = [];

async function make(object: string, fields: Record<string, unknown>): Promise<void> {
  const result = await admin.sobject(object).create(fields);
  made.push({ object, id: result.id! });
}

async function removeMade(): Promise<void> {
  for (const { object, id } of made) await admin.sobject(object).destroy(id);
  made = [];
}

async function setUserLogin(fields: Record<string, unknown>): Promise<void> {
  const Id = await idOf('UserLogin', 'UserId', await idOf('User', 'Alias', 'hl'));
  await admin.sobject('UserLogin').update({ Id, ...fields });
}

const remove = (type: string, name: string) => () => admin.metadata.delete(type, [name]);

const setActiveVersion = (activeVersionNumber: number) => () =>
  save('FlowDefinition', { fullName: 'HL_Account_Mod_Date', activeVersionNumber });

const NOBODY = { ...ALWAYS, 'jwt-login': 'warn' } as const;

const CASES: readonly Case[] = [
  {
    wrong: 'the user is not active',
    expected: { 'user-active': 'fail' },
    break: () => updateUser({ IsActive: false }),
    mend: () => updateUser({ IsActive: true }),
  },
  {
    wrong: 'the user is frozen',
    expected: { 'user-active': 'fail' },
    break: () => setUserLogin({ IsFrozen: true }),
    mend: () => setUserLogin({ IsFrozen: false }),
  },
  {
    wrong: 'the user has another e-mail address',
    expected: { 'user-email': 'warn' },
    break: () => updateUser({ Email: 'somebody@association.example' }),
    mend: () => updateUser({ Email: USERNAME }),
  },
  {
    wrong: 'the user owns what others created',
    expected: { 'user-dedicated': 'warn' },
    break: async () =>
      make('Account', { Name: 'Owned', OwnerId: await idOf('User', 'Alias', 'hl') }),
    mend: removeMade,
  },
  {
    wrong: 'the user lacks the permission set',
    expected: {
      'user-profile': 'fail',
      'contact-access': 'fail',
      'account-access': 'fail',
      'field-access': 'fail',
    },
    break: () => unassign('HL_Integration', USERNAME),
    mend: () => assign('HL_Integration', USERNAME),
  },
  {
    wrong: 'the password expires',
    expected: { 'password-never-expires': 'warn' },
    break: () => unassign('Never_Expires', USERNAME),
    mend: () => assign('Never_Expires', USERNAME),
  },
  {
    wrong: 'the login is by SOAP, without the permissions that it needs',
    expected: { 'soap-login': 'fail', 'jwt-login': 'pass' },
    worksheet: () => withAccess({ login: 'soap' }),
  },
  {
    wrong: 'the worksheet reads a field that the user does not see',
    expected: { 'field-access': 'fail', 'package-drift': 'fail' },
    worksheet: () => worksheetOf('contact: { triggerFields: [] }\nremoveOn: DoNotCall'),
  },
  {
    wrong: 'the worksheet names a field that the org does not have',
    expected: { 'field-access': 'fail', 'package-drift': 'fail', 'worksheet-fields': 'fail' },
    worksheet: () => worksheetOf('removeOn: Nowhere__c'),
  },
  {
    wrong: 'more than 75 % of the allotted API calls are used',
    expected: { 'api-allotment': 'fail' },
    worksheet: () => withAccess({ dailyApiCalls: 4 }),
  },
  {
    wrong: 'a flow of the package is not active',
    expected: { 'package-flows': 'fail' },
    break: setActiveVersion(0),
    mend: setActiveVersion(1),
  },
  {
    wrong: 'somebody changed a flow of the package',
    expected: { 'package-flows': 'pass', 'package-drift': 'fail' },
    break: async () => {
      const flow: unknown = await admin.metadata.read('Flow' as never, 'HL_Account_Mod_Date');
      const start = (flow as { start: { filterFormula: string } }).start;
      await save('Flow', { ...(flow as object), start: { ...start, filterFormula: 'ISNEW()' } });
    },
    mend: deploy,
  },
  {
    wrong: 'a permission set lets people edit the stamp',
    expected: { 'stamp-read-only': 'warn' },
    break: () =>
      save('PermissionSet', {
        fullName: 'Editors',
        label: 'Editors',
        fieldPermissions: [{ editable: true, readable: true, field: 'Contact.HL_Mod_Date__c' }],
      }),
    mend: remove('PermissionSet', 'Editors'),
  },
  {
    wrong: 'nobody decides who is in the community',
    expected: { 'community-managers': 'warn' },
    break: () => unassign('HL_Community_Manager', org.username),
    mend: () => assign('HL_Community_Manager', org.username),
  },
  {
    wrong: 'a validation rule refuses contacts as they are',
    expected: { 'validation-rules': 'warn' },
    break: () => save('ValidationRule', validationRule('ISBLANK(Phone)')),
    mend: remove('ValidationRule', 'Contact.Strict'),
  },
  {
    wrong: 'nothing: a validation rule looks only at what a save changes',
    expected: {},
    break: () => save('ValidationRule', validationRule('AND(ISCHANGED(Phone), ISBLANK(Phone))')),
    mend: remove('ValidationRule', 'Contact.Strict'),
  },
  {
    wrong: 'a contact has no e-mail address',
    expected: { 'contacts-without-email': 'warn' },
    break: () => make('Contact', { LastName: 'Silent' }),
    mend: removeMade,
  },
  {
    wrong: 'two contacts share an address',
    expected: { 'duplicate-emails': 'warn' },
    break: async () => {
      await make('Contact', { LastName: 'One', Email: 'family@association.example' });
      await make('Contact', { LastName: 'Two', Email: 'family@association.example' });
    },
    mend: removeMade,
  },
  {
    wrong: 'the form for new contacts lacks a required field',
    expected: {
      'required-fields': 'fail',
      'package-drift': 'fail',
      'contact-access': 'fail',
      'account-access': 'fail',
    },
    worksheet: () =>
      worksheetOf('contactManager: { create: true, update: false, fields: [{ field: Email }] }'),
  },
  {
    wrong: 'the worksheet says that there are person accounts',
    expected: { 'person-accounts': 'fail', 'package-drift': 'fail' },
    worksheet: () => worksheetOf('personAccounts: true'),
  },
  {
    wrong: 'a field that makes groups is not marked by its name',
    expected: { 'group-field-names': 'warn', 'field-access': 'fail', 'package-drift': 'fail' },
    worksheet: () => worksheetOf('communityGroups: { fields: [DoNotCall] }'),
  },
  {
    wrong: 'the destination cannot be reached',
    expected: { destination: 'fail' },
    worksheet: () => worksheetOf('destination: { name: higher-logic, disabledMembers: expire }'),
    options: {
      destination: { url: 'https://nowhere', reachable: false, detail: 'ENOTFOUND', hasKey: true },
    },
  },
  {
    wrong: 'there is no key for the destination',
    expected: { destination: 'fail' },
    worksheet: () => worksheetOf('destination: { name: higher-logic, disabledMembers: expire }'),
    options: {
      destination: { url: 'https://there', reachable: true, detail: 'HTTP 401', hasKey: false },
    },
  },
  {
    wrong: 'the companion is logged in by a session that ends',
    expected: NOBODY,
    options: { login: { ...BY_CERTIFICATE, jwt: false } },
  },
];

function withAccess(access: Partial<Worksheet['access']>): Worksheet {
  const worksheet = worksheetOf();
  return { ...worksheet, access: { ...worksheet.access, ...access } };
}

function validationRule(errorConditionFormula: string): Record<string, unknown> {
  return {
    fullName: 'Contact.Strict',
    active: true,
    errorConditionFormula,
    errorMessage: 'No.',
  };
}

describe('the readiness check', () => {
  it('finds an org ready in which everything holds', async () => {
    assert.deepEqual(unmet(await look()), ALWAYS);
  });

  for (const { wrong, expected, worksheet, options, ...change } of CASES) {
    it(`names exactly what is wrong: ${wrong}`, async () => {
      await change.break?.();
      const found = unmet(await look(worksheet?.(), options));
      await change.mend?.();
      const all: Record<string, CheckStatus> = { ...ALWAYS, ...expected };
      assert.deepEqual(
        found,
        Object.fromEntries(Object.entries(all).filter(([, status]) => status !== 'pass')),
      );
    });
  }

  it('is satisfied again once everything is mended', async () => {
    assert.deepEqual(unmet(await look()), ALWAYS);
  });
});
