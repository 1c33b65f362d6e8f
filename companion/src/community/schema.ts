import type { MemberStatus, Outcome } from '../refresh/interfaces.ts';
import type { JobCounts, JobPhase, JobScope, JobStatus, JobType } from './interfaces.ts';

/*
 * The tables of the community store. Only types that every database has: times
 * are ISO 8601 texts in UTC, which sort as the times do, lists and maps are JSON.
 */

export interface Database {
  member: MemberTable;
  job: JobTable;
  job_key: JobKeyTable;
  job_shown: JobShownTable;
  member_refresh: MemberRefreshTable;
  watermark: WatermarkTable;
  organization: OrganizationTable;
  field_catalogue: FieldCatalogueTable;
  halt: HaltTable;
  campaign: CampaignTable;
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
  /** Of the contact that the row was made of, as bulk results had it; null where it came otherwise, or is gone. */
  source_hash: string | null;
  /** Of the rules that made the row; null where `source_hash` is. */
  rules_hash: string | null;
  last_refreshed_at: string;
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
  /** Null until the window is open, and for a refresh by keys. */
  scope: JobScope | null;
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

/** What a job still has to do; gone when it is done. Primary key: job, list and legacy contact key. */
export interface JobKeyTable {
  job_id: number;
  list: 'refresh' | 'disable';
  legacy_contact_key: string;
  /** Why; null where nothing is to be said. */
  note: string | null;
}

/** The contacts that a job read, a row for each page; gone when it is done. */
export interface JobShownTable {
  job_id: number;
  /** Their legacy contact keys, 18 characters each, one behind the other. */
  keys: string;
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
  /** `Daily Pass`: up to where changes that no flow stamped were found, too. */
  job_type: JobType | 'Daily Pass';
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

/** What Salesforce said of the plan's fields; one row at most. */
export interface FieldCatalogueTable {
  plan_fingerprint: string;
  /** On this machine's clock. */
  read_at: string;
  /** JSON. */
  fields: string;
}

/** A campaign as a refresh last found it changed: what else changes of it is nobody's business. */
export interface CampaignTable {
  /** 18 characters; primary key. */
  id: string;
  name: string;
  /** `2026-12-31`; null for none. */
  end_date: string | null;
  /** 1 for a deleted one, 0 otherwise. */
  deleted: number;
  /** The job that found it: only when that is complete are the campaign's members refreshed. */
  job_id: number;
}

/** That refresh stops because too much of the API limit is used; one row at most. */
export interface HaltTable {
  since: string;
  until: string;
  /** API calls of the org in 24 hours when it began; null where Salesforce did not say. */
  used: number | null;
  /** The allotment of which that was too much; null where Salesforce did not say. */
  allotment: number | null;
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
