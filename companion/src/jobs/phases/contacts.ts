import { isBulkCheckpoint } from '../../salesforce/bulk.ts';
import { readSources } from '../../community/members.ts';
import { eachBulkPage, eachContactPage } from '../pages.ts';
import { makingOf } from '../rules.ts';
import { readsEverything, type Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

export const contacts: Phase = {
  name: 'contacts',
  concerns: () => true,
  work: async (run, changes) => {
    const { last_key: start } = run.row;
    if (isInBulk(run)) {
      const known = readSources(run.deps.community.db, await makingOf(run));
      await eachBulkPage(run, changes.contactsInBulk(start, known));
    } else {
      await eachContactPage(run, changes.contacts(start));
    }
  },
};

/** Account changes are read through the contacts, so that nothing depends on thousands of contacts having been stamped. */
export const accounts: Phase = {
  name: 'accounts',
  // In bulk they came with the contacts that changed themselves.
  concerns: (run) => !readsEverything(run.row) && !isLarge(run),
  work: (run, changes) => eachContactPage(run, changes.contactsOfAccounts(run.row.last_key)),
};

/** A job that goes on stays with what it began with: only that knows where it stopped. */
function isInBulk(run: Run): boolean {
  const { last_key: start } = run.row;
  return start === null ? isLarge(run) : isBulkCheckpoint(start);
}

function isLarge({ deps, row }: Run): boolean {
  return (row.total ?? 0) >= deps.salesforce.bulkFrom;
}
