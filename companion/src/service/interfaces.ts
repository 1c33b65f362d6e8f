import type { Community } from '../community/community.ts';
import type { OutboxCounts } from '../community/outbox.ts';
import type { Halt, JobResult, MemberRefreshView, Progress } from '../jobs/interfaces.ts';
import type { Salesforce } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import type { Explained, Logger } from './log.ts';

export interface ServiceDeps {
  readonly plan: Plan;
  readonly community: Community;
  /**
   * For one refresh.
   *
   * @param afresh the last one failed: somebody may have logged in again since
   */
  readonly openSalesforce: (afresh: boolean) => Promise<Salesforce>;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Asks to stop: a refresh ends with the page that it is at. */
  readonly stop: AbortSignal;
}

/** How a scheduled refresh ended. Times are ISO 8601, UTC. */
export interface LastRun {
  readonly startedAt: string;
  readonly endedAt: string;
  /** `skipped` where another process was refreshing the same store. */
  readonly status: 'success' | 'held' | 'failure' | 'halted' | 'stopped' | 'skipped';
  /** Null where none was begun. */
  readonly jobId: number | null;
  readonly comment: string | null;
  /** What went wrong, and what to do about it. */
  readonly error: Explained | null;
}

/** How the service does. Times are ISO 8601, UTC. */
export interface Health {
  /**
   * `halted` for 24 hours because of the API limit; `held` if a refresh waits for a
   * person to confirm its disables; `failing` if the last refresh or sending did.
   */
  readonly status: 'ok' | 'halted' | 'held' | 'failing';
  /** How far the refresh is that runs now; null for none. */
  readonly running: Pick<Progress, 'jobType' | 'phase' | 'counts' | 'total'> | null;
  /** Null before the first one ended. */
  readonly lastRun: LastRun | null;
  /** When the next scheduled refresh starts; null once there is none. */
  readonly nextRun: string | null;
  readonly halt: Halt | null;
  /** Members to be sent on, and why the last sending ended early; null without a destination. */
  readonly pending: (OutboxCounts & { readonly error: string | null }) | null;
}

/** What a refresh at sign-on came to: the job, and what became of each member. */
export type SignOnResult = JobResult & { readonly members: readonly MemberRefreshView[] };
