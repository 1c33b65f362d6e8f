import { findTooManyDisables } from '../brake.ts';
import type { Run } from '../run.ts';
import { handleList } from './queued.ts';

/**
 * Disables the members that the job found to be no longer eligible, or gone.
 * Each contact is asked for once more: what it is now counts.
 *
 * @param confirmed whether a person has let pass however many there are
 * @returns why none of them was disabled; null where they were
 */
export async function disableMembers(run: Run, confirmed: boolean): Promise<string | null> {
  // Those that were disabled before a crash are no longer active, so only the start is a fair moment.
  const undecided = run.row.last_key === null;
  const held = undecided && !confirmed ? await findTooManyDisables(run) : null;
  if (held === null) {
    await handleList(run, 'disable');
  }
  return held;
}
