import type { Community } from '../community/community.ts';
import {
  findJobChanges,
  findJobs,
  findMemberRefreshes,
  type MemberRefreshRow,
} from '../community/histories.ts';
import type { JobView, MemberRefreshView } from './interfaces.ts';
import { toJobResult } from './report.ts';

/** What the guide shows in place of the name of a contact that was not imported. */
const NOT_IMPORTED = 'Not Imported';

/** The job history (seeds/000, "Job History"), newest first. */
export async function listJobs(community: Community, limit: number): Promise<JobView[]> {
  const rows = await findJobs(community.db, limit);
  return rows.map((row) => ({ ...toJobResult(row), dateTime: row.started_at }));
}

/** The member refresh history (seeds/000, "Member Refresh History"), newest job first. */
export async function listMemberRefreshes(
  community: Community,
  limit: number,
): Promise<MemberRefreshView[]> {
  return (await findMemberRefreshes(community.db, limit)).map(toView);
}

/** What one job changed, in the order of the keys. */
export async function listJobChanges(
  community: Community,
  jobId: number,
  limit: number,
): Promise<MemberRefreshView[]> {
  return (await findJobChanges(community.db, jobId, limit)).map(toView);
}

function toView(row: MemberRefreshRow): MemberRefreshView {
  return {
    name:
      row.member_status === 'notImported' || row.member_status === null ? NOT_IMPORTED : row.name,
    dateTime: row.refreshed_at,
    status: row.outcome === 'failed' ? 'failure' : 'success',
    legacyContactKey: row.legacy_contact_key,
    jobType: row.type,
    jobId: row.job_id,
    outcome: row.outcome,
    deactivated: row.member_status === 'disabled',
    comment: row.comment,
  };
}
