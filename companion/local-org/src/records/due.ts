import { SalesforceError } from '../errors.ts';
import { runFlow } from '../flow/run.ts';
import { LimitExceeded, type CompiledFlow, type ScheduledPath } from '../flow/types.ts';
import type { Org } from '../org.ts';
import { toDateTime } from '../clock.ts';
import { transaction } from '../storage/database.ts';
import { makeInterview } from './automation.ts';
import { purgeExpired } from './recycleBin.ts';
import { reportFault } from './faultReport.ts';
import { operations } from './save.ts';
import { enterScheduled } from './schedules.ts';
import { beginTransaction, type Transaction } from './transaction.ts';

/** How often the recycle bin is looked through, in milliseconds of the org's clock. */
const HOUR = 3_600_000;

/** One interview of a scheduled path that waits for its time. */
interface Waiting {
  readonly number: number;
  readonly flow: string;
  readonly path: string;
  readonly object: string;
  readonly record_id: string;
  readonly due: string;
}

/**
 * Runs every schedule-triggered flow and every scheduled path that is due by the org's clock, in the order of
 * their times and as if it were that time.
 */
export function runDue(org: Org): void {
  const time = org.clock.now();
  if (time.getTime() >= org.nextPurge) {
    purgeExpired(org, time);
    org.nextPurge = time.getTime() + HOUR;
  }
  for (;;) {
    const now = toDateTime(org.clock.now());
    const waiting = nextWaiting(org, now);
    if (enterScheduled(org, waiting?.due ?? now)) continue;
    if (!waiting) return;
    runBatch(org, takeBatch(org, waiting));
  }
}

const nextWaiting = ({ db }: Org, until: string): Waiting | undefined =>
  db
    .prepare('SELECT * FROM _scheduled_path WHERE due <= ? ORDER BY due, number LIMIT 1')
    .get(until) as Waiting | undefined;

/** The interviews that share a transaction with the next: of one path of one flow, due at one time. */
function takeBatch(org: Org, next: Waiting): Waiting[] {
  const { db } = org;
  const size = pathOf(org, next)?.path.batchSize ?? 1;
  const batch = db
    .prepare(
      'SELECT * FROM _scheduled_path WHERE due = ? AND flow = ? AND path = ? ORDER BY number LIMIT ?',
    )
    .all(next.due, next.flow, next.path, size) as unknown as Waiting[];
  const remove = db.prepare('DELETE FROM _scheduled_path WHERE number = ?');
  for (const { number } of batch) remove.run(number);
  return batch;
}

/** Undefined when the flow is not active any more, or has lost the path. */
function pathOf(
  org: Org,
  waiting: Waiting,
): { flow: CompiledFlow; path: ScheduledPath } | undefined {
  const flow = org.flows.named(waiting.flow);
  const path = flow?.program.paths.find(({ name }) => name === waiting.path);
  return flow && path && { flow, path };
}

/** A limit ends the whole batch; any other error that one interview. */
function runBatch(org: Org, batch: readonly Waiting[]): void {
  const [first] = batch;
  const found = pathOf(org, first!);
  if (!found) return;
  const tx = beginTransaction(org, org.administrator(), {
    now: new Date(first!.due),
    asynchronous: true,
  });
  try {
    transaction(org.db, () => {
      for (const waiting of batch) runInterview(tx, found, waiting);
    });
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    reportFault(org, found.flow, error, tx.now);
  }
}

function runInterview(
  tx: Transaction,
  { flow, path }: { flow: CompiledFlow; path: ScheduledPath },
  waiting: Waiting,
): void {
  const { org } = tx;
  const record =
    waiting.object === ''
      ? {}
      : org.rows.get(org.schema.object(waiting.object)!, waiting.record_id);
  if (!record || record['IsDeleted'] === true) return;
  try {
    transaction(org.db, () => {
      runFlow(flow, makeInterview(tx, operations, record, undefined), path);
    });
  } catch (error) {
    if (!(error instanceof SalesforceError) || error instanceof LimitExceeded) throw error;
    reportFault(org, flow, error, tx.now);
  }
}
