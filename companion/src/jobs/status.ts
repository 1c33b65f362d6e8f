import type { Community } from '../community/community.ts';
import { findJobAfter, findJob, findRunningJobs, findWatermark } from '../community/histories.ts';
import { countMembers } from '../community/members.ts';
import { countOutbox } from '../community/outbox.ts';
import { refuseOtherOrganization } from '../community/organization.ts';
import type { JobTable } from '../community/schema.ts';
import { readHalt } from './budget.ts';
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
  clock,
}: Omit<RefreshDeps, 'onProgress'>): Promise<StatusView> {
  const organizationId = salesforce.organizationId();
  await refuseOtherOrganization(community.db, organizationId);
  const watermark = await findWatermark(community.db, 'Periodic Refresh');
  const sinceThen = (status: 'failure' | 'held') =>
    findJobAfter(community.db, 'Periodic Refresh', status, watermark?.job_id ?? 0);
  const limit = plan.gates.find((one) => one.gate === 'Limit by Security Group');
  const lastJob = watermark && (await findJob(community.db, watermark.job_id));
  const usable = watermark?.plan_fingerprint === plan.fingerprint;
  const pending = await salesforce.countContacts({
    since: usable ? new Date(watermark.moment) : null,
    by: 'stamp',
  });
  return {
    organizationId,
    contactsPendingRefresh: pending.count,
    periodicRefreshSchedule: plan.schedule.everyMinutes,
    periodicRefreshLastRanAt: lastJob?.started_at ?? null,
    watermark: watermark?.moment ?? null,
    running: await findRunning(community),
    lastFailure: referWithComment(await sinceThen('failure')),
    lastHeld: referWithComment(await sinceThen('held')),
    halt: await readHalt({ community, clock }),
    dailyRefreshStatus: 'disabled',
    dailyRefresh: null,
    communitySyncSchedule: 'disabled',
    communitySyncLastRanAt: null,
    limitingSecurityGroups: limit !== undefined,
    securityGroupsAllowed: limit?.allowed ?? [],
    members: await countMembers(community.db),
    outbox: plan.destination.name === 'local' ? null : await countOutbox(community.db),
    apiUsage: salesforce.usage().org,
  };
}

/** A job that was killed is still marked as running, but nobody has the store for it. */
async function findRunning(community: Community): Promise<JobReference | null> {
  const [job] = await findRunningJobs(community.db);
  return job !== undefined && (await community.claimed('refresh')) ? refer(job) : null;
}

function referWithComment(job: JobTable | undefined): StatusView['lastFailure'] {
  return job === undefined ? null : { ...refer(job), comment: job.comment };
}

function refer({ id, type, started_at: dateTime }: JobTable): JobReference {
  return { jobId: id, jobType: type, dateTime };
}
