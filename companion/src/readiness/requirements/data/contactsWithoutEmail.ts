import { pass, requirement, warn } from '../../interfaces.ts';
import { query } from '../../questions.ts';
import { count } from '../../words.ts';

export const contactsWithoutEmail = requirement({
  id: 'contacts-without-email',
  group: 'Data and automation',
  requirement: 'Every contact has an e-mail address',
  source: 'Integration guide, "Single sign-on (SSO)": members log in by it',
  sees: ['records'],
  asks: () => ({ without: query('SELECT COUNT() FROM Contact WHERE Email = null') }),
  judge: ({ without }) =>
    without.totalSize === 0
      ? pass('Every contact has one.')
      : warn(
          `${count(without.totalSize, 'contact')} without an e-mail address: such members come into the community, and cannot log in or be written to.`,
          'A report of contacts where Email is blank shows them (Reports > New Report > Contacts & Accounts).',
        ),
});
