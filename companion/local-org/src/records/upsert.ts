import { SalesforceError } from '../errors.ts';
import type { Access, Field, SObject, Value, Values } from '../schema/types.ts';
import { reaches } from '../security/sharing.ts';
import { readValue } from './input.ts';
import { createFor, updateFor, visibleRow } from './service.ts';
import type { Transaction } from './transaction.ts';

export interface Upserted {
  readonly id: string;
  readonly created: boolean;
}

/** More than one record has the external Id: nothing is saved. */
export class SeveralMatches extends SalesforceError {
  readonly ids: readonly string[];

  constructor(field: Field, ids: readonly string[]) {
    super(
      'DUPLICATE_EXTERNAL_ID',
      `${field.label}: more than one record found for external id field: [${ids.join(', ')}]`,
      { status: 300 },
    );
    this.ids = ids;
  }
}

/**
 * The field by which records are found: `Id` or an external Id.
 * @throws {SalesforceError} NOT_FOUND when it is neither, or the user cannot see it.
 */
export function externalIdField(object: SObject, name: string, access: Access): Field {
  const field = object.fields.get(name.toLowerCase());
  const identifies = field && (field.type === 'id' || field.externalId);
  if (identifies && access.canReadField(object, field)) return field;
  throw new SalesforceError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${name}`,
    { status: 404 },
  );
}

/**
 * The record of that external Id, deleted ones left out. Of a field that is not unique, only records
 * that the user sees count. (SOAP API Developer Guide, upsert(), "External IDs")
 * @throws {SeveralMatches}
 */
export function findByExternalId(
  tx: Transaction,
  access: Access,
  object: SObject,
  field: Field,
  input: unknown,
): Values | undefined {
  if (field.type === 'id') return visibleRow(tx, access, object, String(input));
  const value = readValue(field, input);
  const rows = tx.org.rows
    .find(object, { [field.name]: value })
    .filter((row) => row['IsDeleted'] !== true)
    .filter((row) => !field.caseSensitive || row[field.name] === value)
    .filter((row) => field.unique || reaches(tx.org, access, object, row, 'viewsAll'));
  if (rows.length > 1) {
    throw new SeveralMatches(
      field,
      rows.map((row) => row['Id'] as string),
    );
  }
  return rows[0];
}

/**
 * Updates the record of an external Id, or creates it. An Id that is absent
 * creates; an Id that is there must exist.
 */
export function upsertFor(
  tx: Transaction,
  access: Access,
  object: SObject,
  field: Field,
  input: unknown,
  body: Record<string, unknown>,
): Upserted {
  const isBlank = input === undefined || input === null || input === '';
  if (isBlank && field.type !== 'id') {
    throw new SalesforceError('MISSING_ARGUMENT', `${field.name} not specified`);
  }
  const row = isBlank ? undefined : findByExternalId(tx, access, object, field, input);
  if (row) {
    updateFor(tx, access, object, row['Id'] as string, body);
    return { id: row['Id'] as string, created: false };
  }
  const key = field.type === 'id' ? {} : { [field.name]: input as Value };
  return { id: createFor(tx, access, object, { ...body, ...key }), created: true };
}
