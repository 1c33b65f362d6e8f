import { listJobChanges } from './history.ts';
import type { JobResult, MemberRefreshView, RefreshDeps } from './interfaces.ts';

/** Changes that a dry run names; it counts them all. */
const NAMED_CHANGES = 1000;

/** What a job would do. */
export interface DryRun {
  readonly result: JobResult;
  /** The first of the members that would change. */
  readonly changes: readonly MemberRefreshView[];
}

/**
 * Runs a job as it is, in one transaction that is taken back: what it would do is
 * what it does. Nothing is left of it but the API calls.
 */
export async function runDry(
  deps: RefreshDeps,
  job: (deps: RefreshDeps) => Promise<JobResult>,
): Promise<DryRun> {
  const transaction = await deps.community.db.startTransaction().execute();
  try {
    const community = { ...deps.community, db: transaction };
    const result = await job({ ...deps, community });
    return { result, changes: await listJobChanges(community, result.jobId, NAMED_CHANGES) };
  } finally {
    await transaction.rollback().execute();
  }
}
