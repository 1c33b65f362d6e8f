import { makeField } from '../field.ts';
import { setupObject } from './setup.ts';

const fixed = { createable: false, updateable: false } as const;

/** Record types come with a deploy, and show here what was deployed. (Object Reference, RecordType) */
export const recordType = setupObject(
  'RecordType',
  'Record Type',
  '012',
  [
    makeField('Name', 'Name', 'string', { ...fixed, length: 80, nameField: true }),
    makeField('DeveloperName', 'Record Type Name', 'string', { ...fixed, length: 80 }),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { ...fixed, length: 15 }),
    makeField('Description', 'Description', 'string', fixed),
    makeField('SobjectType', 'SObject Type Name', 'picklist', fixed),
    makeField('IsActive', 'Active', 'boolean', fixed),
    makeField('IsPersonType', 'Is Person Type', 'boolean', fixed),
  ],
  { createable: false, updateable: false },
);
