import { findWatermark } from '../community/histories.ts';
import { findMembers } from '../community/members.ts';
import type { MemberTable, WatermarkTable } from '../community/schema.ts';
import { toMember } from '../refresh/member.ts';
import { goneReason } from '../refresh/transition.ts';
import type { ContactRecord, DeletedContact, Page } from '../salesforce/interfaces.ts';
import { handleGone, handleMember, type Handled } from './handle.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { reportProgress, summarise } from './report.ts';
import { runJob, type Run } from './run.ts';

/**
 * Refreshes every contact that changed since the last complete periodic
 * refresh, or every contact if there was none or the plan has changed since
 * (seeds/000, "Periodic Refresh"). A run that was killed goes on where it
 * stopped.
 *
 * @throws HlError: what Salesforce or the store said no to; the job is then
 * recorded as failed, and the next one starts from the same watermark
 */
export function refreshPeriodic(deps: RefreshDeps): Promise<JobResult> {
  return runJob(deps, 'Periodic Refresh', async (run) => {
    const watermark = await findWatermark(deps.community.db, 'Periodic Refresh');
    const total = run.row.window_to === null ? await openWindow(run, watermark) : null;
    if (run.row.phase === 'contacts') {
      await refreshContacts(run, total);
    }
    await disableDeleted(run, overlapBefore(watermark, deps), total);
    await run.complete({ comment: summarise(run.row) });
  });
}

/**
 * The end of the window is Salesforce's clock before the first page is read:
 * what changes after that is the next run's.
 *
 * @returns how many contacts there are to examine
 */
async function openWindow(run: Run, watermark: WatermarkTable | undefined): Promise<number> {
  const { plan, salesforce } = run.deps;
  const usable = watermark?.plan_fingerprint === plan.fingerprint ? watermark : undefined;
  const since = overlapBefore(usable, run.deps);
  const { count, serverTime } = await salesforce.countContacts(since);
  await run.save({
    window_from: since?.toISOString() ?? null,
    window_to: serverTime.toISOString(),
  });
  return count;
}

async function refreshContacts(run: Run, total: number | null): Promise<void> {
  const { plan, salesforce } = run.deps;
  const since = run.row.window_from === null ? null : new Date(run.row.window_from);
  await eachPage<ContactRecord>(
    run,
    total,
    (after) => salesforce.contacts({ since, after }),
    (contact, known, now) => [handleMember(toMember(contact, plan), known, now)],
  );
  await run.save({ phase: 'deleted', last_key: null });
}

/**
 * Deleting fires no flow, so no stamp tells; the recycle bin does. A deletion
 * means the same under every plan, so any watermark is good for its window.
 * Deleted contacts that never were in the community are nobody's business.
 */
async function disableDeleted(run: Run, since: Date | null, total: number | null): Promise<void> {
  await eachPage<DeletedContact>(
    run,
    total,
    (after) => run.deps.salesforce.deletedContacts({ since, after }),
    (deleted, known, now) => (known ? [handleGone(known, goneReason(deleted), now)] : []),
  );
}

/** Each page and the checkpoint behind it are one transaction. */
async function eachPage<T extends { id: string }>(
  run: Run,
  total: number | null,
  read: (after: string | null) => Promise<Page<T>>,
  handle: (record: T, known: MemberTable | undefined, now: string) => Handled[],
): Promise<void> {
  const { clock, community } = run.deps;
  for (let last = false; !last;) {
    const page = await read(run.row.last_key);
    const known = await findMembers(
      community.db,
      page.records.map(({ id }) => id),
    );
    const now = clock().toISOString();
    const handled = page.records.flatMap((record) => handle(record, known.get(record.id), now));
    await run.save({ last_key: page.records.at(-1)?.id ?? run.row.last_key }, handled);
    reportProgress(run, total);
    last = page.last;
  }
}

function overlapBefore(watermark: WatermarkTable | undefined, { plan }: RefreshDeps): Date | null {
  return watermark === undefined
    ? null
    : new Date(Date.parse(watermark.moment) - plan.schedule.overlapMinutes * 60_000);
}
