import { quote } from '../../salesforce/soql.ts';
import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fail, pass, requirement } from '../interfaces.ts';
import { query } from '../questions.ts';

const { approval } = PACKAGE;
const wanted = ({ containerAccounts }: Plan) => containerAccounts !== null;

export const containers = requirement({
  id: 'container-accounts',
  group: 'Package',
  requirement: 'An account is marked as a container for new sign-ups',
  source: 'Integration guide, "Contact creation initial setup": "known as a Container Account"',
  applies: wanted,
  asks: () => ({
    marked: query(`SELECT Name FROM Account WHERE ${approval.container} = true LIMIT 5`),
  }),
  judge: ({ marked }) =>
    marked.totalSize > 0
      ? pass(`Marked: ${marked.records.map((row) => String(row['Name'])).join(', ')}.`)
      : fail(
          `No account is marked, so no sign-up waits for anybody’s approval.`,
          `Check "HL Container" on the account that new contacts are put into.`,
        ),
});

export const approvers = requirement({
  id: 'approvers',
  group: 'Package',
  requirement: 'Somebody is told of new sign-ups, and may approve them',
  source: 'Integration guide, "Best practices"; Metadata API, "Group": deployed without members',
  applies: wanted,
  asks: () => ({
    members: query(
      `SELECT UserOrGroupId FROM GroupMember WHERE Group.DeveloperName = ${quote(approval.approvers)}`,
    ),
    assigned: query(
      `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(approval.permissionSet)} AND Assignee.IsActive = true`,
    ),
  }),
  judge: ({ members, assigned }, { targetOrg }) => {
    if (members.totalSize === 0) {
      return fail(
        `The public group ${approval.approvers} has no members: nobody is told of a sign-up.`,
        'Setup > Public Groups > HL Approvers > Edit: add the people, or a group or role that has them.',
      );
    }
    return assigned.totalSize === 0
      ? fail(
          `The group ${approval.approvers} has members (${members.totalSize}), and nobody has ${approval.permissionSet}, without which the screens do not open.`,
          `sf org assign permset --name ${approval.permissionSet} --on-behalf-of USERNAME --target-org ${targetOrg}`,
        )
      : pass(
          `The group has ${members.totalSize} members, and ${assigned.totalSize} people have ${approval.permissionSet}.`,
        );
  },
});
