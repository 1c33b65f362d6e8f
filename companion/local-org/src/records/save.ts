import { SalesforceError, SaveErrors } from '../errors.ts';
import { LimitExceeded } from '../flow/types.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { setAutoNumbers } from './autoNumbers.ts';
import { runAfterSaveFlows, runBeforeSaveFlows, surroundingsOf } from './automation.ts';
import type { RecordOperations } from './automation.ts';
import { setSetupOwner } from './customSettings.ts';
import { setDefaultRecordType, settleRecordType } from './recordTypes.ts';
import { deleteRecord } from './recycleBin.ts';
import { rollUpAbove, startingRollUps } from './rollUps.ts';
import { afterInsert, afterUpdate, prepare, refuseTwin, settleFields } from './standardObjects.ts';
import { existing, lockParents, stamp } from './stored.ts';
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
    for (const field of object.fields.values()) {
      const { name, defaultFormula, defaultValue } = field;
      record[name] = defaultFormula ? defaultFormula.evaluate(surroundingsOf(tx)) : defaultValue;
    }
    Object.assign(record, startingRollUps(object), values);
    if (object.fields.has('ownerid')) record['OwnerId'] ??= tx.user['Id']!;
    setDefaultRecordType(tx, object, record);
    setSetupOwner(tx, object, record);
    prepare(tx, object, record, undefined);
    runBeforeSaveFlows(tx, operations, object, record, undefined);
    settleRecordType(tx, object, record, undefined);
    const touched = Object.keys(record).filter((name) => {
      const field = object.fields.get(name.toLowerCase())!;
      return record[name] !== null || isRequired(field);
    });
    validateRecord(object, record, touched, (field, id) => referenceState(tx, field, id));
    settleFields(tx, object, record, undefined);
    checkRules(tx, object, record, undefined);
    checkUnique(tx, object, record, touched);
    refuseTwin(tx, object, record);
    lockParents(tx, object, record);
    setAutoNumbers(tx.org.db, tx.now, object, record);
    stamp(tx, record, true);
    const id = tx.org.rows.insert(object, record);
    afterInsert(tx, object, id);
    tx.org.saved(object);
    runAfterSaveFlows(tx, operations, object, id, undefined);
    rollUpAbove(tx, operations, object, record);
    return id;
  });
}

/** Updates a record through the whole order of execution; see `insertRecord`. */
export function updateRecord(tx: Transaction, object: SObject, id: string, changes: Values): void {
  transaction(tx.org.db, () => {
    const prior = existing(tx, object, id);
    const record: Values = { ...prior, ...changes };
    prepare(tx, object, record, prior);
    runBeforeSaveFlows(tx, operations, object, record, prior);
    settleRecordType(tx, object, record, prior);
    const changed = Object.keys(record).filter((name) => record[name] !== prior[name]);
    validateRecord(object, record, changed, (field, to) => referenceState(tx, field, to));
    settleFields(tx, object, record, prior);
    checkRules(tx, object, record, prior);
    checkUnique(tx, object, record, changed, id);
    lockParents(tx, object, record);
    stamp(tx, record, false);
    const written: Values = {};
    for (const [name, value] of Object.entries(record)) {
      if (value !== prior[name]) written[name] = value;
    }
    tx.org.rows.update(object, id, written);
    afterUpdate(tx, object, id);
    tx.org.saved(object);
    if (mayRunAfterSave(tx, id)) runAfterSaveFlows(tx, operations, object, id, prior);
    rollUpAbove(tx, operations, object, prior, record);
  });
}

/** A trigger that sets itself off ends here. (Apex Developer Guide, "Execution Governors and Limits") */
const MAX_DEPTH = 16;

/**
 * A recursive save skips everything from assignment rules to after-save flows.
 * (Apex Developer Guide, "Triggers and Order of Execution", step 8)
 * Practitioners report that flows set themselves off all the same; an org can
 * be told to behave so.
 * @throws {LimitExceeded}
 */
function mayRunAfterSave({ org, inAfterSave }: Transaction, id: string): boolean {
  const depth = inAfterSave.get(id) ?? 0;
  if (depth === 0) return true;
  if (org.recursiveSave === 'documented') return false;
  if (depth < MAX_DEPTH) return true;
  throw new LimitExceeded('System.LimitException: Maximum trigger depth exceeded');
}

/** What automation does in turn. */
export const operations: RecordOperations = { insertRecord, updateRecord, deleteRecord };

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
  return target ? tx.org.rows.state(target, id) : 'wrongType';
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
    const twin = tx.org.rows
      .find(object, { [name]: record[name] })
      .find((row) => row['Id'] !== id && (!field.caseSensitive || row[name] === record[name]));
    if (!twin) continue;
    throw new SalesforceError(
      'DUPLICATE_VALUE',
      `duplicate value found: ${name} duplicates value on record with id: ${String(twin['Id'])}`,
    );
  }
}
