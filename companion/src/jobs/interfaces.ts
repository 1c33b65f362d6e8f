import type { Community } from '../community/community.ts';
import type { OutboxCounts } from '../community/outbox.ts';
import type { JobCounts, JobPhase, JobStatus, JobType } from '../community/interfaces.ts';
import type {
  Demographic,
  GroupMembership,
  MemberStatus,
  Outcome,
  Profile,
} from '../refresh/interfaces.ts';
import type { Salesforce } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';

/** What a finished refresh reports. Times are ISO 8601, UTC. */
export interface JobResult extends JobCounts {
  readonly jobId: number;
  readonly jobType: JobType;
  readonly status: JobStatus;
  /** Start of the window on Salesforce's clock; null where everything was read. */
  readonly from: string | null;
  /** End of the window on Salesforce's clock; null for a member refresh. */
  readonly to: string | null;
  readonly apiCalls: number;
  readonly durationMs: number;
  /** A summary, or what went wrong. */
  readonly comment: string | null;
}

/** Told after each page. `counts` are those of the whole job so far. */
export interface Progress {
  readonly jobType: JobType;
  readonly phase: JobPhase;
  readonly counts: JobCounts;
  /** How many contacts there are to examine, deleted ones not counted; null where that was not asked. */
  readonly total: number | null;
  /** An earlier job was killed or interrupted, and this goes on where it stopped. */
  readonly resumed: boolean;
}

/** What every job needs. */
export interface RefreshDeps {
  readonly plan: Plan;
  readonly salesforce: Salesforce;
  readonly community: Community;
  /** This machine's clock; the windows of a refresh are on Salesforce's. */
  readonly clock: () => Date;
  readonly onProgress?: (progress: Progress) => void;
  /** Asks to stop after the page that is at work; the next refresh goes on from there. */
  readonly stop?: AbortSignal;
}

/** A member as the community has it. */
export interface MemberView {
  readonly legacyContactKey: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: MemberStatus;
  /** Why the member is not active, in the worksheet's own words; empty for an active one. */
  readonly reasons: readonly string[];
  readonly profile: Profile;
  /** These three are empty for a member who is not active. */
  readonly demographics: readonly Demographic[];
  readonly communityGroups: readonly GroupMembership[];
  readonly securityGroups: readonly GroupMembership[];
  readonly lastRefreshedAt: string | null;
}

/**
 * A member as Salesforce has it now. The community is not asked: `status` is
 * `active` or `notImported`, as for a contact that was never a member.
 */
export interface SalesforceMemberView extends MemberView {
  /** The contact's HL_Mod_Date, ISO 8601, UTC; null if no flow ever stamped it. */
  readonly hlModDate: string | null;
}

/** One row of the job history. */
export interface JobView extends JobResult {
  /** When the job started. */
  readonly dateTime: string;
}

/** One row of the member refresh history, with the columns of seeds/000. */
export interface MemberRefreshView {
  /** The member's name, or `Not Imported`. */
  readonly name: string;
  readonly dateTime: string;
  readonly status: 'success' | 'failure';
  readonly legacyContactKey: string;
  readonly jobType: JobType;
  readonly jobId: number;
  readonly outcome: Outcome;
  /** What the guide highlights in red. */
  readonly deactivated: boolean;
  readonly comment: string | null;
}

/** A job, by what tells it from others. */
export interface JobReference {
  readonly jobId: number;
  readonly jobType: JobType;
  /** When it started. */
  readonly dateTime: string;
}

/** That refresh is stopped because too much of the API limit is used. Times are ISO 8601, UTC. */
export interface Halt {
  readonly since: string;
  readonly until: string;
  readonly reason: string;
}

/** The overview of Sync External Database (seeds/000, "Overview information"). */
export interface StatusView {
  /** Id of the Salesforce org, 18 characters. */
  readonly organizationId: string;
  readonly contactsPendingRefresh: number;
  /** Minutes between two periodic refreshes. */
  readonly periodicRefreshSchedule: number;
  /** When the last complete periodic refresh started; null for never. */
  readonly periodicRefreshLastRanAt: string | null;
  /** The moment on Salesforce's clock up to which the community is complete. */
  readonly watermark: string | null;
  /** The refresh that is at work now, whatever its type. */
  readonly running: JobReference | null;
  /** The newest periodic refresh that failed, if none was complete after it. */
  readonly lastFailure: (JobReference & { readonly comment: string | null }) | null;
  /** The newest periodic refresh that was held, if none was complete after it: it would disable too many members. */
  readonly lastHeld: (JobReference & { readonly comment: string | null }) | null;
  /** While refresh is stopped because too much of the API limit is used. */
  readonly halt: Halt | null;
  /** seeds/000: legacy refreshes, which the guide shows as disabled and never run. They do not exist here. */
  readonly dailyRefreshStatus: 'disabled';
  readonly dailyRefresh: null;
  readonly communitySyncSchedule: 'disabled';
  readonly communitySyncLastRanAt: null;
  /** seeds/000, "Limit by Security Group": who is in none of `allowed` is not in the community. */
  readonly limitingSecurityGroups: boolean;
  readonly securityGroupsAllowed: readonly string[];
  readonly members: Readonly<Record<MemberStatus, number>>;
  /** Members to be sent on; null where the store is the only destination. */
  readonly outbox: OutboxCounts | null;
  readonly apiUsage: { readonly used: number; readonly limit: number } | null;
}
