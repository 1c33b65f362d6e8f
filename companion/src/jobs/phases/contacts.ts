import { isBulkCheckpoint } from '../../salesforce/bulk.ts';
import { eachPage, handleContacts } from '../pages.ts';
import { readsEverything } from '../run.ts';
import type { JobTable } from '../../community/schema.ts';
import type { Phase } from './interfaces.ts';

/**
 * From so many contacts on Bulk API 2.0 is cheaper: REST needs a call for each
 * 2,000, Bulk some twelve calls to start and watch its jobs, and one for 50,000.
 */
const BULK_FROM = 30_000;

export const contacts: Phase = {
  name: 'contacts',
  concerns: () => true,
  work: (run, changes) => {
    const { last_key: start } = run.row;
    const pages = isInBulk(run.row) ? changes.contactsInBulk(start) : changes.contacts(start);
    return eachPage(run, pages, (page) => handleContacts(run, page));
  },
};

/** Account changes are read through the contacts, so that nothing depends on thousands of contacts having been stamped. */
export const accounts: Phase = {
  name: 'accounts',
  // In bulk they came with the contacts that changed themselves.
  concerns: (job) => !readsEverything(job) && !isLarge(job),
  work: (run, changes) =>
    eachPage(run, changes.contactsOfAccounts(run.row.last_key), (page) =>
      handleContacts(run, page),
    ),
};

/** A job that goes on stays with what it began with: only that knows where it stopped. */
function isInBulk(job: JobTable): boolean {
  return job.last_key === null ? isLarge(job) : isBulkCheckpoint(job.last_key);
}

function isLarge({ total }: JobTable): boolean {
  return (total ?? 0) >= BULK_FROM;
}
