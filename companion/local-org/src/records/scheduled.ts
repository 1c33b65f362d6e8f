import { toDateTime } from '../clock.ts';
import type { CompiledFlow, Schedule, ScheduledPath } from '../flow/types.ts';
import type { SObject, Values } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

/**
 * Enters what a save has scheduled: a path that runs after the commit each
 * time, a timed path once for each record. A record that does not meet the
 * conditions any more loses its timed paths, one whose date moves keeps them
 * for the new time.
 */
export function schedulePaths(
  tx: Transaction,
  flow: CompiledFlow,
  object: SObject,
  id: string,
  { starts, holds }: { starts: boolean; holds: boolean },
): void {
  const { db, rows } = tx.org;
  const enter = (path: ScheduledPath, due: string): void => {
    db.prepare(
      'INSERT INTO _scheduled_path (flow, path, object, record_id, due) VALUES (?, ?, ?, ?, ?)',
    ).run(flow.fullName, path.name, object.name, id, due);
  };
  for (const path of flow.program.paths) {
    if (!path.schedule) {
      if (starts) enter(path, toDateTime(new Date(tx.now.getTime() + tx.asyncDelay)));
      continue;
    }
    const { changes: pending } = db
      .prepare('DELETE FROM _scheduled_path WHERE flow = ? AND path = ? AND record_id = ?')
      .run(flow.fullName, path.name, id);
    const due = dueTime(path.schedule, rows.get(object, id)!, tx);
    const wanted = starts || (holds && Number(pending) > 0);
    if (wanted && due) enter(path, toDateTime(due));
  }
}

type Move = (moment: Date, offset: number) => Date;

const minutes =
  (factor: number): Move =>
  (moment, offset) =>
    new Date(moment.getTime() + offset * factor * 60_000);

const moves: Readonly<Record<Schedule['unit'], Move>> = {
  Minutes: minutes(1),
  Hours: minutes(60),
  Days: minutes(24 * 60),
  Weeks: minutes(7 * 24 * 60),
  Months(moment, offset) {
    const moved = new Date(moment);
    moved.setUTCMonth(moved.getUTCMonth() + offset);
    // The last day of a shorter month stands in for a day that it does not have.
    if (moved.getUTCDate() !== moment.getUTCDate()) moved.setUTCDate(0);
    return moved;
  },
};

/** Undefined when the field that it is counted from is blank. */
function dueTime(
  { field, offset, unit }: Schedule,
  record: Values,
  tx: Transaction,
): Date | undefined {
  const from = field ? (record[field.name] as string | null) : toDateTime(tx.now);
  return from === null ? undefined : moves[unit](new Date(from), offset);
}
