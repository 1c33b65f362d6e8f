import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg, LocalOrgOptions } from '../../src/index.ts';
import { connect, customField, deploy, manualClock, metadataFile, withOrg } from '../support.ts';
import {
  callSoap,
  createUser,
  grantingSet,
  makeKeyPair,
  requestToken,
} from '../security/support.ts';

/* What somebody asks who wants to know whether an org is ready for an integration. */

const CLERK = 'clerk@association.example';
const NOW = '2026-11-21T08:00:00Z';

const rule = (name: string, active: boolean) =>
  `<validationRules><fullName>${name}</fullName><active>${active}</active><errorConditionFormula>ISBLANK(LastName)</errorConditionFormula><errorMessage>Say the name.</errorMessage></validationRules>`;
const members = {
  CustomField: ['Contact.Shelf__c'],
  ValidationRule: ['Contact.Named'],
  Layout: ['Contact-Readers'],
  ApexClass: ['Shelf'],
  ExternalClientApplication: ['Catalogue'],
  ExtlClntAppOauthConfigurablePolicies: ['Catalogue'],
  PermissionSet: ['Readers'],
};
const files = {
  'objects/Contact.object': metadataFile(
    'CustomObject',
    customField('Shelf__c', 'Text', '<length>20</length>') + rule('Named', true),
  ),
  'layouts/Contact-Readers.layout': metadataFile('Layout', ''),
  'classes/Shelf.cls': 'public class Shelf {}',
  'classes/Shelf.cls-meta.xml': metadataFile(
    'ApexClass',
    '<apiVersion>66.0</apiVersion><status>Active</status>',
  ),
  'externalClientApps/Catalogue.eca': metadataFile(
    'ExternalClientApplication',
    '<distributionState>Local</distributionState><label>The catalogue</label>',
  ),
  'extlClntAppOauthPolicies/Catalogue.ecaOauthPlcy': metadataFile(
    'ExtlClntAppOauthConfigurablePolicies',
    '<commaSeparatedPermissionSet>Readers</commaSeparatedPermissionSet><commaSeparatedProfile>Read Only</commaSeparatedProfile><externalClientApplication>Catalogue</externalClientApplication>',
  ),
  'permissionsets/Readers.permissionset': grantingSet('Readers', {
    objects: { Account: ['allowRead'] },
    userPermissions: ['PasswordNeverExpires', 'ApiEnabled'],
  }),
};

/** The rows of a query, without their attributes; those of parents as `Parent.Field`. */
async function rows(connection: Connection, soql: string, tooling = false) {
  const { records } = tooling ? await connection.tooling.query(soql) : await connection.query(soql);
  return records.map((record) => flat(record as Record<string, unknown>));
}
function flat(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => {
      if (key === 'attributes') return [];
      if (typeof value !== 'object' || value === null) return [[key, value]];
      const parent = flat(value as Record<string, unknown>);
      return Object.entries(parent).map(([name, inner]) => [`${key}.${name}`, inner]);
    }),
  );
}

const inOrg = (
  work: (
    org: LocalOrg,
    connection: Connection,
    clock: ReturnType<typeof manualClock>,
  ) => Promise<void>,
  options: LocalOrgOptions = {},
) => {
  const clock = manualClock(NOW);
  return withOrg(
    async (org, connection) => {
      const { problems } = await deploy(connection, members, files);
      assert.deepEqual(problems, []);
      await work(org, connection, clock);
    },
    { clock, ...options },
  );
};

suite('set-up is there to be asked for', () => {
  const cases: readonly [
    name: string,
    soql: string,
    expected: readonly Record<string, unknown>[],
    api?: 'tooling',
  ][] = [
    // Object Reference, Organization
    [
      'the organization',
      'SELECT OrganizationType, IsSandbox, TrialExpirationDate, NamespacePrefix FROM Organization',
      [
        {
          OrganizationType: 'Developer Edition',
          IsSandbox: false,
          TrialExpirationDate: null,
          NamespacePrefix: null,
        },
      ],
    ],
    // Object Reference, Profile: one field for each permission
    [
      'permissions of profiles',
      "SELECT PermissionsApiEnabled, PermissionsModifyAllData FROM Profile WHERE Name = 'Read Only'",
      [{ PermissionsApiEnabled: true, PermissionsModifyAllData: false }],
    ],
    [
      'permissions of permission sets',
      "SELECT PermissionsPasswordNeverExpires, PermissionsViewAllData FROM PermissionSet WHERE Name = 'Readers'",
      [{ PermissionsPasswordNeverExpires: true, PermissionsViewAllData: false }],
    ],
    [
      'who may read accounts',
      "SELECT Parent.Name, PermissionsRead, PermissionsEdit FROM ObjectPermissions WHERE SobjectType = 'Account' AND Parent.IsOwnedByProfile = false",
      [{ 'Parent.Name': 'Readers', PermissionsRead: true, PermissionsEdit: false }],
    ],
    // Object Reference, SetupEntityAccess
    [
      'who is approved for an app',
      'SELECT Parent.Label, Parent.IsOwnedByProfile, SetupEntityType FROM SetupEntityAccess WHERE Parent.IsOwnedByProfile = false',
      [
        {
          'Parent.Label': 'Readers',
          'Parent.IsOwnedByProfile': false,
          SetupEntityType: 'ExternalClientApplication',
        },
      ],
    ],
    [
      'profiles that are approved for it',
      'SELECT Parent.Profile.Name FROM SetupEntityAccess WHERE Parent.IsOwnedByProfile = true',
      [{ 'Parent.Profile.Name': 'Read Only' }],
    ],
    [
      'External Client Apps',
      'SELECT DeveloperName, MasterLabel FROM ExternalClientApplication',
      [{ DeveloperName: 'Catalogue', MasterLabel: 'The catalogue' }],
    ],
    [
      'connected apps',
      'SELECT Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication',
      [{ Name: 'Salesforce CLI', OptionsAllowAdminApprovedUsersOnly: false }],
    ],
    // Object Reference, EntityDefinition and FieldDefinition: standard objects by name
    [
      'objects',
      "SELECT QualifiedApiName, DurableId, KeyPrefix, IsCustomizable FROM EntityDefinition WHERE QualifiedApiName = 'Contact'",
      [
        {
          QualifiedApiName: 'Contact',
          DurableId: 'Contact',
          KeyPrefix: '003',
          IsCustomizable: true,
        },
      ],
    ],
    [
      'fields of an object',
      "SELECT QualifiedApiName, Length, EntityDefinition.QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact' AND QualifiedApiName IN ('Shelf__c')",
      [
        {
          QualifiedApiName: 'Shelf__c',
          Length: 20,
          'EntityDefinition.QualifiedApiName': 'Contact',
        },
      ],
    ],
    [
      'objects, by the Tooling API',
      "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Account'",
      [{ QualifiedApiName: 'Account' }],
      'tooling',
    ],
    [
      'validation rules',
      "SELECT ValidationName, Active, ErrorMessage FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Contact'",
      [{ ValidationName: 'Named', Active: true, ErrorMessage: 'Say the name.' }],
      'tooling',
    ],
    [
      'custom fields',
      "SELECT DeveloperName, TableEnumOrId FROM CustomField WHERE TableEnumOrId = 'Contact'",
      [{ DeveloperName: 'Shelf', TableEnumOrId: 'Contact' }],
      'tooling',
    ],
    [
      'layouts',
      'SELECT Name, EntityDefinition.DeveloperName FROM Layout',
      [{ Name: 'Readers', 'EntityDefinition.DeveloperName': 'Contact' }],
      'tooling',
    ],
    [
      'Apex classes',
      'SELECT Name, ApiVersion, Status FROM ApexClass',
      [{ Name: 'Shelf', ApiVersion: 66, Status: 'Active' }],
    ],
    ['triggers, of which there are none', 'SELECT Name FROM ApexTrigger', []],
    ['duplicate rules, of which there are none', 'SELECT DeveloperName FROM DuplicateRule', []],
    ['matching rules, of which there are none', 'SELECT DeveloperName FROM MatchingRule', []],
    ['workflow rules', 'SELECT Name FROM WorkflowRule', [], 'tooling'],
    ['certificates', 'SELECT DeveloperName FROM Certificate', [], 'tooling'],
  ];
  test('each of these', () =>
    inOrg(async (_org, connection) => {
      for (const [name, soql, expected, api] of cases) {
        assert.deepEqual(await rows(connection, soql, api === 'tooling'), expected, name);
      }
    }));

  test('a single row is read by its Id, and described', () =>
    inOrg(async (_org, connection) => {
      const [app] = await rows(connection, 'SELECT Id FROM ExternalClientApplication');
      const read = await connection
        .sobject('ExternalClientApplication')
        .retrieve(app!['Id'] as string);
      assert.equal(read['DeveloperName'], 'Catalogue');
      const { createable, updateable, deletable } = await connection.describe('EntityDefinition');
      assert.deepEqual([createable, updateable, deletable], [false, false, false]);
    }));

  test('what changes is seen at once', () =>
    inOrg(async (_org, connection) => {
      await deploy(
        connection,
        { ValidationRule: ['Contact.Named'] },
        { 'objects/Contact.object': metadataFile('CustomObject', rule('Named', false)) },
      );
      const active = 'SELECT ValidationName FROM ValidationRule WHERE Active = true';
      assert.deepEqual(await rows(connection, active, true), []);
    }));
});

suite('set-up says no', () => {
  // Object Reference, "Special Access Rules" of each object
  const forbidden: readonly [soql: string, tooling?: boolean][] = [
    ['SELECT Id FROM PermissionSet'],
    ['SELECT Id FROM ObjectPermissions'],
    ['SELECT Id FROM FieldPermissions'],
    ['SELECT Id FROM SetupEntityAccess'],
    ['SELECT Id FROM UserLogin'],
    ['SELECT Id FROM ApexClass'],
    ['SELECT Id FROM ValidationRule', true],
    ['SELECT Id FROM CustomField', true],
    ['SELECT Id FROM Layout', true],
  ];
  test('to a user without View Setup', () =>
    inOrg(async (org, connection) => {
      await createUser(connection, CLERK, 'Minimum Access - API Only Integrations');
      const clerk = connect(org, org.openSession(CLERK));
      for (const [soql, tooling] of forbidden) {
        const object = soql.split(' ').at(-1)!;
        await assert.rejects(
          rows(clerk, soql, tooling),
          new RegExp(`sObject type '${object}' is not supported`),
          soql,
        );
      }
      await assert.rejects(
        rows(clerk, 'SELECT PermissionSet.Name FROM PermissionSetAssignment'),
        /Didn't understand relationship 'PermissionSet'/,
      );
      assert.equal((await rows(clerk, 'SELECT Id FROM Organization')).length, 1);
    }));

  // Reports: "FlowVersionView: a filter on a reified column is required"
  const unfiltered: readonly [soql: string, columns: string][] = [
    ['SELECT QualifiedApiName FROM FieldDefinition', 'EntityDefinitionId,DurableId'],
    [
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId != 'Contact'",
      'EntityDefinitionId,DurableId',
    ],
    [
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId = 'Contact' OR Length = 3",
      'EntityDefinitionId,DurableId',
    ],
    ['SELECT Status FROM FlowVersionView', 'FlowDefinitionViewId,DurableId'],
    [
      'SELECT Status FROM FlowVersionView WHERE FlowDefinitionViewId IN (SELECT DurableId FROM FlowDefinitionView)',
      'FlowDefinitionViewId,DurableId',
    ],
  ];
  test('to a query of what is made only for a parent that it names', () =>
    withOrg(async (_org, connection) => {
      for (const [soql, columns] of unfiltered) {
        const object = /FROM (\w+)/.exec(soql)![1]!;
        await assert.rejects(rows(connection, soql), {
          name: 'MALFORMED_QUERY',
          message: `${object}: a filter on a reified column is required [${columns}]`,
        });
      }
    }));

  test('to whoever wants to change it', () =>
    withOrg(async (_org, connection) => {
      await assert.rejects(
        async () => connection.sobject('ConnectedApplication').create({ Name: 'Mine' }),
        /entity type ConnectedApplication does not support create|cannot be inserted|not support/i,
      );
    }));
});

suite('users and their logins', () => {
  test('a password that is set leaves its date', () =>
    inOrg(async (org, connection, clock) => {
      clock.advance(60);
      await createUser(connection, CLERK);
      const asked = `SELECT LastPasswordChangeDate, LastLoginDate FROM User WHERE Username = '${CLERK}'`;
      assert.deepEqual(await rows(connection, asked), [
        { LastPasswordChangeDate: null, LastLoginDate: null },
      ]);
      org.setPassword(CLERK, 'secret-1');
      const [user] = await rows(connection, asked);
      assert.equal(user!['LastPasswordChangeDate'], '2026-11-21T08:01:00.000+0000');
    }));

  test('a login leaves its trace', () =>
    inOrg(async (org, connection) => {
      const { username, password, securityToken } = org;
      await callSoap(org, 'login', { username, password: password + securityToken });
      const asked =
        'SELECT LoginType, Status, Application, ApiVersion, SourceIp, Browser FROM LoginHistory';
      assert.deepEqual(await rows(connection, asked), [
        {
          LoginType: 'Other Apex API',
          Status: 'Success',
          Application: 'N/A',
          ApiVersion: '64.0',
          SourceIp: '127.0.0.1',
          Browser: 'Unknown',
        },
      ]);
    }));

  // Object Reference, OauthToken: all tokens for who customises the application, else one's own
  test('refresh tokens are listed, and end by their delete token', () =>
    inOrg(async (org, connection) => {
      await createUser(connection, CLERK);
      const refresh_token = org.approveApp('PlatformCLI', CLERK);
      org.approveApp('PlatformCLI', org.username);
      const refresh = () =>
        requestToken(org, { grant_type: 'refresh_token', client_id: 'PlatformCLI', refresh_token });
      await refresh();
      const asked = 'SELECT AppName, User.Username, UseCount, DeleteToken FROM OauthToken';
      assert.equal((await rows(connection, asked)).length, 2);
      const own = await rows(connect(org, org.openSession(CLERK)), asked);
      assert.equal(own.length, 1);
      const { DeleteToken: token, ...shown } = own[0]!;
      assert.deepEqual(shown, { AppName: 'Salesforce CLI', 'User.Username': CLERK, UseCount: 1 });
      assert.notEqual(token, refresh_token);
      await requestToken(org, { token: token as string }, { endpoint: 'revoke' });
      assert.equal((await refresh()).error, 'invalid_grant');
    }));

  test('apps that are registered are connected apps', () =>
    inOrg(async (org, connection) => {
      const { certificate } = await makeKeyPair();
      org.registerApp({
        name: 'Old app',
        flows: ['jwt-bearer'],
        certificate,
        permittedUsers: 'AdminApprovedPreAuthorized',
      });
      const asked =
        "SELECT OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication WHERE Name = 'Old app'";
      assert.deepEqual(await rows(connection, asked), [
        { OptionsAllowAdminApprovedUsersOnly: true },
      ]);
    }));
});

test('an org may be a sandbox, or a trial that ends', () =>
  inOrg(
    async (_org, connection) => {
      assert.deepEqual(
        await rows(
          connection,
          'SELECT OrganizationType, IsSandbox, TrialExpirationDate FROM Organization',
        ),
        [
          {
            OrganizationType: 'Enterprise Edition',
            IsSandbox: true,
            TrialExpirationDate: '2026-12-21T00:00:00.000+0000',
          },
        ],
      );
    },
    { edition: 'Enterprise', sandbox: true, trialExpires: new Date('2026-12-21') },
  ));

test('limits are those of the edition, with what is left of them', async () => {
  const limitsOf = async (edition: 'Developer' | 'Enterprise') => {
    let found: Record<string, { Max: number; Remaining: number }> = {};
    await withOrg(
      async (_org, connection) => {
        found = await connection.request('/limits');
      },
      { edition },
    );
    return found;
  };
  const developer = await limitsOf('Developer');
  assert.deepEqual(developer['DailyApiRequests'], { Max: 15_000, Remaining: 14_999 });
  assert.deepEqual(developer['SingleEmail'], { Max: 15, Remaining: 15 });
  const enterprise = await limitsOf('Enterprise');
  assert.deepEqual(enterprise['SingleEmail'], { Max: 5_000, Remaining: 5_000 });
  assert.deepEqual(Object.keys(enterprise), Object.keys(developer));
});
