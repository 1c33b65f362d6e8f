import { SalesforceError } from '../errors.ts';
import type { SObject, Values } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

/**
 * A record as it is stored, the deleted left aside.
 * @throws {SalesforceError} INVALID_CROSS_REFERENCE_KEY or ENTITY_IS_DELETED (404)
 */
export function existing(tx: Transaction, object: SObject, id: string): Values {
  const row = tx.org.rows.get(object, id);
  if (!row) {
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', {
      status: 404,
    });
  }
  if (row['IsDeleted'] === true) {
    throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 });
  }
  // A transaction waits for nobody's lock but another's.
  if (!tx.inAfterSave.has(id)) tx.org.faults.lockRow(id);
  return row;
}

/** Writes into a record who saves it and when. */
export function stamp(tx: Transaction, record: Values, isNew: boolean): void {
  const userId = tx.user['Id']!;
  if (isNew) {
    record['CreatedDate'] = tx.dateTime;
    record['CreatedById'] = userId;
  }
  record['LastModifiedDate'] = tx.dateTime;
  record['LastModifiedById'] = userId;
  record['SystemModstamp'] = tx.dateTime;
}
