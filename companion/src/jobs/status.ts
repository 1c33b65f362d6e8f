import { findJob, findWatermark } from '../community/histories.ts';
import { countMembers } from '../community/members.ts';
import type { RefreshDeps, StatusView } from './interfaces.ts';

/** The overview of Sync External Database (seeds/000, "Overview information"), for one API call. */
export async function readStatus({
  plan,
  salesforce,
  community,
}: Pick<RefreshDeps, 'plan' | 'salesforce' | 'community'>): Promise<StatusView> {
  const watermark = await findWatermark(community.db, 'Periodic Refresh');
  const lastJob = watermark && (await findJob(community.db, watermark.job_id));
  const usable = watermark?.plan_fingerprint === plan.fingerprint;
  const pending = await salesforce.countContacts(usable ? new Date(watermark.moment) : null);
  return {
    contactsPendingRefresh: pending.count,
    periodicRefreshSchedule: plan.schedule.everyMinutes,
    periodicRefreshLastRanAt: lastJob?.started_at ?? null,
    watermark: watermark?.moment ?? null,
    members: await countMembers(community.db),
    apiUsage: salesforce.usage().org,
  };
}
