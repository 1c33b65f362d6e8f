import { findWatermark } from '../community/histories.ts';
import { countShown, findGone, findMembers, findUnshown } from '../community/members.ts';
import type { MemberTable, WatermarkTable } from '../community/schema.ts';
import { goneReason } from '../refresh/transition.ts';
import type { ContactRecord, DeletedContact, Page } from '../salesforce/interfaces.ts';
import { handleGone, handleMember, type Handled } from './handle.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { reportProgress, summarise } from './report.ts';
import { rulesToday } from './rules.ts';
import { readsEverything, runJob, type Run } from './run.ts';

/**
 * How long after its deletion a contact may still come back. The recycle bin
 * keeps records for 15 days; the day more is for clocks and for the refresh that
 * found out late.
 */
const RECYCLE_BIN_MS = 16 * 24 * 3_600_000;

/**
 * Refreshes every contact that changed since the last complete periodic
 * refresh, or every contact if there was none or the plan has changed since
 * (seeds/000, "Periodic Refresh"). A run that was killed, or that Salesforce did
 * not answer to its end, goes on where it stopped.
 *
 * @throws HlError: what Salesforce or the store said no to; the job is then
 * recorded as failed
 */
export function refreshPeriodic(deps: RefreshDeps): Promise<JobResult> {
  return runJob(deps, 'Periodic Refresh', async (run) => {
    const watermark = await findWatermark(deps.community.db, 'Periodic Refresh');
    if (run.row.window_to === null) {
      await openWindow(run, watermark);
    }
    if (run.row.phase === 'contacts') {
      await refreshContacts(run);
    }
    if (run.row.phase === 'restored') {
      await refreshRestored(run);
    }
    await disableDeleted(run, overlapBefore(watermark, deps));
    const note = readsEverything(run.row) ? await disableUnshown(run) : null;
    await run.complete({ comment: summarise(run.row, note) });
  });
}

/**
 * The end of the window is Salesforce's clock before the first page is read:
 * what changes after that is the next run's.
 */
async function openWindow(run: Run, watermark: WatermarkTable | undefined): Promise<void> {
  const { plan, salesforce } = run.deps;
  const usable = watermark?.plan_fingerprint === plan.fingerprint ? watermark : undefined;
  const since = overlapBefore(usable, run.deps);
  const { count, serverTime } = await salesforce.countContacts(since);
  await run.save({
    window_from: since?.toISOString() ?? null,
    window_to: serverTime.toISOString(),
    total: count,
  });
}

async function refreshContacts(run: Run): Promise<void> {
  const { salesforce } = run.deps;
  const toMember = rulesToday(run.deps);
  const since = run.row.window_from === null ? null : new Date(run.row.window_from);
  await eachPage<ContactRecord>(
    run,
    (after) => salesforce.contacts({ since, after }),
    (contact, known, now) => [handleMember(toMember(contact, []), known, now)],
  );
  await run.save({ phase: 'restored', last_key: null });
}

/**
 * Taking a contact out of the recycle bin fires no flow either, so those that
 * may still be in it are looked up. A contact that was deleted before any
 * refresh had met it is not among them.
 */
async function refreshRestored(run: Run): Promise<void> {
  const { clock, community, salesforce } = run.deps;
  const toMember = rulesToday(run.deps);
  const since = new Date(clock().getTime() - RECYCLE_BIN_MS).toISOString();
  for (;;) {
    const gone = await findGone(community.db, { since, after: run.row.last_key });
    const last = gone.at(-1);
    if (last === undefined) {
      break;
    }
    const rows = new Map(gone.map((row) => [row.legacy_contact_key, row]));
    const contacts = await salesforce.contactsByKey([...rows.keys()]);
    const now = clock().toISOString();
    const handled = contacts
      .filter(({ deleted }) => !deleted)
      .map((contact) => handleMember(toMember(contact, []), rows.get(contact.id), now));
    await run.save({ last_key: last.legacy_contact_key }, handled);
    reportProgress(run);
  }
  await run.save({ phase: 'deleted', last_key: null });
}

/**
 * Deleting fires no flow, so no stamp tells; the recycle bin does. A deletion
 * means the same under every plan, so any watermark is good for its window.
 * Deleted contacts that never were in the community are nobody's business.
 */
async function disableDeleted(run: Run, since: Date | null): Promise<void> {
  await eachPage<DeletedContact>(
    run,
    (after) => run.deps.salesforce.deletedContacts({ since, after }),
    (deleted, known, now) => (known ? [handleGone(known, goneReason(deleted), now)] : []),
  );
}

/**
 * Contacts that were deleted for good, or fell out of the recycle bin between
 * two refreshes, show only by their absence when every contact is read. Each is
 * looked up by its key before it counts as gone.
 *
 * @returns why members that were not shown stay as they are, null if none do
 */
async function disableUnshown(run: Run): Promise<string | null> {
  const { clock, community, salesforce } = run.deps;
  const toMember = rulesToday(run.deps);
  const unshown = await findUnshown(community.db, run.row.id);
  if (unshown.length === 0) {
    return null;
  }
  const doubt = await doubtAboutAbsence(run);
  if (doubt !== null) {
    return `Members that Salesforce did not show stay as they are (${unshown.length}): ${doubt}.`;
  }
  const keys = unshown.map((row) => row.legacy_contact_key);
  const contacts = new Map((await salesforce.contactsByKey(keys)).map((one) => [one.id, one]));
  const now = clock().toISOString();
  const handled = unshown.map((row) => {
    const contact = contacts.get(row.legacy_contact_key);
    return contact === undefined || contact.deleted
      ? handleGone(row, goneReason(contact), now)
      : handleMember(toMember(contact, []), row, now);
  });
  await run.save({}, handled);
  return null;
}

/** Absence means that a contact is gone only to a user who sees them all, and if all that were counted were shown. */
async function doubtAboutAbsence({ deps, row }: Run): Promise<string | null> {
  const { community, salesforce } = deps;
  if (!(await salesforce.seesAllContacts())) {
    return 'the user does not have View All on Contact, so sharing may hide them';
  }
  const shown = await countShown(community.db, row.id);
  const { count } = await salesforce.countContacts(null);
  const counts = [row.total ?? count, count];
  // What was added or deleted while the job ran is between the two counts.
  return shown >= Math.min(...counts) && shown <= Math.max(...counts)
    ? null
    : `Salesforce counts ${count} contacts and showed ${shown}`;
}

/** Each page and the checkpoint behind it are one transaction. */
async function eachPage<T extends { id: string }>(
  run: Run,
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
    reportProgress(run);
    last = page.last;
  }
}

function overlapBefore(watermark: WatermarkTable | undefined, { plan }: RefreshDeps): Date | null {
  return watermark === undefined
    ? null
    : new Date(Date.parse(watermark.moment) - plan.schedule.overlapMinutes * 60_000);
}
