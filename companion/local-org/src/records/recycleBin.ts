import { SalesforceError } from '../errors.ts';
import { masterFields } from '../schema/masterDetail.ts';
import type { SObject, Values } from '../schema/types.ts';
import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import { isComputed } from '../setup/index.ts';
import { quote, transaction } from '../storage/database.ts';
import { rollUpAbove } from './rollUps.ts';
import { updateRecord } from './save.ts';
import { refuseDeletion } from './standardObjects.ts';
import { existing, lockParents, stamp } from './stored.ts';
import type { Transaction } from './transaction.ts';

/**
 * Moves a record, and what cascades from it, to the recycle bin. Setup objects
 * have none: their records are gone.
 */
export function deleteRecord(tx: Transaction, object: SObject, id: string): void {
  transaction(tx.org.db, () => {
    const record = existing(tx, object, id);
    refuseDeletion(tx, object, record);
    lockParents(tx, object, record);
    if (!object.fields.has('isdeleted')) {
      tx.org.rows.remove(object, id);
      tx.org.saved(object);
      return;
    }
    const gone: Gone[] = [];
    markDeleted(tx, object, id, id, gone);
    // What went with its first master may have had a second one.
    for (const one of gone) rollUpAbove(tx, { updateRecord }, one.object, one.record);
  });
}

/**
 * Cascades reach children without running any automation on them, as on the platform.
 * @param root the record that was deleted; what went with it comes back with it
 */
function markDeleted(
  tx: Transaction,
  object: SObject,
  id: string,
  root: string,
  gone: Gone[],
): void {
  const { schema, rows } = tx.org;
  refuseWhereRestricted(tx, object, id);
  gone.push({ object, record: rows.get(object, id)! });
  const changes: Values = { IsDeleted: true };
  stamp(tx, changes, false);
  rows.update(object, id, changes);
  if (id !== root) remember(tx, { root, object: object.name, id, field: null, value: null });
  for (const { childObject, field } of schema.childRelationships(object.name)) {
    const child = schema.object(childObject)!;
    if (!child.fields.has('isdeleted')) continue;
    const { cascadeDelete } = schema.field(childObject, field)!;
    for (const row of rows.find(child, { [field]: id, IsDeleted: false })) {
      const childId = row['Id'] as string;
      if (cascadeDelete) {
        markDeleted(tx, child, childId, root, gone);
      } else {
        rows.update(child, childId, { [field]: null });
        remember(tx, { root, object: child.name, id: childId, field, value: id });
      }
    }
  }
}

interface Gone {
  readonly object: SObject;
  readonly record: Values;
}

/** (Help, "Considerations for Object Relationships": "Don't allow deletion of the lookup record") */
function refuseWhereRestricted({ org }: Transaction, object: SObject, id: string): void {
  const { schema, rows } = org;
  for (const { childObject, field } of schema.childRelationships(object.name)) {
    if (!schema.field(childObject, field)!.restrictedDelete) continue;
    const child = schema.object(childObject)!;
    const rest = rows.find(child, { [field]: id, IsDeleted: false });
    if (rest.length === 0) continue;
    const name = String(rows.get(object, id)!['Name']);
    const names = rest.map((row) => String(row['Name'])).join(', ');
    throw new SalesforceError(
      'DELETE_FAILED',
      `Your attempt to delete ${name} could not be completed because it is associated with the ` +
        `following ${child.labelPlural.toLowerCase()}.: ${names}\n`,
    );
  }
}

/** What a deletion did beside: a record that went too, or a lookup that was cleared. */
interface Consequence {
  readonly root: string;
  readonly object: string;
  readonly id: string;
  readonly field: string | null;
  readonly value: string | null;
}

function remember({ org }: Transaction, { root, object, id, field, value }: Consequence): void {
  org.db
    .prepare('INSERT INTO _recycle_bin (root, object, id, field, value) VALUES (?, ?, ?, ?, ?)')
    .run(root, object, id, field, value);
}

/** Takes out of the bin what it keeps of a deletion. */
function takeConsequences({ org }: Transaction, root: string): Consequence[] {
  const found = org.db.prepare('SELECT * FROM _recycle_bin WHERE root = ?').all(root);
  org.db.prepare('DELETE FROM _recycle_bin WHERE root = ?').run(root);
  return found as unknown as Consequence[];
}

/**
 * Brings a record back, with what had cascaded from it and the lookups to it
 * that nobody has filled since. No automation runs, and only SystemModstamp
 * tells. (SOAP API Developer Guide, "undelete()")
 */
export function undeleteRecord(tx: Transaction, object: SObject, id: string): void {
  transaction(tx.org.db, () => {
    const { rows, schema } = tx.org;
    requireDeleted(tx, object, id);
    requireMasters(tx, object, id);
    const restored = { IsDeleted: false, SystemModstamp: tx.dateTime };
    // A record that lost a merge comes back as one of its own.
    const alone = object.fields.has('masterrecordid') ? { MasterRecordId: null } : {};
    rows.update(object, id, { ...restored, ...alone });
    for (const consequence of takeConsequences(tx, id)) {
      const child = schema.object(consequence.object)!;
      const row = rows.get(child, consequence.id);
      if (!row) continue;
      if (consequence.field === null) {
        rows.update(child, consequence.id, restored);
        rollUpAbove(tx, { updateRecord }, child, row);
      }
      if (consequence.field !== null && row[consequence.field] === null) {
        rows.update(child, consequence.id, {
          [consequence.field]: consequence.value,
          SystemModstamp: tx.dateTime,
        });
      }
    }
    rollUpAbove(tx, { updateRecord }, object, rows.get(object, id));
  });
}

/** Removes a record from the recycle bin, and what had cascaded from it: nothing brings it back. */
export function purgeRecord(tx: Transaction, object: SObject, id: string): void {
  transaction(tx.org.db, () => {
    const { rows, schema } = tx.org;
    requireDeleted(tx, object, id);
    rows.remove(object, id);
    for (const { object: name, id: childId, field } of takeConsequences(tx, id)) {
      if (field === null) rows.remove(schema.object(name)!, childId);
    }
  });
}

/** (Help, "View, Restore, and Manage Your Deleted Records in the Recycle Bin") */
const DAYS_IN_BIN = 15;
const DAY = 86_400_000;

/** Removes for good what has been in the recycle bin for its 15 days. */
export function purgeExpired({ db, schema, rows }: Org, now: Date): void {
  const expired = toDateTime(new Date(now.getTime() - DAYS_IN_BIN * DAY));
  transaction(db, () => {
    for (const object of schema.objects()) {
      if (!object.fields.has('isdeleted') || isComputed(object)) continue;
      const found = db
        .prepare(`SELECT Id FROM ${quote(object.name)} WHERE IsDeleted = 1 AND SystemModstamp <= ?`)
        .all(expired);
      for (const { Id } of found) {
        db.prepare('DELETE FROM _recycle_bin WHERE root = ?1 OR id = ?1').run(Id!);
        rows.remove(object, Id as string);
      }
    }
  });
}

/** A detail does not come back without its masters. */
function requireMasters({ org }: Transaction, object: SObject, id: string): void {
  const row = org.rows.get(object, id)!;
  for (const { name, referenceTo } of masterFields(object)) {
    const master = org.rows.get(org.schema.object(referenceTo[0]!)!, row[name] as string);
    if (master && master['IsDeleted'] !== true) continue;
    throw new SalesforceError('UNDELETE_FAILED', 'The master of the record is in the recycle bin');
  }
}

function requireDeleted({ org }: Transaction, object: SObject, id: string): void {
  if (org.rows.get(object, id)?.['IsDeleted'] === true) return;
  throw new SalesforceError('UNDELETE_FAILED', 'Entity is not in the recycle bin');
}
