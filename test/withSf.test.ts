import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPackage } from './source.ts';
import { connect, logIn, resultOf, run, setUpDesk, setUpOrg, writeWorksheet } from './support.ts';
import type { LocalOrg } from 'salesforce-local-org';

/* Whoever would rather use the Salesforce CLI gets the same org with the commands that "hl deploy" prints. */

const VERSION_ONE = 'flowDown: [{ account: Industry, type: picklist }]';

/** All that a worksheet can ask for, but for the flow-down, which it wants no longer. */
const VERSION_TWO = `
isActive: HL_IsActive__c
communityGroups: { campaigns: true }
contactManager: { update: true, create: true, fields: [{ field: LastName }, { field: Title }] }
activitySync: {}
containerAccounts: { matching: assign, activateWhen: [{ field: Title, filled: true }] }
sso: { protocol: oidc, redirectUrl: https://community.example/sso }
`;

/** What somebody finds in an org who looks for the package. */
async function look(org: LocalOrg) {
  const salesforce = connect(org);
  const fieldsOf = async (object: string) =>
    (await salesforce.describe(object)).fields
      .map(({ name }) => name)
      .filter((name) => name.startsWith('HL_'));
  const flows = await salesforce.query(
    'SELECT ApiName, IsActive FROM FlowDefinitionView ORDER BY ApiName',
  );
  const assigned = await salesforce.query(
    "SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE PermissionSet.Name LIKE 'HL%'",
  );
  const types = ['ExternalClientApplication', 'ExtlClntAppGlobalOauthSettings', 'WorkflowAlert'];
  const components = await salesforce.metadata.list(types.map((type) => ({ type })));
  return {
    fields: [await fieldsOf('Contact'), await fieldsOf('Account')],
    flows: flows.records.map((flow) => [flow['ApiName'] as string, flow['IsActive'] as boolean]),
    assigned: assigned.records.map((one) => (one['PermissionSet'] as { Name: string }).Name),
    components: components.map(({ type, fullName }) => `${type} ${fullName}`).toSorted(),
  };
}

test('the printed commands of sf do what hl deploy does, over an older version; the manifest retrieves all of it', async (t) => {
  const [one, two] = [await setUpOrg(t), await setUpOrg(t)];
  const desk = setUpDesk(t);
  for (const [alias, org] of Object.entries({ one, two })) {
    await logIn(desk, org, { alias });
  }
  writeWorksheet(desk, VERSION_ONE);
  await resultOf(desk, 'hl', ['generate']);
  for (const alias of ['one', 'two']) {
    await resultOf(desk, 'sf', ['project', 'deploy', 'start', '--target-org', alias]);
  }
  writeWorksheet(desk, VERSION_TWO);
  await resultOf(desk, 'hl', ['generate']);

  await resultOf(desk, 'hl', ['deploy', '--target-org', 'one']);
  const { sameWithSf } = await resultOf<{ sameWithSf: string[] }>(desk, 'hl', [
    ...['deploy', '--target-org', 'two', '--dry-run'],
  ]);
  for (const command of sameWithSf) {
    const [, name, rest] = /^(hl|sf) (.*)$/.exec(command)!;
    const { exitCode, stdout, stderr } = await run(desk, name as 'hl' | 'sf', rest!.split(' '));
    assert.equal(exitCode, 0, `${command}\n${stdout}${stderr}`);
  }
  const found = await look(one);
  assert.deepEqual(await look(two), found);
  assert.deepEqual(
    found.flows.filter(([, isActive]) => isActive !== true),
    [['HL_Flow_Down', false]],
  );
  assert.deepEqual(found.assigned, ['HL_Integration']);

  const before = readPackage(desk.project);
  await resultOf(desk, 'sf', [
    ...[
      'project',
      'retrieve',
      'start',
      '--manifest',
      'manifest/package.xml',
      '--target-org',
      'two',
    ],
  ]);
  assert.deepEqual(readPackage(desk.project), before);
});
