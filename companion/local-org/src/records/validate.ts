import { SalesforceError } from '../errors.ts';
import { isEmailAddress } from '../mail/outbox.ts';
import { locationParts } from '../schema/field.ts';
import type { Field, SObject, Value, Values } from '../schema/types.ts';

/**
 * The system validation of a record that is about to be stored: required
 * fields, lengths, restricted picklists, formats, references.
 * (Apex Developer Guide, "Triggers and Order of Execution", step 5)
 * @param changed names of the fields to look at; a stored value is not judged again.
 * @throws {SalesforceError} with the code that the platform gives.
 */
export function validateRecord(
  object: SObject,
  record: Values,
  changed: readonly string[],
  references: (field: Field, id: string) => ReferenceState,
): void {
  const missing = changed
    .map((name) => object.fields.get(name.toLowerCase())!)
    .filter((field) => isRequired(field) && record[field.name] === null)
    .map((field) => field.name);
  if (missing.length > 0) {
    throw new SalesforceError(
      'REQUIRED_FIELD_MISSING',
      `Required fields are missing: [${missing.join(', ')}]`,
      { fields: missing },
    );
  }
  for (const name of changed) {
    const field = object.fields.get(name.toLowerCase())!;
    const value = record[name];
    if (value !== null && value !== undefined) validateValue(field, value, references);
    if (field.compoundFieldName !== null) validateLocation(object, field, record);
  }
}

/** (Help, "Geolocation Custom Field": "within -90 and 90", "within -180 and 180") */
const BOUNDS: Readonly<Record<string, number>> = { Latitude: 90, Longitude: 180 };

/** A place has both coordinates or none, and each within its bounds. */
function validateLocation(object: SObject, part: Field, record: Values): void {
  const place = object.fields.get(part.compoundFieldName!.toLowerCase());
  if (place?.type !== 'location') return;
  const parts = locationParts(place);
  const blank = parts.filter(({ name }) => (record[name] ?? null) === null);
  if (blank.length === 1) {
    throw new SalesforceError(
      'FIELD_INTEGRITY_EXCEPTION',
      `${place.label}: a latitude and a longitude must be given together`,
      { fields: blank.map(({ name }) => name) },
    );
  }
  const bound = BOUNDS[/__(\w+)__s$/.exec(part.name)![1]!]!;
  const value = record[part.name];
  if (typeof value === 'number' && Math.abs(value) > bound) throw outOfRange(part, value);
}

const outOfRange = ({ name, label }: Field, value: Value): SalesforceError =>
  new SalesforceError(
    'NUMBER_OUTSIDE_VALID_RANGE',
    `${label}: value outside of valid range on numeric field: ${String(value)}`,
    { fields: [name] },
  );

export type ReferenceState = 'exists' | 'wrongType' | 'deleted' | 'missing';

/** Required of whoever saves; what the platform fills in itself is not. */
export function isRequired(field: Field): boolean {
  return !field.nillable && field.createable && field.type !== 'boolean';
}

function validateValue(
  field: Field,
  value: Exclude<Value, null>,
  references: (field: Field, id: string) => ReferenceState,
): void {
  const fail = (errorCode: string, message: string): never => {
    throw new SalesforceError(errorCode, message, { fields: [field.name] });
  };
  if (typeof value === 'string' && field.length > 0 && value.length > field.length) {
    fail(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${value} (max length=${field.length})`,
    );
  }
  switch (field.type) {
    case 'email':
      if (!isEmailAddress(value as string)) {
        fail('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${String(value)}`);
      }
      break;
    case 'picklist':
    case 'multipicklist': {
      if (!field.restrictedPicklist) break;
      const chosen = field.type === 'picklist' ? [value] : (value as string).split(';');
      const unknown = chosen.find(
        (one) => !field.picklistValues.some((known) => known.value === one),
      );
      if (unknown !== undefined) {
        fail(
          'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
          `${field.label}: bad value for restricted picklist field: ${String(unknown)}`,
        );
      }
      break;
    }
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const digits = field.precision - field.scale;
      if (field.precision > 0 && Math.abs(value as number) >= 10 ** digits) {
        throw outOfRange(field, value);
      }
      break;
    }
    case 'reference': {
      const state = references(field, value as string);
      if (state === 'wrongType') {
        fail(
          'FIELD_INTEGRITY_EXCEPTION',
          `${field.label}: id value of incorrect type: ${String(value)}`,
        );
      }
      if (state === 'deleted') fail('ENTITY_IS_DELETED', 'entity is deleted');
      if (state === 'missing') {
        fail(
          'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
          `insufficient access rights on cross-reference id: ${String(value).slice(0, 15)}`,
        );
      }
      break;
    }
    default:
  }
}
