import type { JobPhase } from '../../community/interfaces.ts';
import type { Changes } from '../../salesforce/interfaces.ts';
import type { Run } from '../run.ts';

/** One part of a refresh. It goes on behind `last_key` of the run's row. */
export interface Phase {
  readonly name: JobPhase;
  /** Whether the job has something to do here. */
  readonly concerns: (run: Run) => boolean;
  readonly work: (run: Run, changes: Changes) => Promise<void>;
}
