import { SalesforceError, SaveErrors } from '../errors.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { runAfterSaveFlows, runBeforeSaveFlows, surroundingsOf } from './automation.ts';
import type { RecordOperations } from './automation.ts';
import type { Transaction } from './transaction.ts';
import { isRequired, validateRecord } from './validate.ts';
import type { ReferenceState } from './validate.ts';

/**
 * Inserts a record through the whole order of execution.
 * @param values in the engine's form, already checked against the user's access.
 * @returns the new Id.
 * @throws {SalesforceError}; nothing of the record or its automation is stored then.
 */
export function insertRecord(tx: Transaction, object: SObject, values: Values): string {
  return transaction(tx.org.db, () => {
    const record: Values = {};
    for (const field of object.fields.values()) record[field.name] = field.defaultValue;
    Object.assign(record, values);
    if (object.fields.has('ownerid')) record['OwnerId'] ??= tx.user['Id']!;
    runBeforeSaveFlows(tx, operations, object, record, undefined);
    const touched = Object.keys(record).filter((name) => {
      const field = object.fields.get(name.toLowerCase())!;
      return record[name] !== null || isRequired(field);
    });
    validateRecord(object, record, touched, (field, id) => referenceState(tx, field, id));
    setName(object, record);
    checkRules(tx, object, record, undefined);
    checkUnique(tx, object, record, touched);
    stamp(tx, record, true);
    const id = tx.org.rows.insert(object, record);
    tx.org.saved(object);
    runAfterSaveFlows(tx, operations, object, id, undefined);
    return id;
  });
}

/** Updates a record through the whole order of execution; see `insertRecord`. */
export function updateRecord(tx: Transaction, object: SObject, id: string, changes: Values): void {
  transaction(tx.org.db, () => {
    const prior = existing(tx, object, id);
    const record: Values = { ...prior, ...changes };
    runBeforeSaveFlows(tx, operations, object, record, prior);
    const changed = Object.keys(record).filter((name) => record[name] !== prior[name]);
    validateRecord(object, record, changed, (field, to) => referenceState(tx, field, to));
    setName(object, record);
    checkRules(tx, object, record, prior);
    checkUnique(tx, object, record, changed, id);
    stamp(tx, record, false);
    const written: Values = {};
    for (const [name, value] of Object.entries(record)) {
      if (value !== prior[name]) written[name] = value;
    }
    tx.org.rows.update(object, id, written);
    tx.org.saved(object);
    // A recursive save skips everything from assignment rules to after-save flows.
    // (Apex Developer Guide, "Triggers and Order of Execution", step 8)
    if (!tx.inAfterSave.has(id)) runAfterSaveFlows(tx, operations, object, id, prior);
  });
}

/**
 * Moves a record, and what cascades from it, to the recycle bin. Setup objects
 * have none: their records are gone.
 */
export function deleteRecord(tx: Transaction, object: SObject, id: string): void {
  transaction(tx.org.db, () => {
    existing(tx, object, id);
    if (!object.fields.has('isdeleted')) {
      tx.org.rows.remove(object, id);
      tx.org.saved(object);
      return;
    }
    markDeleted(tx, object, id);
  });
}

/** What automation does in turn. */
export const operations: RecordOperations = { insertRecord, updateRecord, deleteRecord };

/** Cascades reach children without running any automation on them, as on the platform. */
function markDeleted(tx: Transaction, object: SObject, id: string): void {
  const { schema, rows } = tx.org;
  const changes: Values = { IsDeleted: true };
  stamp(tx, changes, false);
  rows.update(object, id, changes);
  for (const { childObject, field } of schema.childRelationships(object.name)) {
    const child = schema.object(childObject)!;
    if (!child.fields.has('isdeleted')) continue;
    const { cascadeDelete } = schema.field(childObject, field)!;
    for (const row of rows.find(child, { [field]: id, IsDeleted: false })) {
      if (cascadeDelete) markDeleted(tx, child, row['Id'] as string);
      else rows.update(child, row['Id'] as string, { [field]: null });
    }
  }
}

function existing(tx: Transaction, object: SObject, id: string): Values {
  const row = tx.org.rows.get(object, id);
  if (!row) {
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', {
      status: 404,
    });
  }
  if (row['IsDeleted'] === true) {
    throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 });
  }
  return row;
}

/**
 * The org's validation rules, in every save, a recursive one too.
 * (Apex Developer Guide, "Triggers and Order of Execution", step 5)
 */
function checkRules(
  tx: Transaction,
  object: SObject,
  record: Values,
  prior: Values | undefined,
): void {
  const scope = { record, prior, surroundings: surroundingsOf(tx) };
  const [first, ...more] = tx.org.validationRules.errors(object, scope);
  if (first) throw more.length > 0 ? new SaveErrors(first, more) : first;
}

function referenceState(tx: Transaction, field: Field, id: string): ReferenceState {
  const candidates = field.referenceTo.map((name) => tx.org.schema.object(name)!);
  const target = candidates.find(({ keyPrefix }) => keyPrefix === id.slice(0, 3));
  if (!target) return 'wrongType';
  const row = tx.org.rows.get(target, id);
  if (!row) return 'missing';
  return row['IsDeleted'] === true ? 'deleted' : 'exists';
}

function checkUnique(
  tx: Transaction,
  object: SObject,
  record: Values,
  changed: readonly string[],
  id?: string,
): void {
  for (const name of changed) {
    const field = object.fields.get(name.toLowerCase())!;
    if (!field.unique || record[name] == null) continue;
    const twin = tx.org.rows.find(object, { [name]: record[name] }).find((row) => row['Id'] !== id);
    if (!twin) continue;
    throw new SalesforceError(
      'DUPLICATE_VALUE',
      `duplicate value found: ${name} duplicates value on record with id: ${String(twin['Id'])}`,
    );
  }
}

/** People have a Name that the platform makes of its parts. */
function setName(object: SObject, record: Values): void {
  if (!object.fields.has('lastname')) return;
  record['Name'] = [record['FirstName'], record['LastName']].filter(Boolean).join(' ');
}

function stamp(tx: Transaction, record: Values, isNew: boolean): void {
  const userId = tx.user['Id']!;
  if (isNew) {
    record['CreatedDate'] = tx.dateTime;
    record['CreatedById'] = userId;
  }
  record['LastModifiedDate'] = tx.dateTime;
  record['LastModifiedById'] = userId;
  record['SystemModstamp'] = tx.dateTime;
}
