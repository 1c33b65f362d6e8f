import { SalesforceError } from '../errors.ts';
import { isIdLookup } from '../schema/idLookup.ts';
import type { Access, Field, SObject, Values } from '../schema/types.ts';
import { reaches } from '../security/sharing.ts';
import { readValue } from './input.ts';
import type { Transaction } from './transaction.ts';

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
 * The field by which records are found: `Id`, an external Id or a standard field for look-ups.
 * @throws {SalesforceError} NOT_FOUND when it is none, or the user cannot see it.
 */
export function externalIdField(object: SObject, name: string, access: Access): Field {
  const field = lookupField(object, name, access);
  if (field) return field;
  throw new SalesforceError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${name}`,
    { status: 404 },
  );
}

/** The same; undefined when there is none. */
export function lookupField(object: SObject, name: string, access: Access): Field | undefined {
  const field = object.fields.get(name.toLowerCase());
  return field && isIdLookup(object, field) && access.canReadField(object, field)
    ? field
    : undefined;
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
