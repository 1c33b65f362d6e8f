import { SalesforceError } from '../errors.ts';
import type { Access, Field, SObject, Value, Values } from '../schema/types.ts';
import { findByExternalId } from './externalIds.ts';
import { createFor, updateFor, visibleRow } from './service.ts';
import type { Transaction } from './transaction.ts';

export interface Upserted {
  readonly id: string;
  readonly created: boolean;
}

/**
 * The record that an Id or an external Id names.
 * @throws {SeveralMatches}; NOT_FOUND for an Id that there is not.
 */
export function findByKey(
  tx: Transaction,
  access: Access,
  object: SObject,
  field: Field,
  input: unknown,
): Values | undefined {
  if (field.type === 'id') return visibleRow(tx, access, object, String(input));
  return findByExternalId(tx, access, object, field, input);
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
  const row = isBlank ? undefined : findByKey(tx, access, object, field, input);
  if (row) {
    updateFor(tx, access, object, row['Id'] as string, body);
    return { id: row['Id'] as string, created: false };
  }
  const key = field.type === 'id' ? {} : { [field.name]: input as Value };
  return { id: createFor(tx, access, object, { ...body, ...key }), created: true };
}
