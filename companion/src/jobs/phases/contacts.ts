import { eachPage, handleContacts } from '../pages.ts';
import { readsEverything } from '../run.ts';
import type { Phase } from './interfaces.ts';

export const contacts: Phase = {
  name: 'contacts',
  concerns: () => true,
  work: (run, changes) =>
    eachPage(run, changes.contacts(run.row.last_key), (page) => handleContacts(run, page)),
};

/** Account changes are read through the contacts, so that nothing depends on thousands of contacts having been stamped. */
export const accounts: Phase = {
  name: 'accounts',
  concerns: (job) => !readsEverything(job),
  work: (run, changes) =>
    eachPage(run, changes.contactsOfAccounts(run.row.last_key), (page) =>
      handleContacts(run, page),
    ),
};
