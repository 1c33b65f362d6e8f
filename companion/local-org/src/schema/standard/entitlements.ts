import { makeField } from '../field.ts';
import type { SObject } from '../types.ts';
import { setupObject } from './setup.ts';

const fixed = { createable: false, updateable: false } as const;
const readOnly = { createable: false, updateable: false } as const;

/** Custom permissions as they were deployed. (Object Reference, CustomPermission) */
const customPermission = setupObject(
  'CustomPermission',
  'Custom Permission',
  '0CP',
  [
    makeField('DeveloperName', 'Custom Permission Name', 'string', { ...fixed, length: 80 }),
    makeField('MasterLabel', 'Master Label', 'string', { ...fixed, length: 80, nameField: true }),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
    makeField('Description', 'Description', 'textarea', fixed),
    makeField('IsLicensed', 'License Required', 'boolean', fixed),
  ],
  readOnly,
);

/** Where a user stands in the hierarchy. There are no roles, so that nobody has one. */
const userRole = setupObject(
  'UserRole',
  'Role',
  '00E',
  [
    makeField('Name', 'Name', 'string', { ...fixed, length: 80, nameField: true }),
    makeField('DeveloperName', 'Developer Name', 'string', { ...fixed, length: 80 }),
    makeField('ParentRoleId', 'Parent Role ID', 'reference', {
      ...fixed,
      referenceTo: ['UserRole'],
    }),
    makeField('RollupDescription', 'Description', 'string', { ...fixed, length: 80 }),
  ],
  readOnly,
);

export const entitlementObjects: readonly SObject[] = [customPermission, userRole];
