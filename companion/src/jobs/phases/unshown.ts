import { findKeys, findKnown } from '../../community/members.ts';
import { GONE } from '../../refresh/transition.ts';
import { refuseBeyondBudget } from '../budget.ts';
import { handleByKey, KEYS_PER_READ } from '../byKey.ts';
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
  concerns: ({ row }) => readsEverything(row),
  async work(run) {
    let trusted = false;
    for (let page = await findUnshown(run); page !== null; page = await findUnshown(run)) {
      const doubt = trusted ? null : await doubtAboutAbsence(run);
      if (doubt !== null) {
        const comment = `Members that Salesforce did not show stay as they are: ${doubt}.`;
        await run.save({ comment });
        return;
      }
      trusted = true;
      refuseBeyondBudget(run.deps);
      await run.save({ last_key: page.last }, { handled: await handleByKey(run, page.keys) });
      reportProgress(run);
    }
  },
};

/** The next members that were not shown, but for those known to be gone; null behind the last. */
async function findUnshown({
  deps,
  row,
  shown,
}: Run): Promise<{ keys: string[]; last: string } | null> {
  const { db } = deps.community;
  for (let after = row.last_key; ;) {
    const keys = await findKeys(db, after);
    const last = keys.at(-1);
    if (last === undefined) {
      return null;
    }
    const absent = keys.filter((key) => !shown.has(key));
    const known = await findKnown(db, absent);
    const news = absent.filter((key) => known.get(key)?.contentHash !== GONE);
    if (news.length > 0) {
      const some = news.slice(0, KEYS_PER_READ);
      return { keys: some, last: some.length < news.length ? some.at(-1)! : last };
    }
    after = last;
  }
}

/** Absence means that a contact is gone only to a user who sees them all, and if all that were counted were shown. */
async function doubtAboutAbsence({ deps, row, shown }: Run): Promise<string | null> {
  if (!(await deps.salesforce.seesAllContacts())) {
    return 'the user does not have View All on Contact, so sharing may hide them';
  }
  const { count } = await deps.salesforce.countContacts({ since: null, by: 'stamp' });
  const counts = [row.total ?? count, count];
  // What was added or deleted while the job ran is between the two counts.
  return shown.size() >= Math.min(...counts) && shown.size() <= Math.max(...counts)
    ? null
    : `Salesforce counts ${count} contacts and showed ${shown.size()}`;
}
