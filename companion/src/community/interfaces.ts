/** Names of seeds/000, "Member Refresh History and Job History". */
export type JobType = 'Periodic Refresh' | 'Member Refresh';

/** `running` is also what a killed job is left as until the next one takes it up. */
export type JobStatus = 'running' | 'success' | 'failure';

/**
 * The parts of a periodic refresh, in their order: what changed, what came back
 * from the recycle bin, what is in it.
 */
export type JobPhase = 'contacts' | 'restored' | 'deleted';

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
