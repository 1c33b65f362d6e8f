import { SalesforceError } from '../errors.ts';
import type { SObject, Values } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { mergePersons } from './personAccounts.ts';
import { staleRollUps } from './rollUps.ts';
import { updateRecord } from './save.ts';
import { isTwin } from './standardObjects.ts';
import { existing, stamp } from './stored.ts';
import type { Transaction } from './transaction.ts';

/** (SOAP API Developer Guide, "merge()": "up to three records") */
const MAX_LOSERS = 2;

export interface MergeOutcome {
  /** Records that belong to the master now. */
  readonly updatedRelatedIds: readonly string[];
}

/**
 * Merges records into a master. The losers go to the recycle bin and name
 * their master. What belonged to them belongs to the master, which fires
 * nothing and stamps nothing but SystemModstamp; only the master is saved.
 * (Apex Developer Guide, "Triggers and Merge Statements")
 * @param changes of the master, checked against the user's access
 */
export function mergeRecords(
  tx: Transaction,
  object: SObject,
  masterId: string,
  loserIds: readonly string[],
  changes: Values,
): MergeOutcome {
  if (!object.fields.has('masterrecordid')) {
    throw new SalesforceError('INVALID_TYPE', `merge is not supported for ${object.name}`);
  }
  if (loserIds.length === 0 || loserIds.length > MAX_LOSERS) {
    throw new SalesforceError(
      'INVALID_ID_FIELD',
      `merge takes one or ${MAX_LOSERS} records beside the master`,
    );
  }
  if (loserIds.includes(masterId) || new Set(loserIds).size < loserIds.length) {
    throw new SalesforceError('INVALID_ID_FIELD', 'cannot merge a record with itself');
  }
  return transaction(tx.org.db, () => {
    const master = existing(tx, object, masterId);
    const losers = loserIds.map((id) => existing(tx, object, id));
    mergePersons(tx, object, master, losers, (contact, from, to) => {
      lose(tx, contact, from, to);
    });
    const updatedRelatedIds = loserIds.flatMap((id) => lose(tx, object, id, masterId));
    const { rows, schema } = tx.org;
    const stale = staleRollUps(rows, schema, object, existing(tx, object, masterId));
    updateRecord(tx, object, masterId, { ...changes, ...stale });
    return { updatedRelatedIds };
  });
}

/** @returns the Ids of what belonged to the loser and belongs to the master now. */
function lose(tx: Transaction, object: SObject, id: string, masterId: string): string[] {
  const moved = moveChildren(tx, object, id, masterId);
  const lost: Values = { IsDeleted: true, MasterRecordId: masterId };
  stamp(tx, lost, false);
  tx.org.rows.update(object, id, lost);
  return moved;
}

function moveChildren(tx: Transaction, object: SObject, from: string, to: string): string[] {
  const { schema, rows } = tx.org;
  return schema.childRelationships(object.name).flatMap(({ childObject, field }) => {
    const child = schema.object(childObject)!;
    // What lost an earlier merge keeps the name of the master that it had.
    if (!child.fields.has('isdeleted') || field === 'MasterRecordId') return [];
    return rows.find(child, { [field]: from, IsDeleted: false }).flatMap((row) => {
      const id = row['Id'] as string;
      // The master cannot come to stand above itself.
      const value = id === to ? null : to;
      // What the master has already, such as its place in a campaign, it does not get twice.
      const isSurplus = isTwin(tx, child, { ...row, [field]: value });
      const change: Values = isSurplus ? { IsDeleted: true } : { [field]: value };
      rows.update(child, id, { ...change, SystemModstamp: tx.dateTime });
      return isSurplus ? [] : [id];
    });
  });
}
