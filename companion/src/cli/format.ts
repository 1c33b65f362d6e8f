import type { JobPhase } from '../community/interfaces.ts';
import type { JobReference, JobResult, MemberRefreshView, Progress } from '../jobs/interfaces.ts';
import type { Demographic, GroupMembership, Outcome } from '../refresh/interfaces.ts';
import type { StatusReport } from './stampFailures.ts';

const number = new Intl.NumberFormat('en');

/** A job in a few lines: how it ended, its own comment, what it cost. */
export function describeJob(job: JobResult): string {
  const calls = job.apiCalls === 1 ? 'call' : 'calls';
  const cost = `${number.format(job.apiCalls)} Salesforce API ${calls}, ${(job.durationMs / 1000).toFixed(1)} s`;
  return [`${job.jobType} ${job.jobId}: ${job.status}`, job.comment, cost]
    .filter((line) => line !== null)
    .join('\n');
}

/** How far a refresh is, as it stands beside the spinner. */
export function describeProgress({ phase, counts, total, resumed }: Progress): string {
  const examined = number.format(counts.examined);
  const facts = [
    total === null || phase !== 'contacts'
      ? `${examined} examined`
      : `${examined} of ${number.format(total)} examined`,
    ...(PHASE_WORDS[phase] === undefined ? [] : [PHASE_WORDS[phase]]),
    ...(resumed ? ['taken up where an earlier job stopped'] : []),
  ];
  return facts.join(', ');
}

const PHASE_WORDS: Readonly<Partial<Record<JobPhase, string>>> = {
  accounts: 'reading contacts of changed accounts',
  deleted: 'looking through the recycle bin',
  campaigns: 'looking for changed campaigns',
  campaignMembers: 'looking for changed campaign members',
  restored: 'looking for restored contacts',
  queued: 'reading contacts by key',
  unshown: 'looking for members that Salesforce did not show',
  disables: 'disabling members',
};

/** One line of a dry run. */
export function describeChange({
  outcome,
  legacyContactKey,
  name,
  comment,
}: MemberRefreshView): string {
  return `  ${OUTCOME_WORDS[outcome]}  ${legacyContactKey}  ${name}${comment === null ? '' : ` (${comment})`}`;
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  refreshed: 'refresh   ',
  unchanged: 'keep      ',
  disabled: 'disable   ',
  notImported: 'not import',
  failed: 'fail      ',
};

type Fact = [name: string, value: string];

/** The overview of Sync External Database, one fact a line. */
export function describeStatus(status: StatusReport): string {
  const { members, outbox, apiUsage, stampFailures, running, lastFailure, lastHeld, halt } = status;
  const facts: Fact[] = [
    ['Contacts pending refresh', number.format(status.contactsPendingRefresh)],
    ['Periodic refresh every', `${status.periodicRefreshSchedule} minutes`],
    ['Periodic refresh last ran at', status.periodicRefreshLastRanAt ?? 'never'],
    ['Refresh running', running ? nameJob(running) : 'none'],
    ['Last failure', lastFailure ? describeFailure(lastFailure) : 'none'],
    ...(lastHeld ? [['Held', describeFailure(lastHeld)] as Fact] : []),
    ['Halted', halt ? `until ${halt.until}: at ${halt.since} ${halt.reason}` : 'no'],
    ['Complete up to', status.watermark ?? 'nothing yet'],
    ['Daily refresh', `${status.dailyRefreshStatus}, last ran: never`],
    ['Community sync', `${status.communitySyncSchedule}, last ran: never`],
    ['Limiting security groups', status.limitingSecurityGroups ? 'True' : 'False'],
    ...(status.limitingSecurityGroups
      ? [['Security groups allowed', status.securityGroupsAllowed.join(', ')] as Fact]
      : []),
    ['Members active', number.format(members.active)],
    ['Members disabled', number.format(members.disabled)],
    ['Contacts not imported', number.format(members.notImported)],
    ...(outbox === null ? [] : [['Waiting for Higher Logic', describeOutbox(outbox)] as Fact]),
    ...(stampFailures === null
      ? []
      : [['HL Stamp Failures', number.format(stampFailures)] as Fact]),
    ['Salesforce API calls, 24 hours', apiUsage ? describeUsage(apiUsage) : 'unknown'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function nameJob({ jobId, jobType, dateTime }: JobReference): string {
  return `${jobType} ${jobId}, started at ${dateTime}`;
}

function describeFailure(failure: NonNullable<StatusReport['lastFailure']>): string {
  return `${nameJob(failure)}: ${failure.comment ?? 'it does not say why'}`;
}

function describeOutbox({ waiting, failed }: NonNullable<StatusReport['outbox']>): string {
  const refused = failed === 0 ? '' : `, ${number.format(failed)} refused: \`hl push status\``;
  return number.format(waiting) + refused;
}

function describeUsage({ used, limit }: { used: number; limit: number }): string {
  const percent = limit === 0 ? 0 : Math.round((used / limit) * 100);
  return `${number.format(used)} of ${number.format(limit)} (${percent} %)`;
}

/** Label and value, as in "Education Level: Bachelor's (Yes)". */
export function describeDemographic({ label, value, answer }: Demographic): string {
  return `${label}: ${value}${answer === null ? '' : ` (${answer})`}`;
}

/** A group's name with what tells this membership from others. */
export function describeGroup({ name, type, role, endDate }: GroupMembership): string {
  const facts = [type, role, ...(endDate === null ? [] : [`until ${endDate}`])];
  return `${name} (${facts.join(', ')})`;
}
