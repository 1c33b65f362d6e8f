import { SalesforceError } from '../errors.ts';
import { readValue } from '../records/input.ts';
import type { Access, Field, SObject } from '../schema/types.ts';
import { JobFailure } from './job.ts';

/** What a cell says to make its field empty; an empty cell leaves the field alone. (Bulk API 2.0) */
const NULL = '#N/A';

/** Spellings of checkboxes, in lower case. (Bulk API 2.0, "Valid Date Format in Records" and its kin) */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  yes: true,
  y: true,
  true: true,
  on: true,
  '1': true,
  no: false,
  n: false,
  false: false,
  off: false,
  '0': false,
};

/**
 * The fields that the columns of an upload name.
 * @throws {JobFailure} for a column that names none that the user can see.
 */
export function fieldsOfHeader(
  header: readonly string[],
  object: SObject,
  access: Access,
): readonly Field[] {
  return header.map((name) => {
    if (name.includes('.')) {
      const message = `The local org does not implement references by external Id : ${name}`;
      throw new JobFailure('InvalidBatch', message);
    }
    const field = object.fields.get(name.trim().toLowerCase());
    if (field && access.canReadField(object, field)) return field;
    throw new JobFailure('InvalidBatch', `Field name not found : ${name}`);
  });
}

/**
 * A row of an upload as a record.
 * @throws {SalesforceError} INVALID_TYPE_ON_FIELD_IN_RECORD
 */
export function toRecord(
  fields: readonly Field[],
  row: readonly string[],
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [i, field] of fields.entries()) {
    const cell = row[i]!;
    if (cell !== '') record[field.name] = cell === NULL ? null : toInput(field, cell);
  }
  return record;
}

function toInput(field: Field, cell: string): unknown {
  if (field.type === 'boolean') {
    const value = BOOLEANS[cell.toLowerCase()];
    if (value === undefined) throw wrongType(field, cell);
    return value;
  }
  try {
    readValue(field, cell);
  } catch (error) {
    const cannotBeRead =
      error instanceof SalesforceError && error.errorCode === 'JSON_PARSER_ERROR';
    throw cannotBeRead ? wrongType(field, cell) : error;
  }
  return cell;
}

function wrongType({ label, name }: Field, cell: string): SalesforceError {
  return new SalesforceError(
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    `${label}: value not of required type: ${cell}`,
    { fields: [name] },
  );
}
