import { countShown, findUnshown } from '../../community/members.ts';
import { refuseBeyondBudget } from '../budget.ts';
import { handleByKey } from '../byKey.ts';
import { reportProgress } from '../report.ts';
import { readsEverything, type Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

/**
 * Contacts that were deleted for good, or fell out of the recycle bin between
 * two refreshes, show only by their absence when every contact is read. Each is
 * looked up by its key before it counts as gone.
 */
export const unshown: Phase = {
  name: 'unshown',
  concerns: readsEverything,
  async work(run) {
    const { community } = run.deps;
    const first = await findUnshown(community.db, { jobId: run.row.id, after: run.row.last_key });
    const doubt = first.length === 0 ? null : await doubtAboutAbsence(run);
    if (doubt !== null) {
      await run.save({
        comment: `Members that Salesforce did not show stay as they are: ${doubt}.`,
      });
      return;
    }
    for (let keys = first; keys.length > 0;) {
      refuseBeyondBudget(run.deps);
      await run.save({ last_key: keys.at(-1)! }, { handled: await handleByKey(run, keys) });
      reportProgress(run);
      keys = await findUnshown(community.db, { jobId: run.row.id, after: run.row.last_key });
    }
  },
};

/** Absence means that a contact is gone only to a user who sees them all, and if all that were counted were shown. */
async function doubtAboutAbsence({ deps, row }: Run): Promise<string | null> {
  const { community, salesforce } = deps;
  if (!(await salesforce.seesAllContacts())) {
    return 'the user does not have View All on Contact, so sharing may hide them';
  }
  const shown = await countShown(community.db, row.id);
  const { count } = await salesforce.countContacts({ since: null, by: 'stamp' });
  const counts = [row.total ?? count, count];
  // What was added or deleted while the job ran is between the two counts.
  return shown >= Math.min(...counts) && shown <= Math.max(...counts)
    ? null
    : `Salesforce counts ${count} contacts and showed ${shown}`;
}
