import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { requirement, warn } from '../../interfaces.ts';
import { holdersOf, judgeHolders } from '../../permissions.ts';

const SET = PACKAGE.communityManagerPermissionSet;

export const communityManagers = requirement({
  id: 'community-managers',
  group: 'Package',
  requirement: 'Somebody may decide who is in the community',
  source: 'Integration guide, "IsActive"; the permission set of the package',
  applies: ({ contact }) => contact.createdFields.includes(PACKAGE.isActive),
  sees: ['setup'],
  asks: () => holdersOf(SET),
  judge: (holders, context) =>
    judgeHolders(
      SET,
      holders,
      warn(
        `Nobody has ${SET}, so nobody but a flow or an import checks ${PACKAGE.isActive}.`,
        `${assignCommand(SET, context)} for you; add --on-behalf-of for others.`,
      ),
    ),
});
