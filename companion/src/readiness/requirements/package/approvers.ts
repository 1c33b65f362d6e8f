import { quote } from '../../../salesforce/soql.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
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
    assigned: query(
      `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(SET)} AND Assignee.IsActive = true`,
    ),
  }),
  judge: ({ members, assigned }, context) => {
    if (members.totalSize === 0) {
      return fail(
        `The public group ${GROUP} has no members: nobody is told of a sign-up.`,
        'Setup > Public Groups > HL Approvers > Edit: add the people, or a group or role that has them.',
      );
    }
    const group = `The group ${GROUP} has ${count(members.totalSize, 'member')}`;
    return assigned.totalSize === 0
      ? fail(
          `${group}, and nobody has ${SET}, without which the screens do not open.`,
          `${assignCommand(SET, context)} for you; add --on-behalf-of for others.`,
        )
      : pass(
          `${group}, and ${count(assigned.totalSize, 'user')} ${assigned.totalSize === 1 ? 'has' : 'have'} ${SET}.`,
        );
  },
});
