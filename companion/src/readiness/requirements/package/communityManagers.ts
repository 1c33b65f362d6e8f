import { quote } from '../../../salesforce/soql.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import { query } from '../../questions.ts';
import { count } from '../../words.ts';

const SET = PACKAGE.communityManagerPermissionSet;

export const communityManagers = requirement({
  id: 'community-managers',
  group: 'Package',
  requirement: 'Somebody may decide who is in the community',
  source: 'Integration guide, "IsActive"; the permission set of the package',
  applies: ({ contact }) => contact.createdFields.includes(PACKAGE.isActive),
  sees: ['setup'],
  asks: () => ({
    people: query(
      `SELECT Assignee.Name FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(SET)} AND Assignee.IsActive = true`,
    ),
  }),
  judge: ({ people: { totalSize } }, context) =>
    totalSize > 0
      ? pass(`${count(totalSize, 'user')} ${totalSize === 1 ? 'has' : 'have'} ${SET}.`)
      : warn(
          `Nobody has ${SET}, so nobody but a flow or an import checks ${PACKAGE.isActive}.`,
          `${assignCommand(SET, context)} for you; add --on-behalf-of for others.`,
        ),
});
