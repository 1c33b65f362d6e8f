import type { JobResult, StatusView } from '../jobs/interfaces.ts';

const number = new Intl.NumberFormat('en');

/** A job in a few lines: how it ended, its own comment, what it cost. */
export function describeJob(job: JobResult): string {
  const cost = `${number.format(job.apiCalls)} Salesforce API calls, ${(job.durationMs / 1000).toFixed(1)} s`;
  return [`${job.jobType} ${job.jobId}: ${job.status}`, job.comment, cost]
    .filter((line) => line !== null)
    .join('\n');
}

/** The overview of Sync External Database, one fact a line. */
export function describeStatus(status: StatusView): string {
  const { members, apiUsage } = status;
  const facts: [string, string][] = [
    ['Contacts pending refresh', number.format(status.contactsPendingRefresh)],
    ['Periodic refresh every', `${status.periodicRefreshSchedule} minutes`],
    ['Periodic refresh last ran at', status.periodicRefreshLastRanAt ?? 'never'],
    ['Complete up to', status.watermark ?? 'nothing yet'],
    ['Members active', number.format(members.active)],
    ['Members disabled', number.format(members.disabled)],
    ['Contacts not imported', number.format(members.notImported)],
    ['Salesforce API calls, 24 hours', apiUsage ? describeUsage(apiUsage) : 'unknown'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function describeUsage({ used, limit }: { used: number; limit: number }): string {
  const percent = limit === 0 ? 0 : Math.round((used / limit) * 100);
  return `${number.format(used)} of ${number.format(limit)} (${percent} %)`;
}
