import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Readiness } from '../../companion/src/readiness/check.ts';
import type { Check } from '../../companion/src/readiness/interfaces.ts';
import type { LocalOrgOptions } from 'salesforce-local-org';
import { connect, logIn, resultOf, run, setUpDesk, setUpOrg, type Desk } from '../support.ts';
import { commandsOf, worksheetText } from './readyOrg.ts';

/* Whole orgs that are otherwise than the one in which everything holds. */

const SIGN_UPS = 'containerAccounts: { matching: off }';

async function setUp(t: TestContext, options: LocalOrgOptions, worksheet: string) {
  const org = await setUpOrg(t, options);
  const desk = setUpDesk(t);
  writeFileSync(join(desk.project, 'config/worksheet.yaml'), worksheet);
  await logIn(desk, org);
  return { org, desk, admin: connect(org) };
}

async function check(desk: Desk, ...args: string[]): Promise<Readiness> {
  const { stdout } = await run(desk, 'hl', ['check', '--target-org', 'local', '--json', ...args]);
  const { result } = JSON.parse(stdout) as { result?: Readiness };
  assert.ok(result, stdout);
  return result;
}

function idsOf(checks: readonly Check[], status: Check['status']): string[] {
  return checks.filter((one) => one.status === status).map(({ id }) => id);
}

const NOTHING = { contacts: 3, edition: 'Professional', sandbox: true } as const;

describe('the readiness check', () => {
  it('names everything where everything is wrong, and says how it is put right', async (t) => {
    const broken = worksheetText(
      [
        'removeOn: Nowhere__c',
        'personAccounts: true',
        'communityGroups: { fields: [DoNotCall], campaigns: true }',
        'contactManager: { create: true, update: true, fields: [{ field: Email }] }',
        'activitySync: {}',
        'destination: { name: higher-logic, disabledMembers: expire, url: "http://127.0.0.1:1/" }',
        SIGN_UPS,
      ].join('\n'),
    );
    const { desk, org, admin } = await setUp(t, NOTHING, broken);
    await admin
      .sobject('Contact')
      .create([
        { LastName: 'One', Email: 'family@association.example' },
        { LastName: 'Two', Email: 'family@association.example' },
        { LastName: 'Three' },
      ]);
    const { ready, checks, apiCalls } = await check(desk);
    assert.equal(ready, false);
    assert.ok(apiCalls < 25, `${apiCalls} calls`);
    assert.deepEqual(idsOf(checks, 'fail').toSorted(), [
      ...['approvers', 'destination', 'package-drift', 'package-flows', 'person-accounts'],
      ...['required-fields', 'stamp-fields', 'user', 'worksheet-fields'],
    ]);
    assert.deepEqual(idsOf(checks, 'warn').toSorted(), [
      ...['community-managers', 'contacts-without-email', 'duplicate-emails', 'environment'],
      ...['group-field-names', 'jwt-login'],
    ]);
    for (const { id, status, found, fix } of checks) {
      if (status === 'pass') continue;
      assert.ok(found.length > 10 && fix !== null && fix.length > 10, id);
    }
    assert.ok(!JSON.stringify(checks).includes(org.accessToken));
  });

  it('judges Professional Edition by its own limits, and is satisfied once its fixes are run', async (t) => {
    const { desk, org, admin } = await setUp(
      t,
      { contacts: 2, edition: 'Professional', sandbox: true },
      `profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }\n${SIGN_UPS}`,
    );
    await resultOf(desk, 'hl', ['generate']);
    const before = await check(desk, '--only', 'flow-limit');
    assert.deepEqual(idsOf(before.checks, 'pass'), ['flow-limit']);

    // Two of the customer's own leave too little room for the package.
    for (const name of ['Theirs', 'Also_Theirs']) await activate(admin, name);
    const [limit] = (await check(desk, '--only', 'flow-limit')).checks;
    assert.equal(limit!.status, 'fail');
    assert.match(limit!.found, /needs 4 of the 5 active flows, and 2 others are active/);
    assert.match(limit!.fix!, /Theirs, Also_Theirs|Also_Theirs, Theirs/);
    for (const name of ['Theirs', 'Also_Theirs']) {
      await admin.metadata.upsert('FlowDefinition', { fullName: name, activeVersionNumber: 0 });
    }

    await type(desk, 'hl deploy --target-org local');
    const deployed = await check(desk);
    assert.deepEqual(idsOf(deployed.checks, 'fail'), ['approvers']);
    // Nobody sees a deployed field before a permission set shows it.
    assert.deepEqual(idsOf(deployed.checks, 'unknown'), ['container-accounts']);
    const [hidden] = deployed.checks.filter(({ id }) => id === 'container-accounts');
    await type(desk, commandsOf(hidden!).at(-1)!);
    const shown = await check(desk);
    assert.deepEqual(idsOf(shown.checks, 'fail').toSorted(), ['approvers', 'container-accounts']);

    // What only a person can do, and the commands that the check prints.
    await admin.sobject('Account').create({ Name: 'New Sign-Ups', HL_Container__c: true });
    await addApprover(org.username);
    const printed = (await check(desk, '--only', 'approvers')).checks[0]!;
    assert.match(printed.found, /has 1 member, and nobody has HL_Approver/);
    for (const command of commandsOf(printed)) await type(desk, command);
    const { ready, checks } = await check(desk);
    assert.deepEqual(idsOf(checks, 'fail'), []);
    assert.equal(ready, true);

    async function addApprover(username: string): Promise<void> {
      const only = async (soql: string) => (await admin.query(soql)).records[0]!.Id!;
      await admin.sobject('GroupMember').create({
        GroupId: await only("SELECT Id FROM Group WHERE DeveloperName = 'HL_Approvers'"),
        UserOrGroupId: await only(`SELECT Id FROM User WHERE Username = '${username}'`),
      });
    }
  });
});

async function type(desk: Desk, command: string): Promise<void> {
  const [name = '', ...args] = command.split(' ');
  const { exitCode, stdout, stderr } = await run(desk, name as 'sf' | 'hl', args);
  assert.equal(exitCode, 0, `${command}: ${stdout}${stderr}`);
}

/** A flow of the customer's that runs on campaigns. */
async function activate(admin: ReturnType<typeof connect>, fullName: string): Promise<void> {
  const component = {
    fullName,
    apiVersion: '66.0',
    label: fullName,
    processType: 'AutoLaunchedFlow',
    start: {
      locationX: 0,
      locationY: 0,
      object: 'Campaign',
      recordTriggerType: 'Create',
      triggerType: 'RecordAfterSave',
      connector: { targetReference: 'Describe' },
    },
    recordUpdates: {
      name: 'Describe',
      label: 'Describe',
      locationX: 0,
      locationY: 0,
      inputReference: '$Record',
      inputAssignments: { field: 'Description', value: { stringValue: 'New' } },
    },
    status: 'Active',
  };
  const [result] = [await admin.metadata.upsert('Flow' as never, component as never)].flat();
  assert.ok(result!.success, JSON.stringify(result));
}
