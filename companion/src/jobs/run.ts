import { saveCampaigns } from '../community/campaigns.ts';
import {
  findRunningJobs,
  saveMemberRefreshes,
  saveWatermark,
  updateJob,
} from '../community/histories.ts';
import type { Claim } from '../community/backend.ts';
import {
  addJobKeys,
  addShownKeys,
  deleteJobKeys,
  readShownKeys,
  type KeyList,
} from '../community/jobKeys.ts';
import { saveMembers } from '../community/members.ts';
import { queueMembers } from '../community/outbox.ts';
import { bindOrganization, refuseOtherOrganization } from '../community/organization.ts';
import {
  toCountColumns,
  toCounts,
  type CampaignTable,
  type JobTable,
  type MemberTable,
} from '../community/schema.ts';
import { inTransaction } from '../community/transaction.ts';
import { HlError } from '../errors.ts';
import { createTextSet, type TextSet } from '../textTable.ts';
import type { Begun } from './begin.ts';
import { noteHalt, refuseWhileHalted } from './budget.ts';
import { openCatalogue, type Catalogue } from './catalogue.ts';
import type { Handled } from './handle.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { toJobResult } from './report.ts';

/** What a job found, beside its own progress. */
export interface Found {
  readonly handled?: readonly Handled[];
  /** Live contacts of which nothing changed that the rules look at, by their keys. */
  readonly same?: readonly string[];
  /** Contacts to be refreshed by their key in a later phase. */
  readonly queued?: readonly string[];
  /** As they are now. */
  readonly campaigns?: readonly CampaignTable[];
}

/**
 * One job while it runs. `row` is what the store has of it: it changes only
 * together with the store, in one transaction.
 */
export interface Run {
  readonly deps: RefreshDeps;
  readonly row: Readonly<JobTable>;
  readonly resumed: boolean;
  readonly catalogue: Catalogue;
  /**
   * The contacts that its pages brought, which need not be asked for by their keys.
   * Once in some thousand million contacts one counts as shown that was not: then a
   * member who is gone stays, or one whose campaign changed is refreshed, with the
   * next full refresh. Nobody is ever taken for gone who is there.
   */
  readonly shown: Pick<TextSet, 'has' | 'size'>;
  /**
   * Members that would be disabled are only noted, until the phase that does so:
   * disables are applied last, all or none.
   */
  readonly save: (change: Partial<JobTable>, found?: Found) => Promise<void>;
  readonly complete: (change: Partial<JobTable>) => Promise<void>;
}

/**
 * Runs one job with the store claimed for it, and records how it ended.
 *
 * @param begin gives the job, new or left by another
 * @param work does the job and ends with `run.complete`
 * @throws HlError 'OtherOrg' if the store belongs to another org, 'RefreshRunning'
 * while another refresh has it, 'RefreshHalted' during a halt, 'RefreshStopped' once
 * `deps.stop` asks for it; what `work` throws, after the job was recorded as failed
 */
export async function runJob(
  deps: RefreshDeps,
  begin: (deps: RefreshDeps) => Promise<Begun>,
  work: (run: Run) => Promise<void>,
): Promise<JobResult> {
  await refuseOtherOrganization(deps.community.db, deps.salesforce.organizationId());
  await refuseWhileHalted(deps);
  const claim = await deps.community.claim('refresh');
  if (claim === undefined) {
    throw await alreadyRunning(deps);
  }
  try {
    const run = await createRun(deps, claim, await begin(deps));
    try {
      await work(run);
    } catch (error) {
      // The first error is the one to report: a store that cannot take this record either must not hide it.
      await run.fail(error).catch(() => undefined);
      throw error;
    }
    await noteHalt(deps);
    return toJobResult(run.row);
  } finally {
    await claim.release();
  }
}

/** Of a refresh that was asked to stop, or to begin after that. */
export function refreshStopped(): HlError {
  return new HlError('RefreshStopped', 'Refresh was asked to stop.', {
    actions: ['Nothing is lost: the next periodic refresh goes on where this one stopped.'],
  });
}

async function alreadyRunning({ community }: RefreshDeps): Promise<HlError> {
  const [job] = await findRunningJobs(community.db);
  const which = job === undefined ? '' : `: job ${job.id}, ${job.type}, started ${job.started_at}`;
  return new HlError(
    'RefreshRunning',
    `Another refresh is at work on this community store${which}.`,
    {
      actions: ['Wait until it has finished: `hl jobs` shows it.'],
    },
  );
}

async function createRun(
  deps: RefreshDeps,
  claim: Claim,
  { row: opened, resumed }: Begun,
): Promise<Run & { fail: (error: unknown) => Promise<void> }> {
  const { community, clock, salesforce } = deps;
  const startedAt = clock().getTime();
  const callsBefore = salesforce.usage().calls;
  let row = opened;
  const shown = createTextSet();
  for await (const keys of readShownKeys(community.db, opened.id))
    for (const key of keys) shown.add(key);

  /** Work done in this process on top of what a killed one did. */
  const effort = () => ({
    api_calls: opened.api_calls + salesforce.usage().calls - callsBefore,
    duration_ms: opened.duration_ms + clock().getTime() - startedAt,
  });

  return {
    deps,
    resumed,
    catalogue: openCatalogue(deps),
    shown,
    get row() {
      return row;
    },
    async save(change, { handled = [], same = [], queued = [], campaigns = [] } = {}) {
      const { applied, heldBack } = holdBackDisables(row, handled);
      const next = { ...row, ...counted(row, applied, same), ...change, ...effort() };
      const now = clock().toISOString();
      const shownNow = isShown(row) ? [...same, ...handled.map((one) => one.legacyContactKey)] : [];
      await inTransaction(community.db, async (db) => {
        await claim.confirm(db);
        await bindOrganization(db, salesforce.organizationId());
        await saveMembers(db, rowsOf(applied));
        const changed = rowsOf(applied.filter((one) => one.changed));
        await queueMembers(db, deps.plan.destination, changed, now);
        await addJobKeys(db, [
          ...heldBack.map((one) => toKey(row.id, 'disable', one.legacyContactKey, one.comment)),
          ...queued.map((key) => toKey(row.id, 'refresh', key, null)),
        ]);
        await saveCampaigns(db, campaigns);
        await addShownKeys(db, row.id, shownNow);
        await saveMemberRefreshes(db, historyOf(next, applied, now));
        await updateJob(db, row.id, next);
      });
      for (const key of shownNow) shown.add(key);
      row = next;
      // What is saved stays; the rest is the next refresh's.
      if (deps.stop?.aborted) throw refreshStopped();
    },
    async complete(change) {
      const next: JobTable = { ...row, status: 'success', ...change, ...effort() };
      await inTransaction(community.db, async (db) => {
        await claim.confirm(db);
        await updateJob(db, row.id, next);
        await deleteJobKeys(db, row.id);
        if (next.status === 'success') {
          for (const watermark of watermarksOf(next)) await saveWatermark(db, watermark);
        }
      });
      row = next;
    },
    async fail(error) {
      await inTransaction(community.db, async (db) => {
        await claim.confirm(db);
        await updateJob(db, row.id, {
          status: 'failure',
          comment: error instanceof Error ? error.message : String(error),
          error: error instanceof HlError ? error.name : null,
          ...effort(),
        });
      });
      await noteHalt(deps, error);
    },
  };
}

function holdBackDisables(row: JobTable, handled: readonly Handled[]) {
  const isHeldBack = ({ outcome }: Handled) => outcome === 'disabled' && row.phase !== 'disables';
  return {
    applied: handled.filter((one) => !isHeldBack(one)),
    heldBack: handled.filter(isHeldBack),
  };
}

function toKey(jobId: number, list: KeyList, key: string, note: string | null) {
  return { job_id: jobId, list, legacy_contact_key: key, note };
}

/** A refresh by keys leaves the watermarks where they are. */
function watermarksOf({ id, scope, window_to: moment, plan_fingerprint }: JobTable) {
  if (moment === null || scope === null) {
    return [];
  }
  const types = scope === 'stamped' ? ([STAMPED] as const) : ([STAMPED, MODIFIED] as const);
  return types.map((job_type) => ({ job_type, moment, plan_fingerprint, job_id: id }));
}

/** Up to where the community is complete in what the flows stamped, and in all that was saved. */
export const STAMPED = 'Periodic Refresh' as const;
export const MODIFIED = 'Daily Pass' as const;

/**
 * Contacts that the job was not shown yet. One that it was need not be read again
 * for what the next run would find as well, because it reads that record again.
 */
export function notShown({ shown }: Run, keys: readonly string[]): string[] {
  return keys.filter((key) => !shown.has(key));
}

/** Whether a job is shown every contact: what it is not shown may be gone. */
export function readsEverything({ scope }: JobTable): boolean {
  return scope === 'everything';
}

/** Whether what is handled now comes in pages of live contacts, with all that a refresh needs of them. */
function isShown({ phase }: JobTable): boolean {
  return phase === 'contacts' || phase === 'accounts';
}

function counted(
  row: JobTable,
  handled: readonly Handled[],
  same: readonly string[],
): Partial<JobTable> {
  const before = toCounts(row);
  const counts = {
    ...before,
    examined: before.examined + same.length,
    unchanged: before.unchanged + same.length,
  };
  for (const { outcome } of handled) {
    counts[outcome]++;
    counts.examined++;
  }
  return toCountColumns(counts);
}

function rowsOf(handled: readonly Handled[]): MemberTable[] {
  return handled.flatMap(({ row }) => (row === null ? [] : [row]));
}

/**
 * A periodic refresh reads much again that did not change; its history shows
 * what it did. Who refreshes a member by hand wants to see that it happened
 * (seeds/000, "Refresh Member").
 */
function historyOf({ id, type }: JobTable, handled: readonly Handled[], now: string) {
  return handled
    .filter(({ outcome }) => outcome !== 'unchanged' || type !== 'Periodic Refresh')
    .map(({ legacyContactKey, outcome, name, status, comment }) => ({
      job_id: id,
      legacy_contact_key: legacyContactKey,
      name,
      refreshed_at: now,
      outcome,
      member_status: status,
      comment,
    }));
}
