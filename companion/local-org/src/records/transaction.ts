import { toDateTime } from '../clock.ts';
import { heldSince } from '../faults/heldTransaction.ts';
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
  /** Ids of records whose after-save automation is running: saving one of them again is recursive. */
  readonly inAfterSave: Set<string>;
}

export function beginTransaction(org: Org, user: Values): Transaction {
  const now = heldSince() ?? org.clock.now();
  return { org, user, now, dateTime: toDateTime(now), inAfterSave: new Set() };
}
