import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection, RecordTypeInfo } from 'jsforce';
import { createUser } from '../security/support.ts';
import {
  assignPermissionSet,
  connect,
  create,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';

/*
 * Sources: Metadata API Developer Guide, "RecordType", "Profile" (recordTypeVisibilities); Object
 * Reference, "RecordType"; Help, "Record Type Access", "Assign Record Types and Page Layouts";
 * REST API Developer Guide, "sObject Describe" (recordTypeInfos)
 */

const MASTER = '012000000000000AAA';
const values = (...names: string[]) =>
  names
    .map((one) => `<values><fullName>${one}</fullName><default>false</default></values>`)
    .join('');
const recordType = (name: string, { active = true, picklists = '' } = {}) =>
  `<recordTypes><fullName>${name}</fullName><active>${active}</active><description>${name}s</description><label>${name} label</label>${picklists}</recordTypes>`;
const level = customField(
  'Level__c',
  'Picklist',
  '<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted><value><fullName>Gold</fullName><default>false</default></value><value><fullName>50% off</fullName><default>false</default></value></valueSetDefinition></valueSet>',
);
const kind =
  '<fields><fullName>Kind__c</fullName><formula>$RecordType.DeveloperName &amp; "/" &amp; RecordType.Name</formula><label>Kind</label><type>Text</type></fields>';
const contactFile = metadataFile(
  'CustomObject',
  level +
    kind +
    recordType('Member', {
      picklists: `<picklistValues><picklist>Level__c</picklist>${values('Gold', '50%25 off')}</picklistValues>`,
    }) +
    recordType('Donor') +
    recordType('Former', { active: false }),
);
const members = {
  CustomField: ['Contact.Level__c', 'Contact.Kind__c'],
  RecordType: ['Contact.Member', 'Contact.Donor', 'Contact.Former'],
};

/** What a profile says of record types: `Contact.Member` visible, `*` the default. */
const visibilities = (...names: string[]) =>
  names
    .map((name) => {
      const visible = !name.startsWith('-');
      const plain = name.replace(/^[-*]/, '');
      return `<recordTypeVisibilities><default>${name.startsWith('*')}</default><recordType>${plain}</recordType><visible>${visible}</visible></recordTypeVisibilities>`;
    })
    .join('');
const deployProfile = (connection: Connection, content: string, name = 'Admin') =>
  deploy(
    connection,
    { Profile: [name] },
    { [`profiles/${name}.profile`]: metadataFile('Profile', content) },
  );

async function withRecordTypes(
  work: (
    connection: Connection,
    ids: Readonly<Record<string, string>>,
    org: Parameters<Parameters<typeof withOrg>[0]>[0],
  ) => Promise<void>,
): Promise<void> {
  await withOrg(async (org, connection) => {
    const { problems } = await deploy(
      connection,
      { ...members, PermissionSet: ['Sees'] },
      {
        'objects/Contact.object': contactFile,
        'permissionsets/Sees.permissionset': permissionSet('Sees', ['Contact.Level__c']).replace(
          '<label>',
          '<fieldPermissions><editable>false</editable><field>Contact.Kind__c</field><readable>true</readable></fieldPermissions><label>',
        ),
      },
    );
    assert.deepEqual(problems, []);
    await assignPermissionSet(connection, 'Sees', org.username);
    const rows = await rowsOf(connection, 'SELECT Id, DeveloperName FROM RecordType');
    const ids = Object.fromEntries(
      rows.map(({ Id, DeveloperName }) => [DeveloperName as string, Id as string]),
    );
    await work(connection, ids, org);
  });
}

test('record types are rows, components, and a field of their object', () =>
  withRecordTypes(async (connection, ids) => {
    assert.deepEqual(
      await rowsOf(
        connection,
        "SELECT Name, DeveloperName, SobjectType, IsActive, Description FROM RecordType WHERE DeveloperName = 'Former'",
      ),
      [
        {
          Name: 'Former label',
          DeveloperName: 'Former',
          SobjectType: 'Contact',
          IsActive: false,
          Description: 'Formers',
        },
      ],
    );
    const listed = await connection.metadata.list({ type: 'RecordType' });
    assert.deepEqual(
      listed.map(({ fullName, fileName, id }) => [fullName, fileName, id]),
      ['Donor', 'Former', 'Member'].map((name) => [
        `Contact.${name}`,
        'objects/Contact.object',
        ids[name],
      ]),
    );
    const withField = async (object: string) =>
      (await connection.sobject(object).describe()).fields.some(
        ({ name }) => name === 'RecordTypeId',
      );
    assert.deepEqual([await withField('Contact'), await withField('Account')], [true, false]);
    // A second deploy changes the row that is there.
    const { problems } = await deploy(
      connection,
      { RecordType: ['Contact.Former'] },
      { 'objects/Contact.object': metadataFile('CustomObject', recordType('Former')) },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      await rowsOf(connection, `SELECT IsActive FROM RecordType WHERE Id = '${ids['Former']!}'`),
      [{ IsActive: true }],
    );
  }));

test('a record gets the default of its creator; profile and permission set say what else it may be', () =>
  withRecordTypes(async (connection, ids, org) => {
    const infos = async (as: Connection) =>
      // jsforce's type does not know these two.
      (
        (await as.sobject('Contact').describe()).recordTypeInfos as (RecordTypeInfo & {
          developerName: string;
          active: boolean;
        })[]
      ).map((info) => [
        info.developerName,
        info.active,
        info.available,
        info.defaultRecordTypeMapping,
        info.recordTypeId,
      ]);
    const { Donor, Former, Member } = ids;
    // Nobody may use what no profile shows.
    assert.deepEqual(
      (await infos(connection)).toSorted(),
      [
        ['Donor', true, false, false, Donor],
        ['Former', false, false, false, Former],
        ['Master', true, true, true, MASTER],
        ['Member', true, false, false, Member],
      ].toSorted(),
    );
    const before = await create(connection, 'Contact', { LastName: 'Before' });
    const { problems } = await deployProfile(connection, visibilities('*Contact.Member'));
    assert.deepEqual(problems, []);
    const member = await create(connection, 'Contact', { LastName: 'Member', Level__c: 'Gold' });
    const assigned = await deploy(
      connection,
      { PermissionSet: ['Donors'] },
      {
        'permissionsets/Donors.permissionset': metadataFile(
          'PermissionSet',
          '<label>Donors</label><recordTypeVisibilities><recordType>Contact.Donor</recordType><visible>true</visible></recordTypeVisibilities>',
        ),
      },
    );
    assert.deepEqual(assigned.problems, []);
    await assignPermissionSet(connection, 'Donors', org.username);
    const donor = await create(connection, 'Contact', { LastName: 'Donor', RecordTypeId: Donor });
    assert.deepEqual(
      (
        await rowsOf(
          connection,
          'SELECT Id, RecordTypeId, RecordType.DeveloperName, Kind__c FROM Contact ORDER BY LastName',
        )
      ).map(({ RecordType, ...row }) => [
        row['Id'],
        row['RecordTypeId'],
        (RecordType as { DeveloperName: string } | null)?.DeveloperName,
        row['Kind__c'],
      ]),
      [
        [before, null, undefined, '/'],
        [donor, Donor, 'Donor', 'Donor/Donor label'],
        [member, Member, 'Member', 'Member/Member label'],
      ],
    );
    assert.deepEqual(
      await rowsOf(connection, "SELECT Id FROM Contact WHERE RecordType.Name = 'Donor label'"),
      [{ Id: donor }],
    );
    // Others have their own profile.
    await createUser(connection, 'clerk@association.example');
    const clerk = connect(org, org.openSession('clerk@association.example'));
    const own = await create(clerk, 'Contact', { LastName: 'Own' });
    assert.deepEqual(await rowsOf(clerk, `SELECT RecordTypeId FROM Contact WHERE Id = '${own}'`), [
      { RecordTypeId: null },
    ]);
  }));

test('a record type that the user may not give is refused', () =>
  withRecordTypes(async (connection, ids, org) => {
    await deployProfile(connection, visibilities('*Contact.Member', 'Contact.Former'));
    const id = await create(connection, 'Contact', { LastName: 'A' });
    const notValid = (given: string | null) =>
      `Record Type ID: this ID value isn't valid for the user: ${given ?? ''}`;
    // (given): not assigned, inactive, the master beside another default, of nothing, none
    for (const given of [ids['Donor']!, ids['Former']!, MASTER, '012HL0000000099YAA', null]) {
      const error = await restError(org, 'PATCH', `/sobjects/Contact/${id}`, {
        RecordTypeId: given,
      });
      assert.deepEqual(
        [error.errorCode, error.message, error.fields],
        ['INVALID_CROSS_REFERENCE_KEY', notValid(given), ['RecordTypeId']],
      );
    }
    assert.deepEqual(await rowsOf(connection, 'SELECT RecordTypeId FROM Contact'), [
      { RecordTypeId: ids['Member'] },
    ]);
  }));

test('record types go with their object, and not without it', () =>
  withOrg(async (_org, connection) => {
    const project = metadataFile(
      'CustomObject',
      `<deploymentStatus>Deployed</deploymentStatus><label>Project</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Projects</pluralLabel>${recordType('Big')}<sharingModel>ReadWrite</sharingModel>`,
    );
    const files = { 'objects/Project__c.object': project };
    const all = { CustomObject: ['Project__c'], RecordType: ['Project__c.Big'] };
    assert.deepEqual((await deploy(connection, all, files)).problems, []);
    await deployProfile(connection, visibilities('*Project__c.Big'));
    await create(connection, 'Project__c', { Name: 'P' });
    const destroy = (types: Record<string, string[]>) =>
      deploy(
        connection,
        {},
        {
          'destructiveChanges.xml': metadataFile(
            'Package',
            Object.entries(types)
              .map(
                ([name, names]) =>
                  `<types><members>${names[0]!}</members><name>${name}</name></types>`,
              )
              .join(''),
          ),
        },
      );
    const refused = await destroy({ RecordType: ['Project__c.Big'] });
    assert.deepEqual(
      refused.problems.map(({ problem }) => problem),
      ['Cannot delete record type through API'],
    );
    assert.equal((await destroy({ CustomObject: ['Project__c'] })).success, true);
    assert.deepEqual(await rowsOf(connection, 'SELECT Id FROM RecordType'), []);
    assert.deepEqual((await deploy(connection, all, files)).problems, []);
    const id = await create(connection, 'Project__c', { Name: 'P' });
    assert.deepEqual(
      await rowsOf(connection, `SELECT RecordTypeId FROM Project__c WHERE Id = '${id}'`),
      [{ RecordTypeId: null }],
    );
  }));

suite('formulas and flows', () => {
  test('a validation rule asks for the record type', () =>
    withRecordTypes(async (connection, ids) => {
      await deployProfile(connection, visibilities('*Contact.Member', 'Contact.Donor'));
      const { problems } = await deploy(
        connection,
        { ValidationRule: ['Contact.Titled'] },
        {
          'objects/Contact.object': metadataFile(
            'CustomObject',
            '<validationRules><fullName>Titled</fullName><active>true</active><errorConditionFormula>AND($RecordType.Name = "Donor label", RecordType.DeveloperName = "Donor", ISBLANK(Title))</errorConditionFormula><errorMessage>Donors have a title.</errorMessage></validationRules>',
          ),
        },
      );
      assert.deepEqual(problems, []);
      await create(connection, 'Contact', { LastName: 'Member' });
      await assert.rejects(
        create(connection, 'Contact', { LastName: 'Donor', RecordTypeId: ids['Donor'] }),
        /Donors have a title/,
      );
    }));
});
