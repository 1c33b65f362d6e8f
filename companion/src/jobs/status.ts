import type { Community } from '../community/community.ts';
import {
  findFailureAfter,
  findJob,
  findRunningJobs,
  findWatermark,
} from '../community/histories.ts';
import { countMembers } from '../community/members.ts';
import { refuseOtherOrganization } from '../community/organization.ts';
import type { JobTable } from '../community/schema.ts';
import type { JobReference, RefreshDeps, StatusView } from './interfaces.ts';

/**
 * The overview of Sync External Database (seeds/000, "Overview information"), for one API call.
 *
 * @throws HlError 'OtherOrg' if the store belongs to another org
 */
export async function readStatus({
  plan,
  salesforce,
  community,
}: Pick<RefreshDeps, 'plan' | 'salesforce' | 'community'>): Promise<StatusView> {
  const organizationId = salesforce.organizationId();
  await refuseOtherOrganization(community.db, organizationId);
  const watermark = await findWatermark(community.db, 'Periodic Refresh');
  const failed = await findFailureAfter(community.db, 'Periodic Refresh', watermark?.job_id ?? 0);
  const lastJob = watermark && (await findJob(community.db, watermark.job_id));
  const usable = watermark?.plan_fingerprint === plan.fingerprint;
  const pending = await salesforce.countContacts(usable ? new Date(watermark.moment) : null);
  return {
    organizationId,
    contactsPendingRefresh: pending.count,
    periodicRefreshSchedule: plan.schedule.everyMinutes,
    periodicRefreshLastRanAt: lastJob?.started_at ?? null,
    watermark: watermark?.moment ?? null,
    running: await findRunning(community),
    lastFailure: failed === undefined ? null : { ...refer(failed), comment: failed.comment },
    members: await countMembers(community.db),
    apiUsage: salesforce.usage().org,
  };
}

/** A job that was killed is still marked as running, but nobody has the store for it. */
async function findRunning(community: Community): Promise<JobReference | null> {
  const [job] = await findRunningJobs(community.db);
  return job !== undefined && (await community.claimed('refresh')) ? refer(job) : null;
}

function refer({ id, type, started_at: dateTime }: JobTable): JobReference {
  return { jobId: id, jobType: type, dateTime };
}
