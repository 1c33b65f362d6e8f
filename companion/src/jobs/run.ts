import {
  findLastJob,
  findRunningJobs,
  insertJob,
  saveMemberRefreshes,
  saveWatermark,
  updateJob,
} from '../community/histories.ts';
import type { Claim } from '../community/backend.ts';
import type { JobCounts, JobType } from '../community/interfaces.ts';
import { handOverShown, markShown, saveMembers } from '../community/members.ts';
import { queueMembers } from '../community/outbox.ts';
import { bindOrganization, refuseOtherOrganization } from '../community/organization.ts';
import { toCountColumns, toCounts, type JobTable } from '../community/schema.ts';
import { HlError } from '../errors.ts';
import { INTERRUPTIONS } from '../salesforce/errors.ts';
import type { Handled } from './handle.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { toJobResult } from './report.ts';

/**
 * One job while it runs. `row` is what the store has of it: it changes only
 * together with the store, in one transaction.
 */
export interface Run {
  readonly deps: RefreshDeps;
  readonly row: Readonly<JobTable>;
  readonly resumed: boolean;
  readonly save: (change: Partial<JobTable>, handled?: readonly Handled[]) => Promise<void>;
  readonly complete: (change: Partial<JobTable>) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

const NO_COUNTS: JobCounts = {
  examined: 0,
  refreshed: 0,
  unchanged: 0,
  disabled: 0,
  notImported: 0,
  failed: 0,
};

/**
 * Runs one job with the store claimed for it, and records how it ended.
 *
 * @param work does the job and ends with `run.complete`
 * @throws HlError 'OtherOrg' if the store belongs to another org, 'RefreshRunning'
 * while another refresh has it; what `work` throws, after the job was recorded as
 * failed
 */
export async function runJob(
  deps: RefreshDeps,
  type: JobType,
  work: (run: Run) => Promise<void>,
): Promise<JobResult> {
  await refuseOtherOrganization(deps.community.db, deps.salesforce.organizationId());
  const claim = await deps.community.claim('refresh');
  if (claim === undefined) {
    throw await alreadyRunning(deps);
  }
  try {
    const run = await openRun(deps, type, claim);
    try {
      await work(run);
    } catch (error) {
      // The first error is the one to report: a store that cannot take this record either must not hide it.
      await run.fail(error).catch(() => undefined);
      throw error;
    }
    return toJobResult(run.row);
  } finally {
    await claim.release();
  }
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

async function openRun(deps: RefreshDeps, type: JobType, claim: Claim): Promise<Run> {
  const killed = await takeUpKilledJob(deps);
  if (type !== 'Periodic Refresh') {
    return createRun(deps, claim, await beginJob(deps, type), false);
  }
  if (killed !== undefined) {
    return createRun(deps, claim, killed, true);
  }
  const interrupted = await findInterruptedJob(deps);
  return createRun(deps, claim, await beginJob(deps, type, interrupted), interrupted !== undefined);
}

/**
 * To the holder of the claim, a job that is still marked as running was killed.
 * A periodic refresh goes on where it stopped, unless the plan has changed: its
 * first part would have other members than its second. All others end here.
 */
async function takeUpKilledJob({ community, plan }: RefreshDeps): Promise<JobTable | undefined> {
  const killed = await findRunningJobs(community.db);
  const resumable = killed.find(
    (job) => job.type === 'Periodic Refresh' && job.plan_fingerprint === plan.fingerprint,
  );
  for (const { id } of killed.filter((job) => job !== resumable)) {
    await updateJob(community.db, id, {
      status: 'failure',
      comment: 'Stopped before it was finished.',
    });
  }
  return resumable;
}

/**
 * The last periodic refresh, if Salesforce did not answer it to its end: another
 * goes on where that one stopped, which stays in the history as the failure it was.
 */
async function findInterruptedJob({ community, plan }: RefreshDeps): Promise<JobTable | undefined> {
  const last = await findLastJob(community.db, 'Periodic Refresh');
  const resumable =
    last?.status === 'failure' &&
    INTERRUPTIONS.has(last.error ?? '') &&
    last.plan_fingerprint === plan.fingerprint;
  return resumable ? last : undefined;
}

/** @param before the job whose work this one goes on with */
async function beginJob(
  { community, clock, plan }: RefreshDeps,
  type: JobType,
  before?: JobTable,
): Promise<JobTable> {
  const job: Omit<JobTable, 'id'> = {
    type,
    status: 'running',
    started_at: clock().toISOString(),
    window_from: before?.window_from ?? null,
    window_to: before?.window_to ?? null,
    plan_fingerprint: plan.fingerprint,
    phase: before?.phase ?? 'contacts',
    last_key: before?.last_key ?? null,
    total: before?.total ?? null,
    ...toCountColumns(NO_COUNTS),
    api_calls: 0,
    duration_ms: 0,
    comment: null,
    error: null,
  };
  return community.db.transaction().execute(async (db) => {
    const id = await insertJob(db, job);
    if (before !== undefined) {
      await handOverShown(db, before.id, id);
    }
    return { id, ...job };
  });
}

function createRun(deps: RefreshDeps, claim: Claim, opened: JobTable, resumed: boolean): Run {
  const { community, clock, salesforce } = deps;
  const startedAt = clock().getTime();
  const callsBefore = salesforce.usage().calls;
  let row = opened;

  /** Work done in this process on top of what a killed one did. */
  const effort = () => ({
    api_calls: opened.api_calls + salesforce.usage().calls - callsBefore,
    duration_ms: opened.duration_ms + clock().getTime() - startedAt,
  });

  return {
    deps,
    resumed,
    get row() {
      return row;
    },
    async save(change, handled = []) {
      const next = { ...row, ...counted(row, handled), ...change, ...effort() };
      const now = clock().toISOString();
      await community.db.transaction().execute(async (db) => {
        await claim.confirm(db);
        await bindOrganization(db, salesforce.organizationId());
        const written = membersToWrite(handled);
        await saveMembers(db, written);
        await queueMembers(db, deps.plan.destination, written, now);
        if (readsEverything(next)) {
          await markShown(
            db,
            handled.map(({ legacyContactKey }) => legacyContactKey),
            row.id,
          );
        }
        await saveMemberRefreshes(db, historyOf(next, handled, now));
        await updateJob(db, row.id, next);
      });
      row = next;
    },
    async complete(change) {
      const next: JobTable = { ...row, status: 'success', ...change, ...effort() };
      await community.db.transaction().execute(async (db) => {
        await claim.confirm(db);
        await updateJob(db, row.id, next);
        if (next.window_to !== null) {
          await saveWatermark(db, {
            job_type: next.type,
            moment: next.window_to,
            plan_fingerprint: next.plan_fingerprint,
            job_id: next.id,
          });
        }
      });
      row = next;
    },
    async fail(error) {
      await community.db.transaction().execute(async (db) => {
        await claim.confirm(db);
        await updateJob(db, row.id, {
          status: 'failure',
          comment: error instanceof Error ? error.message : String(error),
          error: error instanceof HlError ? error.name : null,
          ...effort(),
        });
      });
    },
  };
}

/** Whether a job is shown every contact: what it is not shown may be gone. */
export function readsEverything({ type, window_from: from }: JobTable): boolean {
  return type === 'Periodic Refresh' && from === null;
}

function counted(row: JobTable, handled: readonly Handled[]): Partial<JobTable> {
  const counts = { ...toCounts(row) };
  for (const { outcome } of handled) {
    counts[outcome]++;
    counts.examined++;
  }
  return toCountColumns(counts);
}

function membersToWrite(handled: readonly Handled[]) {
  return handled.flatMap(({ member, written }) => (member !== null && written ? [member] : []));
}

/**
 * A periodic refresh reads much again that did not change; its history shows
 * what it did. Who refreshes a member by hand wants to see that it happened
 * (seeds/000, "Refresh Member").
 */
function historyOf({ id, type }: JobTable, handled: readonly Handled[], now: string) {
  return handled
    .filter(({ outcome }) => outcome !== 'unchanged' || type === 'Member Refresh')
    .map(({ legacyContactKey, outcome, member, comment }) => ({
      job_id: id,
      legacy_contact_key: legacyContactKey,
      name: member?.name ?? '',
      refreshed_at: now,
      outcome,
      member_status: member?.status ?? null,
      comment,
    }));
}
