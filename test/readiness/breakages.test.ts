import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CheckOptions } from '../../companion/src/readiness/check.ts';
import type { CheckStatus } from '../../companion/src/readiness/interfaces.ts';
import { requirements } from '../../companion/src/readiness/requirements/index.ts';
import type { Worksheet } from '../../companion/src/worksheet/schema/worksheet.ts';
import {
  commandsOf,
  setUpReadyOrg,
  unmet,
  USERNAME,
  worksheetOf,
  type ReadyOrg,
} from './readyOrg.ts';

/*
 * One org in which everything holds. Each test breaks one thing, looks what the check says of all
 * requirements, and mends it: by the commands that the check printed, where it printed any.
 */

let ready: ReadyOrg;
before(async () => {
  ready = await setUpReadyOrg();
});
after(() => ready.close());

/** Who looks is the administrator, who is not logged in as the integration user. */
const ALWAYS: Record<string, CheckStatus> = { 'jwt-login': 'warn' };

const NEVER_LOOKED_AT = Object.fromEntries(
  [
    ...['user-active', 'user-dedicated', 'user-email', 'user-name', 'user-profile'],
    ...['password-never-expires', 'contact-access', 'account-access', 'field-access'],
    ...['api-enabled', 'companion-app', 'login-restrictions', 'recent-logins'],
  ].map((id) => [id, 'unknown' as const]),
);

interface Case {
  readonly wrong: string;
  /** All that is not met then, beside what never is. */
  readonly expected: Record<string, CheckStatus>;
  /** What the check names, by requirement. */
  readonly says?: Record<string, RegExp>;
  readonly worksheet?: () => Worksheet;
  readonly options?: () => Partial<CheckOptions>;
  readonly break?: () => Promise<unknown>;
  /** `commands`: those that the check prints for this requirement do it. */
  readonly mend?: { readonly commands: string } | (() => Promise<unknown>);
}

let made: { object: string; id: string }[] = [];

async function make(object: string, fields: Record<string, unknown>): Promise<void> {
  const result = await ready.admin.sobject(object).create(fields);
  made.push({ object, id: result.id! });
}

async function removeMade(): Promise<void> {
  for (const { object, id } of made) await ready.admin.sobject(object).destroy(id);
  made = [];
}

async function setUserLogin(fields: Record<string, unknown>): Promise<void> {
  const user = await ready.idOf('User', 'Alias', 'hl');
  const Id = await ready.idOf('UserLogin', 'UserId', user);
  await ready.admin.sobject('UserLogin').update({ Id, ...fields });
}

const remove = (type: string, name: string) => () => ready.admin.metadata.delete(type, [name]);

async function read(type: string, fullName: string): Promise<object> {
  return ready.admin.metadata.read(type as never, fullName);
}

const setActiveVersion = (flow: string, activeVersionNumber: number) =>
  ready.save('FlowDefinition', { fullName: flow, activeVersionNumber });

async function setProfile(name: string): Promise<void> {
  await ready.updateUser({ ProfileId: await ready.idOf('Profile', 'Name', name) });
}

/** Puts the user into a profile of its own that restricts logins. */
async function restrict(fullName: string, restrictions: object): Promise<void> {
  await ready.save('Profile', {
    fullName,
    custom: true,
    userLicense: 'Salesforce',
    userPermissions: [{ enabled: true, name: 'ApiEnabled' }],
    ...restrictions,
  });
  await setProfile(fullName);
}

const API_ONLY = 'Minimum Access - API Only Integrations';

const unrestrict = () => setProfile(API_ONLY);

async function blockApp(): Promise<void> {
  const policies = await read('ExtlClntAppConfigurablePolicies', 'HL_Companion_plcy');
  await ready.save('ExtlClntAppConfigurablePolicies', { ...policies, isEnabled: false });
}

/** A contact that is older than the flows. */
async function makeUnstamped(): Promise<void> {
  await setActiveVersion('HL_Contact_Mod_Date', 0);
  await make('Contact', { LastName: 'Older', Email: 'older@association.example' });
  await setActiveVersion('HL_Contact_Mod_Date', 1);
}

async function changeFlow(): Promise<void> {
  const flow = (await read('Flow', 'HL_Account_Mod_Date')) as { start: object };
  await ready.save('Flow', { ...flow, start: { ...flow.start, filterFormula: 'ISNEW()' } });
}

async function copyFlow(): Promise<void> {
  const flow = await read('Flow', 'HL_Account_Mod_Date');
  await ready.save('Flow', { ...flow, fullName: 'Other', label: 'Somebody else’s' });
}

async function removeFlow(): Promise<void> {
  await setActiveVersion('Other', 0);
  await ready.admin.metadata.delete('Flow', ['Other']);
}

let callsUsed = 0;

async function countCalls(): Promise<void> {
  const { DailyApiRequests } = await ready.admin.limits();
  callsUsed = DailyApiRequests!.Max - DailyApiRequests!.Remaining;
}

const stampField = {
  fullName: 'Contact.HL_Mod_Date__c',
  label: 'HL_Mod_Date',
  type: 'DateTime',
};

function validationRule(errorConditionFormula: string): object {
  return { fullName: 'Contact.Strict', active: true, errorConditionFormula, errorMessage: 'No.' };
}

function withAccess(access: Partial<Worksheet['access']>): Worksheet {
  const worksheet = worksheetOf();
  return { ...worksheet, access: { ...worksheet.access, ...access } };
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

const pushing = 'destination: { name: higher-logic, disabledMembers: expire }';

const CASES: readonly Case[] = [
  {
    wrong: 'the org has no such user',
    expected: { user: 'fail', ...NEVER_LOOKED_AT },
    says: { user: /has no user nobody@association\.example/ },
    worksheet: () => withAccess({ username: 'nobody@association.example' }),
  },
  {
    wrong: 'the user is not active',
    expected: { 'user-active': 'fail' },
    break: () => ready.updateUser({ IsActive: false }),
    mend: () => ready.updateUser({ IsActive: true }),
  },
  {
    wrong: 'the user is frozen',
    expected: { 'user-active': 'fail' },
    says: { 'user-active': /is frozen/ },
    break: () => setUserLogin({ IsFrozen: true }),
    mend: () => setUserLogin({ IsFrozen: false }),
  },
  {
    wrong: 'the user has another e-mail address',
    expected: { 'user-email': 'warn' },
    says: { 'user-email': /somebody@association\.example/ },
    break: () => ready.updateUser({ Email: 'somebody@association.example' }),
    mend: () => ready.updateUser({ Email: USERNAME }),
  },
  {
    wrong: 'the user name does not say what the user is for',
    expected: { 'user-name': 'warn' },
    worksheet: () => withAccess({ username: 'jane@association.example' }),
    break: () => ready.updateUser({ Username: 'jane@association.example' }),
    mend: () => ready.updateUser({ Username: USERNAME }),
  },
  {
    wrong: 'the user owns what others created',
    expected: { 'user-dedicated': 'warn' },
    says: { 'user-dedicated': /owns 0 contacts and 1 account / },
    break: async () =>
      make('Account', { Name: 'Owned', OwnerId: await ready.idOf('User', 'Alias', 'hl') }),
    mend: removeMade,
  },
  {
    wrong: 'the user is no Marketing User, and campaigns make communities',
    expected: { 'marketing-user': 'warn', 'package-drift': 'fail' },
    worksheet: () => worksheetOf('communityGroups: { campaigns: true }'),
  },
  {
    wrong: 'the user lacks the permission set',
    expected: {
      'user-profile': 'fail',
      'contact-access': 'fail',
      'account-access': 'fail',
      'field-access': 'fail',
      'companion-app': 'fail',
    },
    says: { 'contact-access': /lacks Read, View All on Contact/ },
    break: () => ready.unassign('HL_Integration', USERNAME),
    mend: { commands: 'user-profile' },
  },
  {
    wrong: 'the user may not use the API',
    expected: {
      'api-enabled': 'fail',
      'user-profile': 'fail',
      'contact-access': 'fail',
      'account-access': 'fail',
      'field-access': 'fail',
      'companion-app': 'fail',
    },
    break: async () => {
      await setProfile('Minimum Access - Salesforce');
      await ready.unassign('HL_Integration', USERNAME);
    },
    mend: async () => {
      await setProfile(API_ONLY);
      await ready.assign('HL_Integration', USERNAME);
    },
  },
  {
    wrong: 'the user is a System Administrator',
    expected: { 'user-profile': 'warn' },
    break: () => setProfile('System Administrator'),
    mend: () => setProfile(API_ONLY),
  },
  {
    wrong: 'the password expires',
    expected: { 'password-never-expires': 'warn' },
    break: () => ready.unassign('Never_Expires', USERNAME),
    mend: () => ready.assign('Never_Expires', USERNAME),
  },
  {
    wrong: 'login hours keep the companion out',
    expected: { 'login-restrictions': 'fail' },
    says: { 'login-restrictions': /a part of saturday, sunday/ },
    break: () =>
      restrict('By day', {
        loginHours: { saturdayStart: 480, saturdayEnd: 1080, sundayStart: 480, sundayEnd: 1080 },
      }),
    mend: unrestrict,
  },
  {
    wrong: 'login IP ranges keep the companion out',
    expected: { 'login-restrictions': 'fail' },
    says: { 'login-restrictions': /10\.0\.0\.1 to 10\.0\.0\.9 only; .*127\.0\.0\.1/ },
    break: () =>
      restrict('Elsewhere', {
        loginIpRanges: [{ startAddress: '10.0.0.1', endAddress: '10.0.0.9' }],
      }),
    mend: unrestrict,
  },
  {
    wrong: 'nothing: the companion is within the login IP ranges',
    expected: {},
    says: { 'login-restrictions': /within the ranges of Here/ },
    break: () =>
      restrict('Here', { loginIpRanges: [{ startAddress: '127.0.0.0', endAddress: '127.0.0.9' }] }),
    mend: unrestrict,
  },
  {
    wrong: 'the login is by SOAP, without the permission that it needs',
    expected: { 'soap-login': 'fail', 'jwt-login': 'pass' },
    says: { 'soap-login': /lacks Use Any API Auth.*64\.0.*Summer ’27/ },
    worksheet: () => withAccess({ login: 'soap' }),
  },
  {
    wrong: 'the app is blocked',
    expected: { 'companion-app': 'fail' },
    break: blockApp,
    mend: { commands: 'companion-app' },
  },
  {
    wrong: 'the certificate is about to end',
    expected: { certificate: 'warn' },
    options: () => ({ now: inDays(2 * 365 - 10) }),
  },
  {
    wrong: 'the certificate has ended',
    expected: { certificate: 'fail' },
    options: () => ({ now: inDays(2 * 366) }),
  },
  {
    wrong: 'the companion is logged in by a session that ends',
    expected: { 'jwt-login': 'warn' },
    says: { 'jwt-login': /in another way/ },
    options: () => ({ login: { jwt: false, certificateExpires: null } }),
  },
  {
    wrong: 'the worksheet reads a field that the user does not see',
    expected: { 'field-access': 'fail', 'package-drift': 'fail' },
    says: {
      'field-access': /does not see Contact\.DoNotCall\./,
      'package-drift':
        /wants it: Flow HL_Contact_Mod_Date: start\.filterFormula; PermissionSet HL_Integration: fieldPermissions\[Contact\.DoNotCall\]\.$/,
    },
    worksheet: () => worksheetOf('removeOn: DoNotCall'),
  },
  {
    wrong: 'the worksheet names a field that the org does not have',
    expected: { 'field-access': 'fail', 'package-drift': 'fail', 'worksheet-fields': 'fail' },
    says: { 'worksheet-fields': /removeOn: the org has no field Contact\.Nowhere__c/ },
    worksheet: () => worksheetOf('removeOn: Nowhere__c'),
  },
  {
    wrong: 'the worksheet names a field of a type that cannot serve',
    expected: { 'field-access': 'fail', 'package-drift': 'fail', 'worksheet-fields': 'fail' },
    says: { 'worksheet-fields': /removeOn: found Contact\.Department of the type string/ },
    worksheet: () => worksheetOf('removeOn: Department'),
  },
  {
    wrong: 'activities are written, and the user may not',
    expected: { 'activity-access': 'fail', 'package-drift': 'fail' },
    worksheet: () => worksheetOf('activitySync: {}'),
  },
  {
    wrong: 'more than 75 % of the allotted API calls are used',
    expected: { 'api-allotment': 'fail' },
    worksheet: () => withAccess({ dailyApiCalls: 4 }),
  },
  {
    wrong: 'the refreshes of a day reach 75 %',
    expected: { 'api-allotment': 'warn' },
    says: { 'api-allotment': /need about 97 calls a day.*The halt comes at about \d{4}-/ },
    break: countCalls,
    worksheet: () => withAccess({ dailyApiCalls: Math.ceil((callsUsed + 60) / 0.75) }),
  },
  {
    wrong: 'the field of the stamp is required',
    expected: { 'stamp-fields': 'fail', 'package-drift': 'fail', 'required-fields': 'warn' },
    says: { 'stamp-fields': /^Contact\.HL_Mod_Date__c is required, and must not be\.$/ },
    break: () => ready.save('CustomField', { ...stampField, required: true }),
    mend: { commands: 'package-drift' },
  },
  {
    wrong: 'the field of the stamp has a default',
    expected: { 'stamp-fields': 'fail' },
    says: { 'stamp-fields': /^Contact\.HL_Mod_Date__c has a default/ },
    break: () =>
      ready.save('CustomField', { ...stampField, required: false, defaultValue: 'NOW()' }),
    mend: { commands: 'stamp-fields' },
  },
  {
    wrong: 'a flow of the package is not active',
    expected: { 'package-flows': 'fail' },
    says: { 'package-flows': /^HL_Account_Mod_Date is not active\.$/ },
    break: () => setActiveVersion('HL_Account_Mod_Date', 0),
    mend: () => setActiveVersion('HL_Account_Mod_Date', 1),
  },
  {
    wrong: 'somebody changed a flow of the package',
    expected: { 'package-drift': 'fail' },
    says: { 'package-drift': /wants it: Flow HL_Account_Mod_Date: start\.filterFormula\.$/ },
    break: changeFlow,
    mend: { commands: 'package-drift' },
  },
  {
    wrong: 'a permission set lets people edit the stamp',
    expected: { 'stamp-read-only': 'warn' },
    says: { 'stamp-read-only': /May edit the fields: the permission set Editors\./ },
    break: () =>
      ready.save('PermissionSet', {
        fullName: 'Editors',
        label: 'Editors',
        fieldPermissions: [{ editable: true, readable: true, field: 'Contact.HL_Mod_Date__c' }],
      }),
    mend: remove('PermissionSet', 'Editors'),
  },
  {
    wrong: 'nobody decides who is in the community',
    expected: { 'community-managers': 'warn' },
    break: () => ready.unassign('HL_Community_Manager', ready.org.username),
    mend: { commands: 'community-managers' },
  },
  {
    wrong: 'another flow runs on accounts',
    expected: { 'other-automation': 'warn' },
    says: { 'other-automation': /Somebody else’s \(Account/ },
    break: copyFlow,
    mend: removeFlow,
  },
  {
    wrong: 'a validation rule refuses contacts as they are',
    expected: { 'validation-rules': 'warn' },
    says: { 'validation-rules': /Contact\.Strict/ },
    break: () => ready.save('ValidationRule', validationRule('ISBLANK(Phone)')),
    mend: remove('ValidationRule', 'Contact.Strict'),
  },
  {
    wrong: 'nothing: a validation rule looks only at what a save changes',
    expected: {},
    break: () =>
      ready.save('ValidationRule', validationRule('AND(ISCHANGED(Phone), ISBLANK(Phone))')),
    mend: remove('ValidationRule', 'Contact.Strict'),
  },
  {
    wrong: 'a custom field is required',
    expected: { 'required-fields': 'warn' },
    says: { 'required-fields': /Required: Badge \(Badge__c\) on Contact\./ },
    break: () =>
      ready.save('CustomField', {
        fullName: 'Contact.Badge__c',
        label: 'Badge',
        type: 'Text',
        length: 20,
        required: true,
      }),
    mend: remove('CustomField', 'Contact.Badge__c'),
  },
  {
    wrong: 'the form for new contacts lacks a required field',
    expected: {
      'required-fields': 'fail',
      'package-drift': 'fail',
      'contact-access': 'fail',
      'account-access': 'fail',
    },
    says: { 'required-fields': /does not ask for them: Last Name \(LastName\)\./ },
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
    says: { 'group-field-names': /: DoNotCall\./ },
    worksheet: () => worksheetOf('communityGroups: { fields: [DoNotCall] }'),
  },
  {
    wrong: 'a contact was never stamped',
    expected: { 'never-stamped': 'warn' },
    says: { 'never-stamped': /^1 of 4 contacts/ },
    break: makeUnstamped,
    mend: { commands: 'never-stamped' },
  },
  {
    wrong: 'the permission set of the backfill was left assigned',
    expected: { 'stamp-read-only': 'warn' },
    says: { 'stamp-read-only': /HL_Backfill is still assigned to admin@/ },
    mend: () => ready.unassign('HL_Backfill', ready.org.username).then(removeMade),
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
    says: { 'duplicate-emails': /family@association\.example \(2\)/ },
    break: async () => {
      await make('Contact', { LastName: 'One', Email: 'family@association.example' });
      await make('Contact', { LastName: 'Two', Email: 'family@association.example' });
    },
    mend: removeMade,
  },
  {
    wrong: 'the destination cannot be reached',
    expected: { destination: 'fail' },
    worksheet: () => worksheetOf(pushing),
    options: () => ({
      destination: { url: 'https://nowhere', reachable: false, detail: 'ENOTFOUND', hasKey: true },
    }),
  },
  {
    wrong: 'there is no key for the destination',
    expected: { destination: 'fail' },
    says: { destination: /no key/ },
    worksheet: () => worksheetOf(pushing),
    options: () => ({
      destination: { url: 'https://there', reachable: true, detail: 'HTTP 401', hasKey: false },
    }),
  },
];

describe('the readiness check', () => {
  it('finds an org ready in which everything holds', async () => {
    assert.deepEqual(unmet(await ready.look()), ALWAYS);
  });

  for (const { wrong, expected, says, worksheet, options, mend, ...change } of CASES) {
    it(`names exactly what is wrong: ${wrong}`, async () => {
      await change.break?.();
      const checks = await ready.look(worksheet?.(), options?.());
      if (typeof mend === 'function') await mend();
      else if (mend !== undefined) await runCommands(checks, mend.commands);
      const all: Record<string, CheckStatus> = { ...ALWAYS, ...expected };
      assert.deepEqual(
        unmet(checks),
        Object.fromEntries(Object.entries(all).filter(([, status]) => status !== 'pass')),
      );
      for (const [id, words] of Object.entries(says ?? {})) {
        assert.match(checks.find((check) => check.id === id)!.found, words);
      }
    });
  }

  it('knows permission sets that come in a permission set group', async () => {
    const { admin } = ready;
    const permissionSets = ['HL_Integration', 'HL_Community_Manager'];
    await ready.save('PermissionSetGroup', { fullName: 'Bridge', label: 'Bridge', permissionSets });
    await ready.unassign('HL_Integration', USERNAME);
    await ready.unassign('HL_Community_Manager', ready.org.username);
    const assignment = await admin.sobject('PermissionSetAssignment').create({
      PermissionSetGroupId: await ready.idOf('PermissionSetGroup', 'DeveloperName', 'Bridge'),
      AssigneeId: await ready.idOf('User', 'Username', USERNAME),
    });
    const checks = await ready.look();
    await admin.sobject('PermissionSetAssignment').destroy(assignment.id!);
    await remove('PermissionSetGroup', 'Bridge')();
    await ready.assign('HL_Integration', USERNAME);
    await ready.assign('HL_Community_Manager', ready.org.username);
    assert.deepEqual(unmet(checks), { ...ALWAYS, 'community-managers': 'unknown' });
  });

  it('is satisfied again once everything is mended', async () => {
    assert.deepEqual(unmet(await ready.look()), ALWAYS);
  });

  async function runCommands(
    checks: Awaited<ReturnType<ReadyOrg['look']>>,
    id: string,
  ): Promise<void> {
    const commands = commandsOf(checks.find((check) => check.id === id)!);
    assert.notEqual(commands.length, 0, `${id} prints no command`);
    for (const command of commands) await ready.type(command);
    const left = unmet(await ready.look());
    assert.ok(!(id in left), `${commands.join('; ')} left ${id} as it was`);
  }
});

it('each requirement says what it is, where it comes from, and has an id of its own', () => {
  const ids = requirements.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { requirement, source } of requirements) {
    assert.match(requirement, /^[A-Z].*[^.]$/);
    assert.match(source, /guide|worksheet|Salesforce|API|Reference|package|Higher Logic/i);
  }
});
