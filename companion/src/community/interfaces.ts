/**
 * Names of seeds/000, "Member Refresh History and Job History". `Unspecified` is
 * a member refresh that a sign-on caused (seeds/000, "SSO validation").
 */
export type JobType =
  | 'Periodic Refresh'
  | 'Member Refresh'
  | 'Unspecified'
  | 'Community Refresh'
  | 'Security Group Refresh';

/**
 * `running` is also what a killed job is left as until the next one takes it up.
 * `held` is a job that did everything but disable members, because there were too many.
 */
export type JobStatus = 'running' | 'success' | 'held' | 'failure';

/** What a periodic refresh takes for changed: what the flows stamped, whatever was saved, or everything. */
export type JobScope = 'stamped' | 'modified' | 'everything';

/** The parts of a refresh, in their order. */
export type JobPhase =
  /** Contacts that changed. */
  | 'contacts'
  /** Contacts whose account changed. */
  | 'accounts'
  /** Contacts in the recycle bin, and who won where one lost a merge. */
  | 'deleted'
  | 'campaigns'
  | 'campaignMembers'
  /** Members whose membership, or place in a campaign, ended. */
  | 'expired'
  /** Contacts that came back from the recycle bin. */
  | 'restored'
  /** Contacts that the earlier phases, or the caller, named by their key. */
  | 'queued'
  /** Members whose contact was not among all that were read. */
  | 'unshown'
  /** Members that are no longer eligible or gone, applied last. */
  | 'disables';

/** How many contacts went which way: `examined` is the sum of the others. */
export interface JobCounts {
  readonly examined: number;
  /** Written to the community as changed. */
  readonly refreshed: number;
  /** The community shows the same as before: equal content, or a member that was disabled and stays so. */
  readonly unchanged: number;
  /** Were in the community and are no longer eligible, or no longer in Salesforce. */
  readonly disabled: number;
  /** Not eligible, and never were. */
  readonly notImported: number;
  readonly failed: number;
}
