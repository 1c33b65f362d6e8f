import type { Field, SObject } from './types.ts';

/** Standard fields by which records are found. (Object Reference, field property "idLookup") */
const STANDARD: Readonly<Record<string, readonly string[]>> = {
  Contact: ['Email'],
  User: ['Email', 'Username'],
};

/** Whether a record can be named by this field in place of its Id. */
export function isIdLookup(object: SObject, field: Field): boolean {
  if (field.type === 'id' || field.externalId) return true;
  if (object.custom) return field.nameField;
  return STANDARD[object.name]?.includes(field.name) ?? false;
}
