import { makeField, picklist } from '../field.ts';
import type { FieldFormula, SObject } from '../types.ts';
import { setupObject } from './setup.ts';

const fixed = { createable: false, updateable: false } as const;
const name = makeField('DeveloperName', 'Developer Name', 'string', {
  ...fixed,
  length: 80,
  nameField: true,
});
const label = makeField('MasterLabel', 'Master Label', 'string', { ...fixed, length: 80 });

/** (Object Reference, PermissionSetGroup) What it grants stands in a permission set of type `Group`. */
const permissionSetGroup = setupObject(
  'PermissionSetGroup',
  'Permission Set Group',
  '0PG',
  [
    name,
    label,
    makeField('Description', 'Description', 'string', fixed),
    makeField('HasActivationRequired', 'Session Activation Required', 'boolean', fixed),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
    makeField('Status', 'Status', 'picklist', {
      ...fixed,
      picklistValues: picklist('Updated', 'Outdated', 'Updating', 'Failed'),
    }),
  ],
  fixed,
);

/** (Object Reference, PermissionSetGroupComponent) */
const permissionSetGroupComponent = setupObject(
  'PermissionSetGroupComponent',
  'Permission Set Group Component',
  '0PH',
  [
    makeField('PermissionSetGroupId', 'Permission Set Group ID', 'reference', {
      ...fixed,
      referenceTo: ['PermissionSetGroup'],
      relationshipName: 'PermissionSetGroup',
      childRelationshipName: 'PermissionSetGroupComponents',
    }),
    makeField('PermissionSetId', 'Permission Set ID', 'reference', {
      ...fixed,
      referenceTo: ['MutingPermissionSet', 'PermissionSet'],
      relationshipName: 'PermissionSet',
      childRelationshipName: 'PermissionSetGroupComponents',
    }),
  ],
  fixed,
);

/** (Object Reference, MutingPermissionSet) */
const mutingPermissionSet = setupObject(
  'MutingPermissionSet',
  'Muting Permission Set',
  '0QM',
  [name, label, makeField('Description', 'Description', 'string', fixed)],
  fixed,
);

const activeUsers: FieldFormula = {
  source: null,
  blanksAsZero: false,
  inputs: [],
  formulas: new Set(),
  evaluate: (_record, surroundings) => surroundings.findRecords('User', { IsActive: true }).length,
};

/** Every user has the one licence that there is. (Object Reference, UserLicense) */
const userLicense = setupObject(
  'UserLicense',
  'User License',
  '100',
  [
    makeField('Name', 'Name', 'string', { ...fixed, length: 40, nameField: true }),
    makeField('MasterLabel', 'Master Label', 'string', { ...fixed, length: 40 }),
    makeField('LicenseDefinitionKey', 'License Def. ID', 'string', { ...fixed, length: 40 }),
    makeField('Status', 'Status', 'picklist', fixed),
    makeField('TotalLicenses', 'Total Licenses', 'int', { ...fixed, precision: 9 }),
    makeField('UsedLicenses', 'Used Licenses', 'int', {
      ...fixed,
      precision: 9,
      formula: activeUsers,
    }),
  ],
  fixed,
);

export const permissionSetGroupObjects: readonly SObject[] = [
  permissionSetGroup,
  permissionSetGroupComponent,
  mutingPermissionSet,
  userLicense,
];
