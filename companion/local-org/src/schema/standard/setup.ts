import { makeField, picklist } from '../field.ts';
import type { Field, SObject } from '../types.ts';
import { auditFields, idField, makeObject } from './common.ts';
import { userPermissions } from './userPermissions.ts';

/** An object that says how the org is set up. It has no recycle bin. */
export function setupObject(
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
  overrides: Partial<SObject> = {},
): SObject {
  const open = fields.map((field) => ({ ...field, permissionable: false }));
  return makeObject(name, label, keyPrefix, [idField, ...open, ...auditFields], {
    isSetup: true,
    deletable: false,
    undeletable: false,
    triggerable: false,
    ...overrides,
  });
}

const fixed = { createable: false, updateable: false } as const;
const immutable = { updateable: false, nillable: false } as const;

/** User permissions, which a profile shows as the permission set does that belongs to it. */
const permissionFields = userPermissions.map(({ name, label }) =>
  makeField(`Permissions${name}`, label, 'boolean', fixed),
);

const organization = setupObject(
  'Organization',
  'Organization',
  '00D',
  [
    makeField('Name', 'Name', 'string', { ...fixed, length: 80, nameField: true }),
    makeField('OrganizationType', 'Edition', 'picklist', {
      ...fixed,
      picklistValues: picklist(
        'Team Edition',
        'Professional Edition',
        'Enterprise Edition',
        'Developer Edition',
        'Unlimited Edition',
      ),
    }),
    makeField('IsSandbox', 'Is Sandbox', 'boolean', fixed),
    makeField('IsReadOnly', 'Is Read Only', 'boolean', fixed),
    makeField('InstanceName', 'Instance Name', 'string', { ...fixed, length: 5 }),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
    makeField('TrialExpirationDate', 'Trial Expiration Date', 'datetime', fixed),
    makeField('TimeZoneSidKey', 'Time Zone', 'picklist', fixed),
    makeField('DefaultLocaleSidKey', 'Locale', 'picklist', fixed),
    makeField('LanguageLocaleKey', 'Language', 'picklist', fixed),
    makeField('PrimaryContact', 'Primary Contact', 'string', { ...fixed, length: 80 }),
    makeField('Division', 'Division', 'string', { ...fixed, length: 80 }),
    makeField('Country', 'Country', 'string', { ...fixed, length: 80 }),
    makeField('FiscalYearStartMonth', 'Fiscal Year Starts In', 'int', {
      ...fixed,
      precision: 9,
      defaultValue: 1,
    }),
  ],
  { createable: false, updateable: false },
);

const user = setupObject('User', 'User', '005', [
  makeField('Username', 'Username', 'string', { length: 80, nillable: false, unique: true }),
  makeField('LastName', 'Last Name', 'string', { length: 80, nillable: false }),
  makeField('FirstName', 'First Name', 'string', { length: 40 }),
  makeField('Name', 'Full Name', 'string', { ...fixed, length: 121, nameField: true }),
  makeField('Email', 'Email', 'email', { length: 128, nillable: false }),
  makeField('Alias', 'Alias', 'string', { length: 8, nillable: false }),
  makeField('IsActive', 'Active', 'boolean', { defaultValue: true }),
  makeField('ProfileId', 'Profile ID', 'reference', {
    nillable: false,
    referenceTo: ['Profile'],
    relationshipName: 'Profile',
    childRelationshipName: 'Users',
  }),
  makeField('UserRoleId', 'Role ID', 'reference', {
    ...fixed,
    referenceTo: ['UserRole'],
    relationshipName: 'UserRole',
  }),
  makeField('UserType', 'User Type', 'picklist', { ...fixed, defaultValue: 'Standard' }),
  makeField('TimeZoneSidKey', 'Time Zone', 'picklist', { nillable: false }),
  makeField('LocaleSidKey', 'Locale', 'picklist', { nillable: false }),
  makeField('LanguageLocaleKey', 'Language', 'picklist', { nillable: false }),
  makeField('EmailEncodingKey', 'Email Encoding', 'picklist', { nillable: false }),
  makeField('UserPermissionsMarketingUser', 'Marketing User', 'boolean'),
  makeField('LastLoginDate', 'Last Login', 'datetime', fixed),
  makeField('LastPasswordChangeDate', 'Last Password Change or Reset', 'datetime', fixed),
  makeField('CompanyName', 'Company Name', 'string', { length: 80 }),
  makeField('Department', 'Department', 'string', { length: 80 }),
  makeField('Title', 'Title', 'string', { length: 80 }),
  makeField('Phone', 'Phone', 'phone'),
  makeField('FederationIdentifier', 'SAML Federation ID', 'string', { length: 512 }),
]);

const profile = setupObject(
  'Profile',
  'Profile',
  '00e',
  [
    makeField('Name', 'Name', 'string', { ...fixed, nameField: true }),
    makeField('UserType', 'User Type', 'picklist', fixed),
    makeField('UserLicenseId', 'User License ID', 'reference', {
      ...fixed,
      referenceTo: ['UserLicense'],
      relationshipName: 'UserLicense',
    }),
    makeField('Description', 'Description', 'string', fixed),
    ...permissionFields,
  ],
  { createable: false, updateable: false },
);

const permissionSet = setupObject(
  'PermissionSet',
  'Permission Set',
  '0PS',
  [
    makeField('Name', 'Permission Set Name', 'string', { length: 80, ...fixed, nameField: true }),
    makeField('Label', 'Permission Set Label', 'string', { length: 80, ...fixed }),
    makeField('Description', 'Description', 'string', fixed),
    makeField('Type', 'Type', 'picklist', fixed),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
    makeField('IsCustom', 'Is Custom', 'boolean', fixed),
    makeField('IsOwnedByProfile', 'Is Owned By Profile', 'boolean', fixed),
    makeField('ProfileId', 'Profile ID', 'reference', {
      ...fixed,
      referenceTo: ['Profile'],
      relationshipName: 'Profile',
    }),
    makeField('PermissionSetGroupId', 'Permission Set Group ID', 'reference', {
      ...fixed,
      referenceTo: ['PermissionSetGroup'],
      relationshipName: 'PermissionSetGroup',
    }),
    ...permissionFields,
  ],
  { createable: false, updateable: false },
);

const permissionSetAssignment = setupObject(
  'PermissionSetAssignment',
  'Permission Set Assignment',
  '0Pa',
  [
    makeField('PermissionSetId', 'Permission Set ID', 'reference', {
      ...immutable,
      referenceTo: ['PermissionSet'],
      relationshipName: 'PermissionSet',
      childRelationshipName: 'Assignments',
    }),
    makeField('PermissionSetGroupId', 'Permission Set Group ID', 'reference', {
      updateable: false,
      referenceTo: ['PermissionSetGroup'],
      relationshipName: 'PermissionSetGroup',
      childRelationshipName: 'Assignments',
    }),
    makeField('AssigneeId', 'Assignee ID', 'reference', {
      ...immutable,
      referenceTo: ['User'],
      relationshipName: 'Assignee',
      childRelationshipName: 'PermissionSetAssignments',
    }),
  ],
  { updateable: false, deletable: true },
);

const parentPermissionSet = makeField('ParentId', 'Parent ID', 'reference', {
  ...fixed,
  referenceTo: ['PermissionSet'],
  relationshipName: 'Parent',
});

const objectPermissions = setupObject(
  'ObjectPermissions',
  'Object Permissions',
  '110',
  [
    { ...parentPermissionSet, childRelationshipName: 'ObjectPerms' },
    makeField('SobjectType', 'Object Type Name', 'picklist', fixed),
    makeField('PermissionsCreate', 'Create', 'boolean', fixed),
    makeField('PermissionsRead', 'Read', 'boolean', fixed),
    makeField('PermissionsEdit', 'Edit', 'boolean', fixed),
    makeField('PermissionsDelete', 'Delete', 'boolean', fixed),
    makeField('PermissionsViewAllRecords', 'View All', 'boolean', fixed),
    makeField('PermissionsModifyAllRecords', 'Modify All', 'boolean', fixed),
  ],
  { createable: false, updateable: false },
);

const fieldPermissions = setupObject(
  'FieldPermissions',
  'Field Permissions',
  '01k',
  [
    { ...parentPermissionSet, childRelationshipName: 'FieldPerms' },
    makeField('SobjectType', 'Object Type Name', 'picklist', fixed),
    makeField('Field', 'Field Name', 'picklist', fixed),
    makeField('PermissionsRead', 'Read', 'boolean', fixed),
    makeField('PermissionsEdit', 'Edit', 'boolean', fixed),
  ],
  { createable: false, updateable: false },
);

const flowDefinitionView = setupObject(
  'FlowDefinitionView',
  'Flow Definition',
  '3dd',
  [
    makeField('DurableId', 'Durable ID', 'string', fixed),
    makeField('ApiName', 'Flow API Name', 'string', fixed),
    makeField('Label', 'Flow Label', 'string', fixed),
    makeField('Description', 'Description', 'textarea', fixed),
    makeField('ProcessType', 'Process Type', 'picklist', fixed),
    makeField('TriggerType', 'Trigger', 'picklist', fixed),
    makeField('RecordTriggerType', 'Record Trigger', 'picklist', fixed),
    makeField('TriggerObjectOrEventId', 'Triggering Object', 'string', fixed),
    makeField('IsActive', 'Active', 'boolean', fixed),
    makeField('ActiveVersionId', 'Active Version', 'string', fixed),
    makeField('LatestVersionId', 'Latest Version', 'string', fixed),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', fixed),
  ],
  { createable: false, updateable: false },
);

const flowVersionView = setupObject(
  'FlowVersionView',
  'Flow Version',
  '301',
  [
    makeField('DurableId', 'Durable ID', 'string', fixed),
    makeField('FlowDefinitionViewId', 'Flow Definition', 'string', fixed),
    makeField('Label', 'Flow Label', 'string', fixed),
    makeField('Status', 'Status', 'picklist', fixed),
    makeField('VersionNumber', 'Version Number', 'int', { ...fixed, precision: 9 }),
    makeField('ApiVersionRuntime', 'API Version', 'double', { ...fixed, precision: 4, scale: 1 }),
    makeField('ProcessType', 'Process Type', 'picklist', fixed),
  ],
  { createable: false, updateable: false },
);

export const setupObjects: readonly SObject[] = [
  organization,
  user,
  profile,
  permissionSet,
  permissionSetAssignment,
  objectPermissions,
  fieldPermissions,
  flowDefinitionView,
  flowVersionView,
];
