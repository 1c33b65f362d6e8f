import { findLastJob, findRunningJobs, insertJob, updateJob } from '../community/histories.ts';
import type { JobCounts, JobPhase, JobType } from '../community/interfaces.ts';
import { deleteOtherJobKeys, handOverJobKeys } from '../community/jobKeys.ts';
import { toCountColumns, type JobTable } from '../community/schema.ts';
import { inTransaction } from '../community/transaction.ts';
import { INTERRUPTIONS } from '../salesforce/errors.ts';
import type { RefreshDeps } from './interfaces.ts';

/** A job as it begins, or as another one left it. */
export interface Begun {
  readonly row: JobTable;
  /** An earlier job was killed or interrupted, and this goes on where it stopped. */
  readonly resumed: boolean;
}

/** The error of a job whose process ended before it did. */
const KILLED = 'Killed';

const NO_COUNTS: JobCounts = {
  examined: 0,
  refreshed: 0,
  unchanged: 0,
  disabled: 0,
  notImported: 0,
  failed: 0,
};

/** A refresh by keys. It ends with the process that began it. */
export async function beginByKeys(deps: RefreshDeps, type: JobType): Promise<Begun> {
  await closeKilledJobs(deps, undefined);
  return { row: await insert(deps, type, 'queued'), resumed: false };
}

/**
 * A periodic refresh: the one that was killed or that Salesforce did not answer
 * to its end, where there is one, or a new one.
 *
 * @param full whether everything must be read: what read less is not gone on with
 */
export async function beginPeriodic(deps: RefreshDeps, full: boolean): Promise<Begun> {
  const fits = (job: JobTable) =>
    job.type === 'Periodic Refresh' &&
    // Under another plan its first part would have other members than its second.
    job.plan_fingerprint === deps.plan.fingerprint &&
    (!full || job.scope === 'everything');
  const killed = (await findRunningJobs(deps.community.db)).find(fits);
  await closeKilledJobs(deps, killed);
  if (killed !== undefined) {
    return { row: killed, resumed: true };
  }
  const last = await findLastJob(deps.community.db, 'Periodic Refresh');
  const interrupted =
    last?.status === 'failure' && isInterrupted(last) && fits(last) ? last : undefined;
  return {
    row: await insert(deps, 'Periodic Refresh', 'contacts', interrupted),
    resumed: interrupted !== undefined,
  };
}

function isInterrupted({ error }: JobTable): boolean {
  return error === KILLED || INTERRUPTIONS.has(error ?? '');
}

/** To the holder of the claim, a job that is still marked as running was killed. */
async function closeKilledJobs(
  { community }: RefreshDeps,
  resumable: JobTable | undefined,
): Promise<void> {
  for (const job of await findRunningJobs(community.db)) {
    if (job.id !== resumable?.id) {
      await updateJob(community.db, job.id, {
        status: 'failure',
        comment: 'Stopped before it was finished.',
        error: KILLED,
      });
    }
  }
}

/** @param before the job whose work this one goes on with; it stays in the history as the failure it was */
async function insert(
  { community, clock, plan }: RefreshDeps,
  type: JobType,
  phase: JobPhase,
  before?: JobTable,
): Promise<JobTable> {
  const job: Omit<JobTable, 'id'> = {
    type,
    status: 'running',
    started_at: clock().toISOString(),
    window_from: before?.window_from ?? null,
    window_to: before?.window_to ?? null,
    plan_fingerprint: plan.fingerprint,
    scope: before?.scope ?? null,
    phase: before?.phase ?? phase,
    last_key: before?.last_key ?? null,
    total: before?.total ?? null,
    ...toCountColumns(NO_COUNTS),
    api_calls: 0,
    duration_ms: 0,
    comment: null,
    error: null,
  };
  return inTransaction(community.db, async (db) => {
    const id = await insertJob(db, job);
    if (before !== undefined) {
      await handOverJobKeys(db, before.id, id);
    } else if (type === 'Periodic Refresh') {
      await deleteOtherJobKeys(db, id);
    }
    return { id, ...job };
  });
}
