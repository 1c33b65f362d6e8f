import { SalesforceError, notImplemented } from '../errors.ts';
import { toDateTime } from '../clock.ts';
import { toId18 } from '../ids.ts';
import type { Access, Field, SObject, Value, Values } from '../schema/types.ts';

/**
 * Checks a record that came in as JSON and brings its values into the engine's
 * form. Fields that the user cannot see do not exist for them.
 * @throws {SalesforceError} INVALID_FIELD, INVALID_FIELD_FOR_INSERT_UPDATE or
 * JSON_PARSER_ERROR.
 */
export function readRecord(
  object: SObject,
  body: unknown,
  access: Access,
  operation: 'create' | 'update',
): Values {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SalesforceError('JSON_PARSER_ERROR', 'The request body is not a record.');
  }
  const values: Values = {};
  const refused: string[] = [];
  for (const [name, input] of Object.entries(body)) {
    if (name === 'attributes') continue;
    const field = object.fields.get(name.toLowerCase());
    if (!field || !access.canReadField(object, field)) throw noSuchColumn(object, name, input);
    const writable = operation === 'create' ? field.createable : field.updateable;
    if (!writable || !access.canEditField(object, field)) refused.push(field.name);
    else values[field.name] = readValue(field, input);
  }
  if (refused.length > 0) {
    throw new SalesforceError(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings ` +
        `of this field and verify that it is read/write for your profile or permission set.`,
      { fields: refused },
    );
  }
  return values;
}

function noSuchColumn(object: SObject, name: string, input: unknown): SalesforceError {
  if (typeof input === 'object' && input !== null) {
    return notImplemented(`saving related records together (${name})`);
  }
  return new SalesforceError(
    'INVALID_FIELD',
    `No such column '${name}' on sobject of type ${object.name}`,
  );
}

/** Brings one JSON value into the form in which the field stores it. */
export function readValue(field: Field, input: unknown): Value {
  if (input === null || input === undefined) return field.type === 'boolean' ? false : null;
  switch (field.type) {
    case 'boolean':
      if (typeof input === 'boolean') return input;
      if (input === 'true' || input === 'false') return input === 'true';
      throw cannotDeserialize('boolean', input);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return readNumber(field, input);
    case 'date':
      return readDate(input);
    case 'datetime':
      return readDateTime(input);
    case 'id':
    case 'reference':
      return readReference(field, input);
    case 'time':
      return readTime(input);
    case 'address':
    case 'location':
      throw cannotDeserialize(field.type, input);
    default:
      if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean') {
        throw cannotDeserialize('string', input);
      }
      // The platform trims text and stores the empty string as null.
      return String(input).trim() || null;
  }
}

function readNumber(field: Field, input: unknown): number {
  const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw cannotDeserialize(field.type === 'int' ? 'int' : 'double', input);
  }
  if (field.type === 'int' && !Number.isInteger(number)) throw cannotDeserialize('int', input);
  return number;
}

function readDate(input: unknown): string {
  const match = typeof input === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(input) : null;
  const date = match && new Date(`${match[1]!}T00:00:00Z`);
  if (!date || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(match[1]!)) {
    throw cannotDeserialize('date', input);
  }
  return match[1]!;
}

function readDateTime(input: unknown): string {
  const match =
    typeof input === 'string'
      ? /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})$/.exec(input)
      : null;
  if (!match) throw cannotDeserialize('datetime', input);
  const [, date, time = '', zone = ''] = match;
  const moment = new Date(readDate(date) + time + zone.replace(/^(.\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(moment.getTime())) throw cannotDeserialize('datetime', input);
  return toDateTime(moment);
}

/** (REST API Developer Guide, "Valid Date and DateTime Formats": hours, minutes, seconds, milliseconds, UTC) */
function readTime(input: unknown): string {
  const match =
    typeof input === 'string'
      ? /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?Z?$/.exec(input)
      : null;
  if (!match) throw cannotDeserialize('time', input);
  const [, hours, minutes, seconds = '00', milliseconds = ''] = match;
  return `${hours!}:${minutes!}:${seconds}.${milliseconds.padEnd(3, '0')}Z`;
}

function readReference(field: Field, input: unknown): string | null {
  if (input === '') return null;
  const id = typeof input === 'string' ? toId18(input) : undefined;
  if (id === undefined) {
    throw new SalesforceError(
      'MALFORMED_ID',
      `${field.label}: id value of incorrect type: ${JSON.stringify(input).replaceAll('"', '')}`,
      { fields: [field.name] },
    );
  }
  return id;
}

function cannotDeserialize(type: string, input: unknown): SalesforceError {
  const value = typeof input === 'string' ? input : JSON.stringify(input);
  return new SalesforceError(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from VALUE_${(typeof input).toUpperCase()} value ` +
      `${value} or request may be missing a required field`,
  );
}
