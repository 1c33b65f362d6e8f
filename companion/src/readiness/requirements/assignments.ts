import { PACKAGE } from '../../worksheet/packageNames.ts';
import { quote } from '../../salesforce/soql.ts';
import { pass, requirement, warn } from '../interfaces.ts';
import { query } from '../questions.ts';

export const communityManagers = requirement({
  id: 'community-managers',
  group: 'Package',
  requirement: 'Somebody may decide who is in the community',
  source: 'Integration guide, "IsActive"; the permission set of the package',
  applies: ({ contact }) => contact.createdFields.includes(PACKAGE.isActive),
  asks: () => ({
    people: query(
      `SELECT Assignee.Name FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(PACKAGE.communityManagerPermissionSet)} AND Assignee.IsActive = true`,
    ),
  }),
  judge: ({ people }, { targetOrg }) =>
    people.totalSize > 0
      ? pass(`${people.totalSize} people have ${PACKAGE.communityManagerPermissionSet}.`)
      : warn(
          `Nobody has ${PACKAGE.communityManagerPermissionSet}, so nobody but a flow or an import checks ${PACKAGE.isActive}.`,
          `sf org assign permset --name ${PACKAGE.communityManagerPermissionSet} --on-behalf-of USERNAME --target-org ${targetOrg}`,
        ),
});
