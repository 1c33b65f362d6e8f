import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { query } from '../../questions.ts';

export const containerAccounts = requirement({
  id: 'container-accounts',
  group: 'Package',
  requirement: 'An account is marked as a container for new sign-ups',
  source: 'Integration guide, "Contact creation initial setup": "known as a Container Account"',
  applies: ({ containerAccounts: section }) => section !== null,
  shownBy: PACKAGE.communityManagerPermissionSet,
  sees: ['records'],
  asks: () => ({
    marked: query(`SELECT Name FROM Account WHERE ${PACKAGE.approval.container} = true LIMIT 5`),
  }),
  judge: ({ marked }) =>
    marked.totalSize > 0
      ? pass(`Marked: ${marked.records.map((row) => String(row['Name'])).join(', ')}.`)
      : fail(
          'No account is marked, so no sign-up waits for anybody’s approval.',
          'Check "HL Container" on the account that new contacts are put into.',
        ),
});
