import { isBulkCheckpoint } from '../../salesforce/bulk.ts';
import { eachPage, handleBulk, handleContacts } from '../pages.ts';
import { readsEverything, type Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

export const contacts: Phase = {
  name: 'contacts',
  concerns: () => true,
  work: (run, changes) => {
    const { last_key: start } = run.row;
    return isInBulk(run)
      ? eachPage(run, changes.contactsInBulk(start), (page) => handleBulk(run, page))
      : eachPage(run, changes.contacts(start), (page) => handleContacts(run, page));
  },
};

/** Account changes are read through the contacts, so that nothing depends on thousands of contacts having been stamped. */
export const accounts: Phase = {
  name: 'accounts',
  // In bulk they came with the contacts that changed themselves.
  concerns: (run) => !readsEverything(run.row) && !isLarge(run),
  work: (run, changes) =>
    eachPage(run, changes.contactsOfAccounts(run.row.last_key), (page) =>
      handleContacts(run, page),
    ),
};

/** A job that goes on stays with what it began with: only that knows where it stopped. */
function isInBulk(run: Run): boolean {
  const { last_key: start } = run.row;
  return start === null ? isLarge(run) : isBulkCheckpoint(start);
}

function isLarge({ deps, row }: Run): boolean {
  return (row.total ?? 0) >= deps.salesforce.bulkFrom;
}
