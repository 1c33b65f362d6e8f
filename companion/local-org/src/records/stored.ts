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
  lock(tx, id);
  return row;
}

/**
 * Locks what a record looks up to, as every save and deletion of it does; records of setup aside.
 * (Force.com Record Locking Cheatsheet; "Managing Lookup Skew to Avoid Record Lock Exceptions")
 * @throws {SalesforceError} UNABLE_TO_LOCK_ROW
 */
export function lockParents(tx: Transaction, object: SObject, record: Values): void {
  for (const { name, type, referenceTo } of object.fields.values()) {
    const id = type === 'reference' ? record[name] : null;
    if (typeof id !== 'string') continue;
    const isLocked = referenceTo.some((target) => {
      const { keyPrefix, isSetup } = tx.org.schema.object(target)!;
      return !isSetup && id.startsWith(keyPrefix);
    });
    if (isLocked) lock(tx, id);
  }
}

/** A transaction waits for nobody's lock but another's. */
function lock(tx: Transaction, id: string): void {
  if (!tx.inAfterSave.has(id)) tx.org.faults.lockRow(id);
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
