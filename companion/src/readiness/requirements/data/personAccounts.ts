import { checkPersonAccounts } from '../../../worksheet/orgCheck.ts';
import { deployCommand } from '../../commands.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { describe } from '../../questions.ts';

export const personAccounts = requirement({
  id: 'person-accounts',
  group: 'Data and automation',
  requirement: 'The worksheet knows whether the org has person accounts',
  source: 'Salesforce Help, "Person Accounts": saving one fires Account automation only',
  asks: () => ({ account: describe('Account') }),
  judge: ({ account }, context) => {
    const { plan } = context;
    if (checkPersonAccounts(plan, new Map([['Account', account]])).length === 0) {
      return pass(
        `The org has ${plan.personAccounts ? '' : 'no '}person accounts, and the worksheet says so.`,
      );
    }
    return plan.personAccounts
      ? fail(
          'The org has no person accounts, and the worksheet says that it has: the package will not deploy.',
          'Write personAccounts: false into the worksheet; then `hl generate`.',
        )
      : fail(
          'The org has person accounts, and the worksheet says that it has none: changes of those people would not be stamped.',
          `Write personAccounts: true into the worksheet; then \`hl generate\`, and ${deployCommand(context)}`,
        );
  },
});
