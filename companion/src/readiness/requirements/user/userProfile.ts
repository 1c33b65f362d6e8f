import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { fail, pass, warn } from '../../interfaces.ts';
import { assignedSets, setNames } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';

export const userProfile = userRequirement({
  id: 'user-profile',
  group: 'Integration user',
  requirement:
    'The integration user has the permission set of least privilege, or is an administrator',
  source:
    'Integration guide, "Requirements": "System Administrator"; Technical worksheet, "Section I"',
  sees: ['setup'],
  asks: assignedSets,
  judge: (answers, { username, profileName }, context) => {
    const assigned = setNames(answers).includes(PACKAGE.permissionSet);
    const isAdministrator = profileName === 'System Administrator';
    if (assigned) {
      return isAdministrator
        ? warn(
            `${username} has ${PACKAGE.permissionSet}, and the profile System Administrator beside it, which may change everything.`,
            'Give the user a profile with few rights, such as "Minimum Access - API Only Integrations": the permission set grants what the companion needs.',
          )
        : pass(`${username} has ${PACKAGE.permissionSet}; its profile is ${profileName}.`);
    }
    const fix = assignCommand(PACKAGE.permissionSet, context, username);
    return isAdministrator
      ? warn(
          `${username} is a System Administrator without ${PACKAGE.permissionSet}: even an administrator does not see deployed fields without it.`,
          fix,
        )
      : fail(
          `${username} does not have ${PACKAGE.permissionSet}; its profile is ${profileName}.`,
          fix,
        );
  },
});
