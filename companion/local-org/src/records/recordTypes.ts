import { SalesforceError } from '../errors.ts';
import type { SObject, Values } from '../schema/types.ts';
import { MASTER_RECORD_TYPE, recordTypesOf } from '../security/recordTypes.ts';
import type { Transaction } from './transaction.ts';

/** Gives a new record the default record type of the user, unless it has one. */
export function setDefaultRecordType(tx: Transaction, object: SObject, record: Values): void {
  if (!object.fields.has('recordtypeid')) return;
  record['RecordTypeId'] ??= recordTypesOf(tx.org.db, tx.user, object).defaultId;
}

/**
 * Checks a record type that the save sets; the master is stored as none.
 * @throws {SalesforceError} INVALID_CROSS_REFERENCE_KEY for one of another object, an inactive one,
 * and one that the user may not give
 */
export function settleRecordType(
  tx: Transaction,
  object: SObject,
  record: Values,
  prior: Values | undefined,
): void {
  const id = record['RecordTypeId'];
  if (id === undefined || id === (prior?.['RecordTypeId'] ?? null)) return;
  const { available, defaultId } = recordTypesOf(tx.org.db, tx.user, object);
  const isMaster = id === null || id === MASTER_RECORD_TYPE;
  if (isMaster ? defaultId === null : available.has(id as string)) {
    record['RecordTypeId'] = isMaster ? null : id;
    return;
  }
  throw new SalesforceError(
    'INVALID_CROSS_REFERENCE_KEY',
    `Record Type ID: this ID value isn't valid for the user: ${String(id ?? '')}`,
    { fields: ['RecordTypeId'] },
  );
}
