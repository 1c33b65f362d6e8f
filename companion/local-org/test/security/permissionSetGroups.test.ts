import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import {
  assignPermissionSet,
  connect,
  customField,
  deploy,
  metadataFile,
  rowsOf,
} from '../support.ts';
import { createUser } from './support.ts';

/*
 * Sources: Help, "Permission Set Groups", "Mute Permissions in Permission Set Groups"; Object
 * Reference, PermissionSetGroup, PermissionSetGroupComponent, PermissionSetAssignment, UserLicense;
 * Metadata API Developer Guide, PermissionSetGroup, MutingPermissionSet
 */

const grant = (...granted: string[]) => {
  const flag = (name: string) => `<${name}>${granted.includes(name)}</${name}>`;
  return `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords'].map(flag).join('')}<object>Account</object>${flag('viewAllRecords')}</objectPermissions>`;
};
const see = (field: string, editable: boolean) =>
  `<fieldPermissions><editable>${editable}</editable><field>Account.${field}</field><readable>true</readable></fieldPermissions>`;
const may = (name: string) =>
  `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`;
const open = '<customPermissions><enabled>true</enabled><name>Refund</name></customPermissions>';
const group = (muting = '') =>
  metadataFile(
    'PermissionSetGroup',
    `<label>Desk</label>${muting}<permissionSets>Reads</permissionSets><permissionSets>Writes</permissionSets>`,
  );
const muted = '<mutingPermissionSets>Quiet</mutingPermissionSets>';
const shown = (name: string, type = 'text') =>
  customField(name, type === 'text' ? 'Text' : type, '<length>9</length>');

suite('permission set groups', () => {
  let org: LocalOrg;
  let admin: Connection;
  let user: string;
  const username = 'desk@association.example';
  const deployed = async (members: Record<string, string[]>, files: Record<string, string>) =>
    (await deploy(admin, members, files)).problems.map(({ problem }) => problem);
  const groupFile = 'permissionsetgroups/Desk.permissionsetgroup';

  before(async () => {
    org = await startLocalOrg();
    admin = connect(org);
    user = await createUser(admin, username, 'Minimum Access - Salesforce');
    assert.deepEqual(
      await deployed(
        {
          CustomField: ['Account.Open__c', 'Account.Secret__c'],
          CustomPermission: ['Refund'],
          PermissionSet: ['Reads', 'Writes'],
          PermissionSetGroup: ['Desk'],
        },
        {
          'objects/Account.object': metadataFile(
            'CustomObject',
            shown('Open__c') + shown('Secret__c'),
          ),
          'customPermissions/Refund.customPermission': metadataFile(
            'CustomPermission',
            '<isLicensed>false</isLicensed><label>Refund</label>',
          ),
          'permissionsets/Reads.permissionset': metadataFile(
            'PermissionSet',
            `${see('Open__c', false)}${see('Secret__c', true)}<label>Reads</label>${grant('allowRead', 'viewAllRecords')}${may('ApiEnabled')}`,
          ),
          'permissionsets/Writes.permissionset': metadataFile(
            'PermissionSet',
            `${open}${see('Open__c', true)}<label>Writes</label>${grant('allowRead', 'allowCreate', 'allowEdit', 'allowDelete')}${may('ViewSetup')}${may('ViewRoles')}${may('ManageUsers')}`,
          ),
          [groupFile]: group(),
        },
      ),
      [],
    );
    const [desk] = await rowsOf(
      admin,
      "SELECT Id, Status FROM PermissionSetGroup WHERE DeveloperName = 'Desk'",
    );
    assert.equal(desk!['Status'], 'Updated');
    await admin
      .sobject('PermissionSetAssignment')
      .create({ AssigneeId: user, PermissionSetGroupId: desk!['Id'] as string });
  });
  after(() => org.close());

  /** What the user may do with accounts, by describe. */
  const access = async () => {
    const described = await connect(org, org.openSession(username)).sobject('Account').describe();
    const fields = described.fields
      .filter(({ name }) => /^(Open|Secret)__c$/.test(name))
      .map(({ name, updateable }) => `${name} ${updateable ? 'edit' : 'read'}`);
    const { createable, deletable, updateable } = described;
    return { createable, deletable, updateable, fields: fields.toSorted() };
  };

  test('whoever is assigned one has what its permission sets grant', async () => {
    assert.deepEqual(await access(), {
      createable: true,
      deletable: true,
      updateable: true,
      fields: ['Open__c edit', 'Secret__c edit'],
    });
    const [assignment] = await rowsOf(
      admin,
      `SELECT PermissionSet.Type, PermissionSetGroup.DeveloperName FROM PermissionSetAssignment WHERE AssigneeId = '${user}' AND PermissionSetGroupId != null`,
    );
    assert.equal((assignment!['PermissionSet'] as { Type: string }).Type, 'Group');
    assert.equal(
      (assignment!['PermissionSetGroup'] as { DeveloperName: string }).DeveloperName,
      'Desk',
    );
    const parts = await rowsOf(admin, 'SELECT PermissionSetId FROM PermissionSetGroupComponent');
    assert.equal(parts.length, 2);
    const opened = await rowsOf(
      admin,
      "SELECT Id FROM SetupEntityAccess WHERE Parent.Type = 'Group'",
    );
    assert.equal(opened.length, 1);
  });

  test('what is muted is not granted, nor what depends on it', async () => {
    const quiet = metadataFile(
      'MutingPermissionSet',
      `${open}${see('Open__c', true)}${see('Secret__c', false)}<label>Quiet</label>${grant('allowEdit')}${may('ViewRoles')}`,
    );
    assert.deepEqual(
      await deployed(
        { MutingPermissionSet: ['Quiet'], PermissionSetGroup: ['Desk'] },
        { 'mutingpermissionsets/Quiet.mutingpermissionset': quiet, [groupFile]: group(muted) },
      ),
      [],
    );
    assert.deepEqual(await access(), {
      createable: true,
      deletable: false,
      updateable: false,
      fields: [],
    });
    const [sum] = await rowsOf(
      admin,
      "SELECT PermissionsViewSetup, PermissionsManageUsers FROM PermissionSet WHERE Type = 'Group'",
    );
    assert.deepEqual(sum, { PermissionsViewSetup: true, PermissionsManageUsers: false });
    assert.deepEqual(
      await rowsOf(admin, "SELECT Id FROM SetupEntityAccess WHERE Parent.Type = 'Group'"),
      [],
    );
  });

  test('a permission set that changes changes its groups', async () => {
    const reads = metadataFile(
      'PermissionSet',
      `<label>Reads</label>${grant('allowRead')}${may('ApiEnabled')}`,
    );
    assert.deepEqual(
      await deployed(
        { PermissionSet: ['Reads'], PermissionSetGroup: ['Desk'] },
        { 'permissionsets/Reads.permissionset': reads, [groupFile]: group() },
      ),
      [],
    );
    assert.deepEqual((await access()).fields, ['Open__c edit']);
  });

  test('it is given back, and parts of it that are needed stay', async () => {
    const read = await admin.metadata.read('PermissionSetGroup', ['Desk']);
    assert.deepEqual([read].flat()[0]!.permissionSets, ['Reads', 'Writes']);
    const remove = (type: string, name: string) =>
      deployed(
        {},
        {
          'destructiveChanges.xml': metadataFile(
            'Package',
            `<types><members>${name}</members><name>${type}</name></types>`,
          ),
        },
      );
    assert.deepEqual(await remove('PermissionSet', 'Writes'), [
      "You can't delete Writes because it is in use by permission set groups: Desk",
    ]);
    assert.deepEqual(await remove('PermissionSetGroup', 'Desk'), [
      "You can't delete the permission set group Desk because it is assigned to users",
    ]);
    const unknown = metadataFile(
      'PermissionSetGroup',
      '<label>X</label><permissionSets>Nope</permissionSets>',
    );
    assert.deepEqual(
      await deployed(
        { PermissionSetGroup: ['X'] },
        { 'permissionsetgroups/X.permissionsetgroup': unknown },
      ),
      ['In field: permissionSets - no PermissionSet named Nope found'],
    );
  });

  test('nobody is assigned a permission set twice', async () => {
    await assignPermissionSet(admin, 'Reads', username);
    await assert.rejects(assignPermissionSet(admin, 'Reads', username), {
      errorCode: 'DUPLICATE_VALUE',
      message:
        /^Duplicate PermissionSetAssignment\. Assignee: 005\w{15}; Permission Set: 0PS\w{15}$/,
    });
  });

  test('every profile has the licence, which counts its users', async () => {
    const [profile] = await rowsOf(
      admin,
      "SELECT UserLicense.Name FROM Profile WHERE Name = 'System Administrator'",
    );
    assert.equal((profile!['UserLicense'] as { Name: string }).Name, 'Salesforce');
    assert.deepEqual(
      await rowsOf(admin, 'SELECT LicenseDefinitionKey, UsedLicenses FROM UserLicense'),
      [{ LicenseDefinitionKey: 'SFDC', UsedLicenses: 2 }],
    );
  });
});
