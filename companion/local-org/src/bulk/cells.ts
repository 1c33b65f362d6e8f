import { SalesforceError } from '../errors.ts';
import { readValue } from '../records/input.ts';
import { lookupField } from '../records/externalIds.ts';
import { parentField } from '../records/parents.ts';
import type { Access, Field, Schema, SObject } from '../schema/types.ts';
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

/** What a column of an upload fills. */
export interface Column {
  /** The field of the values: the record's own, or the parent's that names the parent. */
  readonly field: Field;
  readonly parent?: {
    readonly relationship: string;
    readonly type: string;
    readonly lookup: Field;
  };
}

/** `Account.Code__c`, or with the type of a polymorphic one, `User:Owner.Username`. */
const PARENT = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/**
 * What the columns of an upload fill.
 * @throws {JobFailure} for a column that names no field that the user can see.
 */
export function columnsOf(
  header: readonly string[],
  object: SObject,
  schema: Schema,
  access: Access,
): readonly Column[] {
  return header.map((name) => {
    const field = object.fields.get(name.trim().toLowerCase());
    if (field && access.canReadField(object, field)) return { field };
    const column = parentColumn(name.trim(), object, schema, access);
    if (column) return column;
    throw new JobFailure('InvalidBatch', `Field name not found : ${name}`);
  });
}

/** (Bulk API 2.0, "Relationship Fields in a Header Row") */
function parentColumn(
  name: string,
  object: SObject,
  schema: Schema,
  access: Access,
): Column | undefined {
  const [, type, relationship = '', key = ''] = PARENT.exec(name) ?? [];
  const lookup = parentField(object, relationship, access);
  if (!lookup) return undefined;
  const [only, ...others] = lookup.referenceTo;
  const wanted = type ?? (others.length === 0 ? only : undefined);
  const named = lookup.referenceTo.find((one) => one.toLowerCase() === wanted?.toLowerCase());
  const target = named === undefined ? undefined : schema.object(named);
  const field = target && access.canRead(target) ? lookupField(target, key, access) : undefined;
  return field && { field, parent: { relationship, type: target!.name, lookup } };
}

/**
 * A row of an upload as a record.
 * @throws {SalesforceError} INVALID_TYPE_ON_FIELD_IN_RECORD
 */
export function toRecord(
  columns: readonly Column[],
  row: readonly string[],
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [i, { field, parent }] of columns.entries()) {
    const cell = row[i]!;
    if (cell === '') continue;
    if (cell === NULL) record[(parent?.lookup ?? field).name] = null;
    else if (!parent) record[field.name] = toInput(field, cell);
    else {
      const { relationship, type } = parent;
      const others = record[relationship] as object | undefined;
      record[relationship] = {
        ...others,
        attributes: { type },
        [field.name]: toInput(field, cell),
      };
    }
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
