import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import type { Connection } from 'jsforce';
import { grantElements, grantingSet } from '../security/support.ts';
import { customField, deploy, metadataFile, withOrg } from '../support.ts';

/* Metadata API Developer Guide, Profile and PermissionSet, "Usage". */

const profile = (grants: Parameters<typeof grantElements>[0]) => {
  const { fieldPermissions, objectPermissions, userPermissions } = grantElements(grants);
  return metadataFile(
    'Profile',
    `<custom>true</custom>${fieldPermissions}${objectPermissions}${userPermissions}`,
  );
};
const fields = {
  'objects/Contact.object': metadataFile(
    'CustomObject',
    customField('Shelf__c', 'Text', '<length>20</length>') +
      customField('Desk__c', 'Text', '<length>20</length>'),
  ),
};

/** What a retrieve of these components gives back of one file. */
async function fileOf(connection: Connection, path: string, asked: Record<string, string[]>) {
  connection.metadata.pollInterval = 10;
  const types = Object.entries(asked).map(([name, names]) => ({ members: names, name }));
  const { zipFile } = await connection.metadata
    .retrieve({ apiVersion: '66.0', unpackaged: { types, version: '66.0' } } as never)
    .complete();
  const files = unzipSync(Buffer.from(zipFile, 'base64'));
  return strFromU8(files[`unpackaged/${path}`]!).replaceAll(/\n\s*/g, '');
}

test('a profile that was deployed in parts comes back as the sum of them', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, { CustomField: ['Contact.Shelf__c', 'Contact.Desk__c'] }, fields);
    for (const grants of [
      { objects: { Account: ['allowRead'] }, userPermissions: ['RunReports'] },
      { readable: ['Contact.Shelf__c'] },
      { editable: ['Contact.Desk__c'], userPermissions: ['ApiEnabled'] },
    ]) {
      const file = { 'profiles/Clerk.profile': profile(grants) };
      const { problems } = await deploy(connection, { Profile: ['Clerk'] }, file);
      assert.deepEqual(problems, []);
    }
    const whole = await fileOf(connection, 'profiles/Clerk.profile', {
      Profile: ['Clerk'],
      CustomObject: ['Account', 'Contact'],
    });
    for (const part of [
      '<custom>true</custom>',
      '<editable>false</editable><field>Contact.Shelf__c</field><readable>true</readable>',
      '<editable>true</editable><field>Contact.Desk__c</field><readable>true</readable>',
      '<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Account</object>',
      '<enabled>true</enabled><name>RunReports</name>',
      '<enabled>true</enabled><name>ApiEnabled</name>',
    ]) {
      assert.ok(whole.includes(part), `${part} in ${whole}`);
    }
  }));

test('a profile tells of what the same retrieve asks for, and of user permissions', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, { CustomField: ['Contact.Shelf__c', 'Contact.Desk__c'] }, fields);
    const grants = {
      objects: { Account: ['allowRead'] },
      readable: ['Contact.Shelf__c', 'Contact.Desk__c'],
      userPermissions: ['ApiEnabled'],
    };
    await deploy(connection, { Profile: ['Clerk'] }, { 'profiles/Clerk.profile': profile(grants) });
    const alone = await fileOf(connection, 'profiles/Clerk.profile', { Profile: ['Clerk'] });
    assert.doesNotMatch(alone, /fieldPermissions|objectPermissions/);
    assert.match(alone, /<name>ApiEnabled<\/name>/);
    const withField = await fileOf(connection, 'profiles/Clerk.profile', {
      Profile: ['Clerk'],
      CustomField: ['Contact.Shelf__c'],
    });
    assert.match(withField, /Contact\.Shelf__c/);
    assert.doesNotMatch(withField, /Contact\.Desk__c/);
  }));

test('standard profiles are listed and read, though nobody has deployed them', () =>
  withOrg(async (_org, connection) => {
    const listed = await connection.metadata.list({ type: 'Profile' });
    assert.ok(listed.some(({ fullName }) => fullName === 'Admin'));
    const admin = await fileOf(connection, 'profiles/Admin.profile', { Profile: ['Admin'] });
    assert.match(admin, /<custom>false<\/custom>/);
    assert.match(admin, /<name>ModifyAllData<\/name>/);
  }));

test('a permission set comes back with all that it grants, but not with what has gone', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, { CustomField: ['Contact.Shelf__c', 'Contact.Desk__c'] }, fields);
    const set = grantingSet('Readers', {
      objects: { Account: ['allowRead'] },
      readable: ['Contact.Shelf__c', 'Contact.Desk__c'],
    });
    const path = 'permissionsets/Readers.permissionset';
    await deploy(connection, { PermissionSet: ['Readers'] }, { [path]: set });
    const gone = '<types><members>Contact.Desk__c</members><name>CustomField</name></types>';
    const { problems } = await deploy(
      connection,
      {},
      { 'destructiveChanges.xml': metadataFile('Package', gone) },
    );
    assert.deepEqual(problems, []);
    const back = await fileOf(connection, path, { PermissionSet: ['Readers'] });
    assert.match(back, /<field>Contact\.Shelf__c<\/field>/);
    assert.match(back, /<object>Account<\/object>/);
    assert.doesNotMatch(back, /Desk__c/);
    const again = await deploy(connection, { PermissionSet: ['Readers'] }, { [path]: back });
    assert.deepEqual(again.problems, []);
  }));

test('a permission set comes back with the custom permissions that it opens', () =>
  withOrg(async (_org, connection) => {
    const path = 'permissionsets/Readers.permissionset';
    const { problems } = await deploy(
      connection,
      { CustomPermission: ['Lend'], PermissionSet: ['Readers'] },
      {
        'customPermissions/Lend.customPermission': metadataFile(
          'CustomPermission',
          '<isLicensed>false</isLicensed><label>Lend</label>',
        ),
        [path]: metadataFile(
          'PermissionSet',
          '<customPermissions><enabled>true</enabled><name>Lend</name></customPermissions><label>Readers</label>',
        ),
      },
    );
    assert.deepEqual(problems, []);
    const back = await fileOf(connection, path, { PermissionSet: ['Readers'] });
    assert.match(back, /<customPermissions><enabled>true<\/enabled><name>Lend<\/name>/);
  }));
