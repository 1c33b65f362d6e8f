import { masterFields } from '../schema/masterDetail.ts';
import type { Field, RollUp, Schema, SObject, Value, Values } from '../schema/types.ts';
import type { Rows } from '../storage/rows.ts';
import type { RecordOperations } from './automation.ts';
import type { Transaction } from './transaction.ts';

/** What a roll-up summary comes to for one master. */
function summed(
  rows: Rows,
  schema: Schema,
  masterId: string,
  rollUp: RollUp,
  scale: number,
): Value {
  const { operation, childObject, lookup, summarized, counts } = rollUp;
  const below = rows
    .find(schema.object(childObject)!, { [lookup]: masterId, IsDeleted: false })
    .filter(counts);
  if (!summarized) return below.length;
  const values = below.flatMap(({ [summarized.name]: value = null }) => value ?? []);
  if (operation === 'sum') {
    const sum = values.reduce<number>((total, value) => total + (value as number), 0);
    return Number(sum.toFixed(scale));
  }
  const better = (one: Value, other: Value) =>
    operation === 'min' ? one! < other! : one! > other!;
  return values.reduce<Value>(
    (best, one) => (best === null || better(one, best) ? one : best),
    null,
  );
}

/** What a record without any below it has. */
export function startingRollUps(object: SObject): Values {
  const summaries = [...object.fields.values()].filter(({ rollUp }) => rollUp);
  return Object.fromEntries(
    summaries.map(({ name, rollUp }) => [name, /count|sum/.test(rollUp!.operation) ? 0 : null]),
  );
}

/** The roll-up summaries of a master that are not what they come to now. */
export function staleRollUps(rows: Rows, schema: Schema, object: SObject, master: Values): Values {
  const id = master['Id'] as string;
  const stale: Values = {};
  for (const { name, rollUp, scale } of object.fields.values()) {
    if (!rollUp) continue;
    const value = summed(rows, schema, id, rollUp, scale);
    if (value !== master[name]) stale[name] = value;
  }
  return stale;
}

/**
 * Brings the roll-up summaries above a record up to date; a master whose summaries change is saved
 * like any record. (Apex Developer Guide, "Triggers and Order of Execution", step 16)
 * @param states of the record: before and after it was saved, where there is one
 */
export function rollUpAbove(
  tx: Transaction,
  { updateRecord }: Pick<RecordOperations, 'updateRecord'>,
  object: SObject,
  ...states: readonly (Values | undefined)[]
): void {
  for (const lookup of masterFields(object)) {
    const ids = new Set(states.map((state) => state?.[lookup.name]));
    for (const id of ids) if (typeof id === 'string') rollUp(tx, updateRecord, lookup, id);
  }
}

function rollUp(
  tx: Transaction,
  update: RecordOperations['updateRecord'],
  { referenceTo }: Field,
  id: string,
): void {
  const { rows, schema } = tx.org;
  const object = schema.object(referenceTo[0]!)!;
  const master = rows.get(object, id);
  if (!master || master['IsDeleted'] === true) return;
  const stale = staleRollUps(rows, schema, object, master);
  if (Object.keys(stale).length > 0) update(tx, object, id, stale);
}
