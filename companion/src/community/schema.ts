import type { MemberStatus, Outcome } from '../refresh/interfaces.ts';
import type { JobCounts, JobPhase, JobStatus, JobType } from './interfaces.ts';

/*
 * The tables of the community store. Only types that every database has: times
 * are ISO 8601 texts in UTC, which sort as the times do, lists and maps are JSON.
 */

export interface Database {
  member: MemberTable;
  job: JobTable;
  member_refresh: MemberRefreshTable;
  watermark: WatermarkTable;
  organization: OrganizationTable;
  outbox: OutboxTable;
  delivery: DeliveryTable;
  destination: DestinationTable;
}

export interface MemberTable {
  /** 18 characters; primary key. */
  legacy_contact_key: string;
  name: string;
  email: string | null;
  status: MemberStatus;
  /** JSON list: why the member is not active. */
  reasons: string;
  /** JSON map by the community's names. */
  profile: string;
  /** JSON lists, as `MemberTexts` has them; empty for a member who is not active. */
  demographics: string;
  community_groups: string;
  security_groups: string;
  /** The last day on which this row holds if nobody touches the contact; null where nothing ends. */
  expires_on: string | null;
  content_hash: string;
  last_refreshed_at: string;
  /** The last job that read every contact and was shown this one; null if none was. */
  shown_in_job: number | null;
}

/** The job history. A running job's row is its checkpoint: `phase` and `last_key` say what is done. */
export interface JobTable {
  id: number;
  type: JobType;
  status: JobStatus;
  started_at: string;
  /** On Salesforce's clock; null where everything is read. */
  window_from: string | null;
  /** On Salesforce's clock; null for a member refresh. */
  window_to: string | null;
  plan_fingerprint: string;
  phase: JobPhase;
  /** The last Id of the phase that is stored. */
  last_key: string | null;
  /** How many contacts there were to examine when the job began, deleted ones not counted; null if that was not asked. */
  total: number | null;
  examined: number;
  refreshed: number;
  unchanged: number;
  disabled: number;
  not_imported: number;
  failed: number;
  api_calls: number;
  duration_ms: number;
  comment: string | null;
  /** The name of the error that a failed job ended with; null if it had none. */
  error: string | null;
}

/** The member refresh history: one row for each contact that a job did something about. */
export interface MemberRefreshTable {
  job_id: number;
  legacy_contact_key: string;
  /** Empty where Salesforce shows no such contact and the community knows none. */
  name: string;
  refreshed_at: string;
  outcome: Outcome;
  member_status: MemberStatus | null;
  comment: string | null;
}

/** Up to where the community is complete, on Salesforce's clock. */
export interface WatermarkTable {
  job_type: JobType;
  moment: string;
  /** The plan it was reached with: under another, older records may give other members. */
  plan_fingerprint: string;
  job_id: number;
}

/** The one org whose contacts the store holds; empty before the first refresh. */
export interface OrganizationTable {
  /** 18 characters. */
  id: string;
}

/**
 * Members whose present row has to be sent: one row a member, written in the
 * transaction that writes the member. What is sent is made of the member's row
 * when its turn comes, so it is the latest.
 */
export interface OutboxTable {
  legacy_contact_key: string;
  /** The order of sending; kept when the member changes again before it is sent. */
  place: number;
  /** Grows with each change, so that one that comes while the member is being sent is not lost. */
  revision: number;
  queued_at: string;
  /** When the destination refused the member; null while it waits. */
  failed_at: string | null;
  /** The destination's own words. */
  error: string | null;
}

/** What the destination was sent of each member. */
export interface DeliveryTable {
  legacy_contact_key: string;
  /** Null where it is not known whether the last attempt arrived. */
  payload_hash: string | null;
  sent_at: string;
}

/** Where members go, in one row: under other settings, all have to be looked at again. */
export interface DestinationTable {
  settings: string;
  /** Null for none beside the store. */
  url: string | null;
}

export type CountColumns = Pick<
  JobTable,
  'examined' | 'refreshed' | 'unchanged' | 'disabled' | 'not_imported' | 'failed'
>;

export function toCountColumns({ notImported, ...counts }: JobCounts): CountColumns {
  return { ...counts, not_imported: notImported };
}

export function toCounts(row: CountColumns): JobCounts {
  const { examined, refreshed, unchanged, disabled, not_imported: notImported, failed } = row;
  return { examined, refreshed, unchanged, disabled, notImported, failed };
}
