import { conditionsHold, meetsEntryConditions, runFlow } from '../flow/run.ts';
import type { Interview } from '../flow/types.ts';
import { sendAlert, sendSimple } from '../mail/send.ts';
import type { FormulaSurroundings, SObject, Values } from '../schema/types.ts';
import { openEntities } from '../security/setupEntities.ts';
import { transaction } from '../storage/database.ts';
import { schedulePaths } from './scheduled.ts';
import type { Transaction } from './transaction.ts';

/** What flows do to records: each goes through the whole order of execution. */
export interface RecordOperations {
  readonly insertRecord: (tx: Transaction, object: SObject, values: Values) => string;
  readonly updateRecord: (tx: Transaction, object: SObject, id: string, changes: Values) => void;
  readonly deleteRecord: (tx: Transaction, object: SObject, id: string) => void;
}

/** Before-save flows change the record itself. */
export function runBeforeSaveFlows(
  tx: Transaction,
  operations: RecordOperations,
  object: SObject,
  record: Values,
  prior: Values | undefined,
): void {
  for (const flow of tx.org.flows.triggered(object.name, 'RecordBeforeSave', prior === undefined)) {
    const interview = makeInterview(tx, operations, record, prior);
    if (meetsEntryConditions(flow, interview)) runFlow(flow, interview);
  }
}

/** After-save flows, and the scheduling of their paths that run later. */
export function runAfterSaveFlows(
  tx: Transaction,
  operations: RecordOperations,
  object: SObject,
  id: string,
  prior: Values | undefined,
): void {
  const flows = tx.org.flows.triggered(object.name, 'RecordAfterSave', prior === undefined);
  if (flows.length === 0) return;
  const depth = tx.inAfterSave.get(id) ?? 0;
  tx.inAfterSave.set(id, depth + 1);
  try {
    for (const flow of flows) {
      const record = tx.org.rows.get(object, id);
      // A flow may have deleted the record that triggered it.
      if (!record || record['IsDeleted'] === true) return;
      const interview = makeInterview(tx, operations, record, prior);
      const starts = meetsEntryConditions(flow, interview);
      if (starts) runFlow(flow, interview);
      const holds = starts || conditionsHold(flow, interview);
      schedulePaths(tx, flow, object, id, { starts, holds });
    }
  } finally {
    if (depth === 0) tx.inAfterSave.delete(id);
    else tx.inAfterSave.set(id, depth);
  }
}

/** The org as formulas see it within a transaction. */
export function surroundingsOf({ org, user, now }: Transaction): FormulaSurroundings {
  return {
    now,
    user,
    organization: org.organization(),
    readRecord: (name, id) => org.rows.get(org.schema.object(name)!, id),
    findRecords: (name, match) => org.findRecords(name, match),
    hasCustomPermission: (name) => openEntities(org.db, user, 'CustomPermission').has(name),
  };
}

/** One record as a flow meets it, with the org around it. */
export function makeInterview(
  tx: Transaction,
  operations: RecordOperations,
  record: Values,
  prior: Values | undefined,
): Interview {
  const { org } = tx;
  const { schema } = org;
  /** What an element does to records is done to all of them or to none. */
  const toAll = <T, R>(name: string, all: readonly T[], work: (object: SObject, one: T) => R) => {
    tx.countRows(all.length);
    const object = schema.object(name)!;
    return transaction(org.db, () => all.map((one) => work(object, one)));
  };
  return {
    isNew: prior === undefined,
    record,
    prior,
    host: {
      ...surroundingsOf(tx),
      schema,
      createRecords: (name, records) =>
        toAll(name, records, (object, values) => operations.insertRecord(tx, object, values)),
      updateRecords: (name, updates) => {
        toAll(name, updates, (object, { Id, ...changes }) => {
          operations.updateRecord(tx, object, Id as string, changes);
        });
      },
      deleteRecords: (name, ids) => {
        toAll(name, ids, (object, id) => {
          operations.deleteRecord(tx, object, id);
        });
      },
      sendEmail: (request) => {
        sendSimple(tx, request);
      },
      sendAlert: (name, recordId) => {
        sendAlert(tx, surroundingsOf(tx), name, recordId);
      },
    },
  };
}
