import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { connector, formulaCondition, named } from '../flow/support.ts';
import { createUser, grantElements } from '../security/support.ts';
import {
  assignPermissionSet,
  connect,
  create,
  customField,
  deploy,
  metadataFile,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';

/*
 * Custom metadata types, custom settings, custom labels and custom permissions, and what formulas
 * and flows read of them. Sources: Help, "Custom Metadata Types", "Custom Settings", "Custom
 * Labels", "Custom Permissions", "Global Variables"; Metadata API Developer Guide, the types of the
 * same names; Apex Reference, "Custom Settings Methods" (getInstance)
 */

const limits = metadataFile(
  'CustomObject',
  customField('Count__c', 'Number', '<precision>5</precision><scale>0</scale>') +
    customField('Strict__c', 'Checkbox', '<defaultValue>true</defaultValue>') +
    customField('Note__c', 'Text', '<length>10</length>') +
    '<label>Limit</label><pluralLabel>Limits</pluralLabel><visibility>Public</visibility>',
);
const limit = (label: string, values: Record<string, string | number | boolean | null>) =>
  metadataFile(
    'CustomMetadata',
    `<label>${label}</label><protected>false</protected>${Object.entries(values)
      .map(([field, value]) =>
        value === null
          ? `<values><field>${field}</field><value xsi:nil="true"/></values>`
          : `<values><field>${field}</field><value>${value}</value></values>`,
      )
      .join('')}`,
  ).replace(
    '<CustomMetadata ',
    '<CustomMetadata xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ',
  );
const setting = (type: 'Hierarchy' | 'List', fields: string) =>
  metadataFile(
    'CustomObject',
    `<customSettingsType>${type}</customSettingsType><enableFeeds>false</enableFeeds>${fields}<label>Setting</label><visibility>Public</visibility>`,
  );
const greeting = metadataFile(
  'CustomLabels',
  '<labels><fullName>Greeting</fullName><language>en_US</language><protected>false</protected><shortDescription>Greeting</shortDescription><value>Good day</value></labels>',
);
const permission = metadataFile(
  'CustomPermission',
  '<isLicensed>false</isLicensed><label>May greet</label>',
);

const members = {
  CustomObject: ['Limit__mdt', 'Mode__c', 'Code__c'],
  CustomField: [
    ...['Count__c', 'Strict__c', 'Note__c'].map((name) => `Limit__mdt.${name}`),
    ...['Colour__c', 'Loud__c'].map((name) => `Mode__c.${name}`),
    'Code__c.Value__c',
  ],
  CustomMetadata: ['Limit.Small', 'Limit.Large'],
  CustomLabel: ['Greeting'],
  CustomLabels: ['CustomLabels'],
  CustomPermission: ['May_Greet'],
};
const files = {
  'objects/Limit__mdt.object': limits,
  'objects/Mode__c.object': setting(
    'Hierarchy',
    customField('Colour__c', 'Text', '<length>20</length>') +
      customField('Loud__c', 'Checkbox', '<defaultValue>false</defaultValue>'),
  ),
  'objects/Code__c.object': setting('List', customField('Value__c', 'Text', '<length>20</length>')),
  'customMetadata/Limit.Small.md': limit('Small one', {
    Count__c: 3,
    Strict__c: false,
    Note__c: null,
  }),
  'customMetadata/Limit.Large.md': limit('Large one', { Count__c: 70, Note__c: 'big' }),
  'labels/CustomLabels.labels': greeting,
  'customPermissions/May_Greet.customPermission': permission,
};

const withConfiguration = (work: (connection: Connection, org: LocalOrg) => Promise<void>) =>
  withOrg(async (org, connection) => {
    assert.deepEqual((await deploy(connection, members, files)).problems, []);
    await work(connection, org);
  });

/** Logs somebody in whose profile has these permissions. */
async function clerkOf(
  connection: Connection,
  org: LocalOrg,
  elements = '',
): Promise<{ clerk: Connection; user: string }> {
  const { userPermissions, objectPermissions } = grantElements({
    objects: { Account: ['allowRead'], Contact: ['allowRead', 'allowCreate', 'allowEdit'] },
    userPermissions: ['ApiEnabled'],
  });
  const content = `<custom>true</custom>${elements}${objectPermissions}${userPermissions}`;
  const { problems } = await deploy(
    connection,
    { Profile: ['Clerk'] },
    { 'profiles/Clerk.profile': metadataFile('Profile', content) },
  );
  assert.deepEqual(problems, []);
  const user = await createUser(connection, 'clerk@association.example', 'Clerk');
  return { clerk: connect(org, org.openSession('clerk@association.example')), user };
}

suite('custom metadata', () => {
  test('records are queried as they were deployed', () =>
    withConfiguration(async (connection) => {
      assert.deepEqual(
        await rowsOf(
          connection,
          'SELECT DeveloperName, MasterLabel, QualifiedApiName, Count__c, Strict__c, Note__c FROM Limit__mdt ORDER BY Count__c',
        ),
        [
          {
            DeveloperName: 'Small',
            MasterLabel: 'Small one',
            QualifiedApiName: 'Small',
            Count__c: 3,
            Strict__c: false,
            Note__c: null,
          },
          {
            DeveloperName: 'Large',
            MasterLabel: 'Large one',
            QualifiedApiName: 'Large',
            Count__c: 70,
            Strict__c: true,
            Note__c: 'big',
          },
        ],
      );
      const listed = await connection.metadata.list({ type: 'CustomMetadata' });
      assert.deepEqual(
        listed.map(({ fullName, fileName }) => [fullName, fileName]),
        [
          ['Limit.Large', 'customMetadata/Limit.Large.md'],
          ['Limit.Small', 'customMetadata/Limit.Small.md'],
        ],
      );
      const again = await deploy(
        connection,
        { CustomMetadata: ['Limit.Large'] },
        { 'customMetadata/Limit.Large.md': limit('Larger', { Count__c: 80 }) },
      );
      assert.deepEqual(again.problems, []);
      assert.deepEqual(
        await rowsOf(
          connection,
          "SELECT MasterLabel, Count__c, Note__c FROM Limit__mdt WHERE DeveloperName = 'Large'",
        ),
        [{ MasterLabel: 'Larger', Count__c: 80, Note__c: 'big' }],
      );
    }));

  test('nobody changes them but by a deploy', () =>
    withConfiguration(async (connection, org) => {
      const [row] = await rowsOf(connection, 'SELECT Id FROM Limit__mdt');
      const path = `/sobjects/Limit__mdt/${String(row!['Id'])}`;
      for (const [method, at, body] of [
        ['POST', '/sobjects/Limit__mdt', { Count__c: 1 }],
        ['PATCH', path, { Count__c: 1 }],
        ['DELETE', path, undefined],
      ] as const) {
        const error = await restError(org, method, at, body);
        assert.equal(error.errorCode, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', method);
      }
      const describe = await connection.sobject('Limit__mdt').describe();
      assert.deepEqual(
        [describe.createable, describe.updateable, describe.deletable, describe.customSetting],
        [false, false, false, false],
      );
    }));

  test('are seen by those who customise the application, or were let', () =>
    withConfiguration(async (connection, org) => {
      const { clerk } = await clerkOf(connection, org);
      const read = () => rowsOf(clerk, 'SELECT Id FROM Limit__mdt');
      await assert.rejects(read(), /sObject type 'Limit__mdt' is not supported/);
      const { problems } = await deploy(
        connection,
        { PermissionSet: ['Reader'] },
        {
          'permissionsets/Reader.permissionset': metadataFile(
            'PermissionSet',
            '<customMetadataTypeAccesses><enabled>true</enabled><name>Limit__mdt</name></customMetadataTypeAccesses><label>Reader</label>',
          ),
        },
      );
      assert.deepEqual(problems, []);
      await assignPermissionSet(connection, 'Reader', 'clerk@association.example');
      assert.equal((await read()).length, 2);
    }));
});

suite('custom settings', () => {
  test('a hierarchy has one record for the org, a profile, a user', () =>
    withConfiguration(async (connection, org) => {
      const id = await create(connection, 'Mode__c', { Colour__c: 'red' });
      assert.deepEqual(await rowsOf(connection, 'SELECT SetupOwnerId, Colour__c FROM Mode__c'), [
        { SetupOwnerId: org.orgId, Colour__c: 'red' },
      ]);
      const twice = await restError(org, 'POST', '/sobjects/Mode__c', { Colour__c: 'blue' });
      assert.deepEqual(
        [twice.errorCode, twice.message],
        [
          'DUPLICATE_VALUE',
          `duplicate value found: SetupOwnerId duplicates value on record with id: ${id}`,
        ],
      );
      await connection.sobject('Mode__c').update({ Id: id, Colour__c: 'green' });
      await connection.sobject('Mode__c').delete(id);
      assert.deepEqual(await rowsOf(connection, 'SELECT Id FROM Mode__c', true), []);
      assert.equal((await connection.sobject('Mode__c').describe()).customSetting, true);
    }));

  test('a list has names', () =>
    withConfiguration(async (connection, org) => {
      await create(connection, 'Code__c', { Name: 'A', Value__c: '1' });
      await create(connection, 'Code__c', { Name: 'B', Value__c: '2' });
      const twice = await restError(org, 'POST', '/sobjects/Code__c', { Name: 'A' });
      assert.equal(twice.errorCode, 'DUPLICATE_VALUE');
      const nameless = await restError(org, 'POST', '/sobjects/Code__c', { Value__c: '3' });
      assert.equal(nameless.errorCode, 'REQUIRED_FIELD_MISSING');
    }));

  test('are changed by those who customise the application', () =>
    withConfiguration(async (connection, org) => {
      const access =
        '<customSettingAccesses><enabled>true</enabled><name>Mode__c</name></customSettingAccesses>';
      const { clerk } = await clerkOf(connection, org, access);
      const id = await create(connection, 'Mode__c', { Colour__c: 'red' });
      assert.equal((await rowsOf(clerk, 'SELECT Id FROM Mode__c')).length, 1);
      await assert.rejects(
        clerk.sobject('Mode__c').update({ Id: id, Colour__c: 'blue' }),
        /entity type cannot be updated/,
      );
      await assert.rejects(rowsOf(clerk, 'SELECT Id FROM Code__c'), /is not supported/);
    }));
});

/** A flow that writes into a new contact's Title what it is told, before it is saved. */
const titleFlow = (content: string) =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>${content}<label>Title</label><processType>AutoLaunchedFlow</processType>
     <start><locationX>0</locationX><locationY>0</locationY>${connector('First')}${formulaCondition('ISBLANK({!$Record.Title})')}
     <object>Contact</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start><status>Active</status>`,
  );
const setTitle = (name: string, value: string) =>
  `<recordUpdates>${named(name)}<inputAssignments><field>Title</field><value>${value}</value></inputAssignments><inputReference>$Record</inputReference></recordUpdates>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;

suite('what formulas and flows read', () => {
  const titleOf = async (connection: Connection, flow: string) => {
    const { problems } = await deploy(
      connection,
      { Flow: ['Title'] },
      { 'flows/Title.flow': titleFlow(flow) },
    );
    assert.deepEqual(problems, []);
    const id = await create(connection, 'Contact', { LastName: 'A' });
    const [row] = await rowsOf(connection, `SELECT Title FROM Contact WHERE Id = '${id}'`);
    return row!['Title'];
  };

  test('a flow gets records of a custom metadata type', () =>
    withConfiguration(async (connection) => {
      const get = `<recordLookups>${named('First')}${connector('Set')}<filterLogic>and</filterLogic><filters><field>DeveloperName</field><operator>EqualTo</operator><value><stringValue>Large</stringValue></value></filters><getFirstRecordOnly>true</getFirstRecordOnly><object>Limit__mdt</object><storeOutputAutomatically>true</storeOutputAutomatically></recordLookups>`;
      assert.equal(
        await titleOf(connection, get + setTitle('Set', reference('First.Note__c'))),
        'big',
      );
    }));

  /** (what a flow names, what it is) */
  const names: readonly (readonly [path: string, value: string | null])[] = [
    ['$Label.Greeting', 'Good day'],
    ['$CustomMetadata.Limit__mdt.Large.Note__c', 'big'],
    ['$Setup.Mode__c.Colour__c', 'red'],
    ['$Profile.Name', 'System Administrator'],
    ['$UserRole.Name', null],
    ['$Organization.Name', 'Local Org'],
  ];
  for (const [path, value] of names) {
    test(`a flow reads ${path}`, () =>
      withConfiguration(async (connection) => {
        await create(connection, 'Mode__c', { Colour__c: 'red' });
        assert.equal(await titleOf(connection, setTitle('First', reference(path))), value);
      }));
  }

  /** (formula of a rule that is broken, and one that holds) */
  const rules: readonly (readonly [broken: string, kept: string])[] = [
    ['$Label.Greeting = "Good day"', '$Label.Greeting = "Bye"'],
    ['$CustomMetadata.Limit__mdt.Small.Count__c = 3', '$CustomMetadata.Limit__mdt.Small.Strict__c'],
    ['ISBLANK($Setup.Mode__c.Colour__c)', '$Setup.Mode__c.Loud__c'],
    ['ISBLANK($UserRole.Name)', '$Permission.May_Greet'],
    ['$Profile.Name = "System Administrator"', '$User.IsActive = FALSE'],
  ];
  for (const [broken, kept] of rules) {
    test(`a validation rule asks ${broken}, and ${kept}`, () =>
      withConfiguration(async (connection) => {
        for (const [formula, saves] of [
          [kept, true],
          [broken, false],
        ] as const) {
          const { problems } = await deploy(
            connection,
            { ValidationRule: ['Contact.Rule'] },
            {
              'objects/Contact.object': metadataFile(
                'CustomObject',
                `<validationRules><fullName>Rule</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula><errorMessage>No.</errorMessage></validationRules>`,
              ),
            },
          );
          assert.deepEqual(problems, [], formula);
          const save = create(connection, 'Contact', { LastName: 'A' });
          if (saves) await save;
          else await assert.rejects(save, /No\./);
        }
      }));
  }

  test('a setting is the user’s, else the profile’s, else the org’s, field by field', () =>
    withConfiguration(async (connection, org) => {
      const { clerk, user } = await clerkOf(connection, org);
      const [profile] = await rowsOf(connection, "SELECT Id FROM Profile WHERE Name = 'Clerk'");
      await create(connection, 'Mode__c', { Colour__c: 'org', Loud__c: true });
      await deploy(
        connection,
        { Flow: ['Title'] },
        { 'flows/Title.flow': titleFlow(setTitle('First', reference('$Setup.Mode__c.Colour__c'))) },
      );
      const titles = async () => {
        const ids = [
          await create(connection, 'Contact', { LastName: 'A' }),
          await create(clerk, 'Contact', { LastName: 'B' }),
        ];
        const rows = await rowsOf(
          connection,
          `SELECT Title FROM Contact WHERE Id IN ('${ids.join("','")}') ORDER BY LastName`,
        );
        return rows.map(({ Title }) => Title);
      };
      assert.deepEqual(await titles(), ['org', 'org']);
      await create(connection, 'Mode__c', { SetupOwnerId: profile!['Id'], Colour__c: 'profile' });
      assert.deepEqual(await titles(), ['org', 'profile']);
      const own = await create(connection, 'Mode__c', { SetupOwnerId: user, Colour__c: 'user' });
      assert.deepEqual(await titles(), ['org', 'user']);
      // A field that is blank there says nothing.
      await connection.sobject('Mode__c').update({ Id: own, Colour__c: null });
      assert.deepEqual(await titles(), ['org', 'profile']);
    }));

  test('a custom permission comes from profiles and permission sets', () =>
    withConfiguration(async (connection, org) => {
      const { clerk } = await clerkOf(connection, org);
      const decide = `<formulas><name>Word</name><dataType>String</dataType><expression>IF({!$Permission.May_Greet}, "yes", "no")</expression></formulas>`;
      await deploy(
        connection,
        { Flow: ['Title'] },
        { 'flows/Title.flow': titleFlow(decide + setTitle('First', reference('Word'))) },
      );
      const title = async () => {
        const id = await create(clerk, 'Contact', { LastName: 'A' });
        const [row] = await rowsOf(connection, `SELECT Title FROM Contact WHERE Id = '${id}'`);
        return row!['Title'];
      };
      assert.equal(await title(), 'no');
      const { problems } = await deploy(
        connection,
        { PermissionSet: ['Greeter'] },
        {
          'permissionsets/Greeter.permissionset': metadataFile(
            'PermissionSet',
            '<customPermissions><enabled>true</enabled><name>May_Greet</name></customPermissions><label>Greeter</label>',
          ),
        },
      );
      assert.deepEqual(problems, []);
      await assignPermissionSet(connection, 'Greeter', 'clerk@association.example');
      assert.equal(await title(), 'yes');
      assert.deepEqual(
        await rowsOf(
          connection,
          "SELECT SetupEntityType, Parent.Name FROM SetupEntityAccess WHERE Parent.Name = 'Greeter'",
        ).then((rows) => rows.map(({ SetupEntityType }) => SetupEntityType)),
        ['CustomPermission'],
      );
      assert.deepEqual(
        await rowsOf(connection, 'SELECT DeveloperName, MasterLabel FROM CustomPermission'),
        [{ DeveloperName: 'May_Greet', MasterLabel: 'May greet' }],
      );
    }));
});

test('what a flow names, even one that is not active, is not deleted', () =>
  withConfiguration(async (connection) => {
    const { problems } = await deploy(
      connection,
      { Flow: ['Title'] },
      {
        'flows/Title.flow': titleFlow(
          `<formulas><name>Word</name><dataType>String</dataType><expression>{!$Label.Greeting} &amp; {!$CustomMetadata.Limit__mdt.Large.Note__c} &amp; IF({!$Permission.May_Greet}, "a", "b")</expression></formulas>${setTitle('First', reference('Word'))}`,
        ).replace('>Active<', '>Draft<'),
      },
    );
    assert.deepEqual(problems, []);
    const destroy = (type: string, name: string) =>
      deploy(
        connection,
        {},
        {
          'destructiveChanges.xml': metadataFile(
            'Package',
            `<types><members>${name}</members><name>${type}</name></types>`,
          ),
        },
      );
    for (const [type, name, what] of [
      ['CustomLabel', 'Greeting', 'custom label'],
      ['CustomMetadata', 'Limit.Large', 'custom metadata record'],
      ['CustomPermission', 'May_Greet', 'custom permission'],
      ['CustomObject', 'Limit__mdt', 'custom object'],
    ] as const) {
      const refused = await destroy(type, name);
      assert.deepEqual(
        refused.problems.map(({ problem }) => problem),
        [`This ${what} is referenced elsewhere in salesforce.com. : Flow - Title`],
      );
    }
    assert.equal((await destroy('Flow', 'Title-1')).success, true);
    assert.equal((await destroy('CustomObject', 'Limit__mdt')).success, true);
    assert.equal((await destroy('CustomLabel', 'Greeting')).success, true);
    assert.equal((await destroy('CustomPermission', 'May_Greet')).success, true);
    assert.deepEqual(await connection.metadata.list({ type: 'CustomMetadata' }), []);
  }));
