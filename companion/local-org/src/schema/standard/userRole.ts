import { makeField } from '../field.ts';
import { setupObject } from './setup.ts';

const fixed = { createable: false, updateable: false } as const;

/** Where a user stands in the hierarchy. There are no roles, so that nobody has one. */
export const userRole = setupObject(
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
  fixed,
);
