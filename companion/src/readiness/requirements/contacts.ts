import { PACKAGE } from '../../worksheet/packageNames.ts';
import { pass, requirement, warn } from '../interfaces.ts';
import { query } from '../questions.ts';

/** Where a profile's e-mail address comes from decides what is looked at; a path such as `Account.…` cannot be counted here. */
const EXAMPLES = 5;

export const neverStamped = requirement({
  id: 'never-stamped',
  group: 'Data and automation',
  requirement: 'Every contact has been stamped',
  source:
    'Integration guide, "Higher Logic Periodic Refresh"; design: contacts older than the flows have no stamp',
  asks: () => ({
    unstamped: query(`SELECT COUNT() FROM Contact WHERE ${PACKAGE.modDate} = null`),
    all: query('SELECT COUNT() FROM Contact'),
  }),
  judge: ({ unstamped, all }, { targetOrg }) =>
    unstamped.totalSize === 0
      ? pass(`All ${all.totalSize} contacts have a stamp.`)
      : warn(
          `${unstamped.totalSize} of ${all.totalSize} contacts are older than the flows and have no stamp. The companion reads every contact the first time; the vendor’s own integration never sees these.`,
          `hl backfill --target-org ${targetOrg} stamps them.`,
        ),
});

export const withoutEmail = requirement({
  id: 'contacts-without-email',
  group: 'Data and automation',
  requirement: 'Every contact has an e-mail address',
  source: 'Integration guide, "Single sign-on (SSO)": members log in by it',
  asks: () => ({ without: query('SELECT COUNT() FROM Contact WHERE Email = null') }),
  judge: ({ without }) =>
    without.totalSize === 0
      ? pass('Every contact has one.')
      : warn(
          `${without.totalSize} contacts have no e-mail address: they come into the community, and cannot log in or be written to.`,
          'A report of contacts where Email is blank shows them (Reports > New Report > Contacts & Accounts).',
        ),
});

export const duplicateEmails = requirement({
  id: 'duplicate-emails',
  group: 'Data and automation',
  requirement: 'No two contacts share an e-mail address',
  source: 'Integration guide, "SSO validation"; the community knows one member by one address',
  asks: () => ({
    shared: query(
      `SELECT Email, COUNT(Id) contacts FROM Contact WHERE Email != null GROUP BY Email HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC LIMIT ${EXAMPLES + 1}`,
    ),
  }),
  judge: ({ shared }) => {
    const { records } = shared;
    if (records.length === 0) {
      return pass('No e-mail address is on two contacts.');
    }
    const examples = records
      .slice(0, EXAMPLES)
      .map((row) => `${String(row['Email'])} (${String(row['contacts'])})`);
    return warn(
      `On several contacts each: ${examples.join(', ')}${records.length > EXAMPLES ? ' and more' : ''}.`,
      'Merge the contacts that are one person (the contact > View Duplicates), and give the others addresses of their own.',
    );
  },
});
