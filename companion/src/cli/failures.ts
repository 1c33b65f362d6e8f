import type { Community } from '../community/community.ts';
import { listMemberRefreshes } from '../jobs/history.ts';
import type { JobResult } from '../jobs/interfaces.ts';

/** A contact that a job could not refresh, and why. */
export interface MemberFailure {
  readonly legacyContactKey: string;
  readonly comment: string | null;
}

/** The failures of the job that has just run, from the member refresh history. */
export async function readFailures(
  community: Community,
  { jobId, examined, failed }: JobResult,
): Promise<MemberFailure[]> {
  if (failed === 0) return [];
  const history = await listMemberRefreshes(community, examined);
  return history
    .filter((entry) => entry.jobId === jobId && entry.status === 'failure')
    .map(({ legacyContactKey, comment }) => ({ legacyContactKey, comment }));
}
