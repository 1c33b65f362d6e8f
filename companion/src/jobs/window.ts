import { findWatermark } from '../community/histories.ts';
import type { JobScope } from '../community/interfaces.ts';
import type { JobTable, WatermarkTable } from '../community/schema.ts';
import type { Changes, Window } from '../salesforce/interfaces.ts';
import { refuseBeyondBudget } from './budget.ts';
import { MODIFIED, STAMPED, type Run } from './run.ts';

/** How often what no stamp told is looked for: undeleted and merged records, and flows that were off. */
const DAILY_PASS_MS = 24 * 3_600_000;

/** How far behind its watermark the daily pass reads again: the longest transaction that may commit late. */
const DAILY_OVERLAP_MS = 3 * 3_600_000;

/** What a periodic refresh will read. */
export interface Reach {
  readonly scope: JobScope;
  /** On Salesforce's clock; null for everything. */
  readonly since: Date | null;
}

interface Watermarks {
  /** Undefined where there is none that is good for the plan. */
  readonly stamped: WatermarkTable | undefined;
  readonly modified: WatermarkTable | undefined;
}

/**
 * What is due. Windows are on Salesforce's clock alone; this machine's, which may
 * be wrong, decides only whether it is time for the daily pass.
 *
 * @param overlapMs how far behind the watermark of the stamps to read again
 */
function nextReach(
  { stamped, modified }: Watermarks,
  { overlapMs, now }: { readonly overlapMs: number; readonly now: Date },
): Reach {
  if (stamped === undefined || modified === undefined) {
    return { scope: 'everything', since: null };
  }
  const stampedTo = Date.parse(stamped.moment);
  const modifiedTo = Date.parse(modified.moment);
  return Math.max(now.getTime(), stampedTo) - modifiedTo >= DAILY_PASS_MS
    ? {
        scope: 'modified',
        since: new Date(Math.min(modifiedTo - DAILY_OVERLAP_MS, stampedTo - overlapMs)),
      }
    : { scope: 'stamped', since: new Date(stampedTo - overlapMs) };
}

/**
 * The end of the window is Salesforce's clock before the first page is read:
 * what changes after that is the next run's.
 */
export async function openWindow(run: Run, full: boolean): Promise<void> {
  const { community, plan, salesforce } = run.deps;
  // Before the watermarks are looked at: a new label spoils them.
  await (full ? run.catalogue.renew() : run.catalogue.fieldsFor([]));
  run.catalogue.takeRelabelled();
  const usable = async (name: WatermarkTable['job_type']) => {
    const watermark = await findWatermark(community.db, name);
    return watermark?.plan_fingerprint === plan.fingerprint ? watermark : undefined;
  };
  const { scope, since } = nextReach(
    { stamped: full ? undefined : await usable(STAMPED), modified: await usable(MODIFIED) },
    { overlapMs: overlapMs(run), now: run.deps.clock() },
  );
  const { count, serverTime } = await salesforce.countContacts({ since, by: howChanged(scope) });
  await run.save({
    scope,
    window_from: since?.toISOString() ?? null,
    window_to: serverTime.toISOString(),
    total: count,
  });
  refuseBeyondBudget(run.deps);
}

/** What the run's window holds. No call yet. */
export async function changesOf(run: Run): Promise<Changes> {
  const { scope, window_from: from } = run.row;
  const since = from === null ? null : new Date(from);
  return run.deps.salesforce.changes({
    since,
    deletedSince: since ?? (await deletedSince(run)),
    by: howChanged(scope),
  });
}

/** A deletion means the same under every plan, so any watermark is good for its window. */
async function deletedSince(run: Run): Promise<Date | null> {
  const watermark = await findWatermark(run.deps.community.db, STAMPED);
  return watermark === undefined ? null : new Date(Date.parse(watermark.moment) - overlapMs(run));
}

function howChanged(scope: JobScope | null): Window['by'] {
  return scope === 'modified' ? 'modification' : 'stamp';
}

function overlapMs({ deps }: Run): number {
  return deps.plan.schedule.overlapMinutes * 60_000;
}

/** Whether what the flows did not stamp is looked for, too. */
export function isDailyPass({ scope }: JobTable): boolean {
  return scope === 'modified';
}
