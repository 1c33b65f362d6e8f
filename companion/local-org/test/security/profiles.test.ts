import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import { customField, deploy, metadataFile, withOrg } from '../support.ts';
import { grantElements } from './support.ts';
import type { Grants } from './support.ts';

function profileFile(grants: Grants, more = '<custom>true</custom>'): string {
  const elements = grantElements(grants);
  return metadataFile(
    'Profile',
    `${more}${elements.fieldPermissions}${elements.objectPermissions}${elements.userPermissions}`,
  );
}

const deployProfile = (connection: Connection, name: string, content: string) =>
  deploy(connection, { Profile: [name] }, { [`profiles/${name}.profile`]: content });

/** What the API says that a profile grants. */
async function grantsOf(connection: Connection, profile: string) {
  const owned = `Parent.IsOwnedByProfile = true AND Parent.Profile.Name = '${profile}'`;
  const objects = await connection.query(
    `SELECT SobjectType, PermissionsRead, PermissionsEdit, PermissionsDelete FROM ObjectPermissions WHERE ${owned}`,
  );
  const fields = await connection.query(
    `SELECT Field, PermissionsEdit FROM FieldPermissions WHERE ${owned}`,
  );
  return {
    objects: Object.fromEntries(
      objects.records.map((row) => [
        row['SobjectType'] as string,
        ['Read', 'Edit', 'Delete'].filter((name) => row[`Permissions${name}`] === true).join(' '),
      ]),
    ),
    fields: Object.fromEntries(
      fields.records.map((row) => [row['Field'] as string, row['PermissionsEdit'] as boolean]),
    ),
  };
}

const clerks: Grants = {
  objects: { Account: ['allowRead'], Contact: ['allowRead', 'allowEdit'] },
  readable: ['Contact.Email'],
  editable: ['Contact.Phone'],
  userPermissions: ['ApiEnabled', 'ViewSetup'],
};

// Metadata API Developer Guide, Profile: what a file does not name is left as it is.
test('a profile is created, and deploying it again merges', () =>
  withOrg(async (_org, connection) => {
    const first = await deployProfile(connection, 'Clerks', profileFile(clerks));
    assert.deepEqual(first.problems, []);
    assert.deepEqual(await grantsOf(connection, 'Clerks'), {
      objects: { Account: 'Read', Contact: 'Read Edit' },
      fields: { 'Contact.Email': false, 'Contact.Phone': true },
    });

    const second = profileFile({
      objects: { Contact: ['allowRead', 'allowEdit', 'allowDelete'] },
      editable: ['Contact.Email', 'Contact.Title'],
    });
    assert.ok((await deployProfile(connection, 'Clerks', second)).success);
    assert.deepEqual(await grantsOf(connection, 'Clerks'), {
      objects: { Account: 'Read', Contact: 'Read Edit Delete' },
      fields: { 'Contact.Email': true, 'Contact.Phone': true, 'Contact.Title': true },
    });
    const permissions = await connection.query(
      `SELECT PermissionsApiEnabled, PermissionsViewSetup, PermissionsRunFlow FROM PermissionSet
       WHERE Profile.Name = 'Clerks'`,
    );
    const [row] = permissions.records;
    assert.equal(row!['PermissionsApiEnabled'], true);
    assert.equal(row!['PermissionsRunFlow'], false);
  }));

test('what a file names as false is taken away', () =>
  withOrg(async (_org, connection) => {
    await deployProfile(connection, 'Clerks', profileFile(clerks));
    const less = metadataFile(
      'Profile',
      `<custom>true</custom>
       <fieldPermissions><editable>false</editable><field>Contact.Phone</field><readable>false</readable></fieldPermissions>
       <objectPermissions><allowRead>false</allowRead><object>Contact</object></objectPermissions>
       <userPermissions><enabled>false</enabled><name>ApiEnabled</name></userPermissions>`,
    );
    assert.deepEqual((await deployProfile(connection, 'Clerks', less)).problems, []);
    assert.deepEqual(await grantsOf(connection, 'Clerks'), {
      objects: { Account: 'Read' },
      fields: { 'Contact.Email': false },
    });
  }));

test('standard profiles are deployed by the names of the Metadata API', () =>
  withOrg(async (_org, connection) => {
    const files = {
      'objects/Contact.object': metadataFile(
        'CustomObject',
        customField('Chapter__c', 'Text', '<length>20</length>'),
      ),
      'profiles/Admin.profile': profileFile({ editable: ['Contact.Chapter__c'] }, ''),
    };
    await assert.rejects(
      async () => connection.query('SELECT Chapter__c FROM Contact'),
      /No such column/,
    );
    const members = { CustomField: ['Contact.Chapter__c'], Profile: ['Admin'] };
    assert.deepEqual((await deploy(connection, members, files)).problems, []);
    await connection.query('SELECT Chapter__c FROM Contact');
  }));

/** (name, file, profile, problem): what Salesforce or the local org has against a profile. */
const refusals: readonly [name: string, content: string, profile: string, problem: string][] = [
  [
    'a standard profile that is not there',
    profileFile({}, ''),
    'Nobody',
    'In field: fullName - no Profile named Nobody found',
  ],
  [
    'a field that is not there',
    profileFile({ readable: ['Contact.Nope__c'] }),
    'Clerks',
    'In field: field - no CustomField named Contact.Nope__c found',
  ],
  [
    'a required field',
    profileFile({ editable: ['Contact.LastName'] }),
    'Clerks',
    'You cannot deploy to a required field: Contact.LastName',
  ],
  [
    'an object that is not there',
    profileFile({ objects: { Nope__c: ['allowRead'] } }),
    'Clerks',
    'In field: field - no CustomObject named Nope__c found',
  ],
  [
    'an unknown user permission',
    profileFile({ userPermissions: ['Fly'] }),
    'Clerks',
    'Unknown user permission: Fly',
  ],
  [
    'edit without read',
    profileFile({ objects: { Account: ['allowEdit'] } }),
    'Clerks',
    'Permission Edit Account depends on permission(s): Read Account',
  ],
  [
    'contacts without accounts',
    profileFile({ objects: { Contact: ['allowRead'] } }),
    'Clerks',
    'Permission Read Contact depends on permission(s): Read Account',
  ],
  [
    'a user permission without what it needs',
    profileFile({ userPermissions: ['ManageUsers', 'ViewSetup'] }),
    'Clerks',
    'Permission ManageUsers depends on permission(s): ViewRoles',
  ],
  [
    'a user permission of a standard profile',
    profileFile({ userPermissions: ['ManageFlow'] }, ''),
    'Standard',
    'The local org does not implement changing user permissions of a standard profile: ManageFlow',
  ],
  [
    'a standard object of a standard profile',
    profileFile({ objects: { Account: ['allowRead'] } }, ''),
    'Standard',
    'The local org does not implement changing permissions on standard objects of a standard profile: Account',
  ],
  [
    'layouts',
    metadataFile(
      'Profile',
      '<custom>true</custom><layoutAssignments><layout>Contact-Contact Layout</layout></layoutAssignments>',
    ),
    'Clerks',
    'The local org does not implement the element layoutAssignments of Profile.',
  ],
  [
    'another license',
    profileFile({}, '<custom>true</custom><userLicense>Guest</userLicense>'),
    'Clerks',
    'The local org does not implement the user license Guest of a custom profile.',
  ],
];

test('a profile that Salesforce would refuse is refused, and nothing of it is kept', () =>
  withOrg(async (_org, connection) => {
    for (const [name, content, profile, problem] of refusals) {
      const { success, problems } = await deployProfile(connection, profile, content);
      assert.equal(success, false, name);
      assert.deepEqual(
        problems.map((one) => one.problem),
        [problem],
        name,
      );
    }
    const profiles = await connection.query(`SELECT Id FROM Profile WHERE Name = 'Clerks'`);
    assert.equal(profiles.totalSize, 0);
  }));

test('taking away what a profile still needs is refused where it is taken away', () =>
  withOrg(async (_org, connection) => {
    await deployProfile(connection, 'Clerks', profileFile(clerks));
    const less = metadataFile(
      'Profile',
      `<custom>true</custom>
       <objectPermissions><object>Account</object></objectPermissions>`,
    );
    const { problems } = await deployProfile(connection, 'Clerks', less);
    assert.equal(
      problems[0]?.problem,
      'Permission Read Contact depends on permission(s): Read Account',
    );
    assert.equal(problems[0].line, 3);
  }));
