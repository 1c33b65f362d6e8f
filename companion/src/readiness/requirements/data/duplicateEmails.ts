import { pass, requirement, warn } from '../../interfaces.ts';
import { query } from '../../questions.ts';

/** More addresses than these are not shown. */
const EXAMPLES = 5;

export const duplicateEmails = requirement({
  id: 'duplicate-emails',
  group: 'Data and automation',
  requirement: 'No two contacts share an e-mail address',
  source: 'Integration guide, "SSO validation"; the community knows one member by one address',
  sees: ['records'],
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
