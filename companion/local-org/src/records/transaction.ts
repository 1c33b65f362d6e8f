import { toDateTime } from '../clock.ts';
import { heldSince } from '../faults/heldTransaction.ts';
import { LimitExceeded } from '../flow/types.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';

/**
 * One transaction of the platform: everything that one request saves, and all
 * that the org's automation does in answer. Its moment is taken once, so many
 * records share a stamp.
 */
export interface Transaction {
  readonly org: Org;
  readonly user: Values;
  readonly now: Date;
  readonly dateTime: string;
  /**
   * Milliseconds until the asynchronous paths that it schedules run. What an
   * asynchronous path sets off comes later, or a loop would never give way.
   */
  readonly asyncDelay: number;
  /** Records whose after-save automation is running, and how often: saving one of them again is recursive. */
  readonly inAfterSave: Map<string, number>;
  /**
   * Counts records that automation saves or deletes.
   * @throws {LimitExceeded}
   */
  readonly countRows: (rows: number) => void;
}

/** (Apex Developer Guide, "Execution Governors and Limits") */
const MAX_DML_ROWS = 10_000;

/** Milliseconds until what asynchronous automation sets off in turn runs. */
const ASYNC_DELAY = 1000;

/** @param options of a transaction that is not a user's request: when it happens */
export function beginTransaction(
  org: Org,
  user: Values,
  options: { now?: Date; asynchronous?: boolean } = {},
): Transaction {
  const { now = heldSince() ?? org.clock.now(), asynchronous = false } = options;
  let counted = 0;
  return {
    org,
    user,
    now,
    dateTime: toDateTime(now),
    asyncDelay: asynchronous ? ASYNC_DELAY : 0,
    inAfterSave: new Map(),
    countRows(rows) {
      counted += rows;
      if (counted <= MAX_DML_ROWS) return;
      throw new LimitExceeded(`System.LimitException: Too many DML rows: ${MAX_DML_ROWS + 1}`);
    },
  };
}
