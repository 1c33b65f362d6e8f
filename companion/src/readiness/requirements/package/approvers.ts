import { quote } from '../../../salesforce/soql.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { fail, requirement } from '../../interfaces.ts';
import { holdersOf, judgeHolders } from '../../permissions.ts';
import { query } from '../../questions.ts';
import { count } from '../../words.ts';

const { approvers: GROUP, permissionSet: SET } = PACKAGE.approval;

export const approvers = requirement({
  id: 'approvers',
  group: 'Package',
  requirement: 'Somebody is told of new sign-ups, and may approve them',
  source: 'Integration guide, "Best practices"; Metadata API, "Group": deployed without members',
  applies: ({ containerAccounts }) => containerAccounts !== null,
  sees: ['setup'],
  asks: () => ({
    members: query(
      `SELECT UserOrGroupId FROM GroupMember WHERE Group.DeveloperName = ${quote(GROUP)}`,
    ),
    ...holdersOf(SET),
  }),
  judge: ({ members, ...holders }, context) => {
    if (members.totalSize === 0) {
      return fail(
        `The public group ${GROUP} has no members: nobody is told of a sign-up.`,
        'Setup > Public Groups > HL Approvers > Edit: add the people, or a group or role that has them.',
      );
    }
    const group = `The group ${GROUP} has ${count(members.totalSize, 'member')}`;
    const nobody = fail(
      `${group}, and nobody has ${SET}, without which the screens do not open.`,
      `${assignCommand(SET, context)} for you; add --on-behalf-of for others.`,
    );
    return judgeHolders(SET, holders, nobody);
  },
});
