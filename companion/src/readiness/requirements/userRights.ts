import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fail, pass, warn } from '../interfaces.ts';
import { granting, grantedBy } from '../permissions.ts';
import { quote } from '../../salesforce/soql.ts';
import { query } from '../questions.ts';
import { userId, userRequirement } from '../user.ts';

export const userProfile = userRequirement({
  id: 'user-profile',
  group: 'Integration user',
  requirement:
    'The integration user has the permission set of least privilege, or is an administrator',
  source:
    'Integration guide, "Requirements": "System Administrator"; Technical worksheet, "Section I"',
  asks: (context) => ({
    sets: query(
      `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId(context))} AND PermissionSet.Name = ${quote(PACKAGE.permissionSet)}`,
    ),
  }),
  judge: ({ sets }, { username, profileName }, { targetOrg }) => {
    const assigned = sets.totalSize > 0;
    const isAdministrator = profileName === 'System Administrator';
    if (assigned) {
      return isAdministrator
        ? warn(
            `${username} has ${PACKAGE.permissionSet}, and the profile System Administrator beside it, which may change everything.`,
            'Give the user a profile with few rights, such as "Minimum Access - API Only Integrations": the permission set grants what the companion needs.',
          )
        : pass(`${username} has ${PACKAGE.permissionSet}; its profile is ${profileName}.`);
    }
    const fix = `sf org assign permset --name ${PACKAGE.permissionSet} --on-behalf-of ${username} --target-org ${targetOrg}`;
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

export const marketingUser = userRequirement({
  id: 'marketing-user',
  group: 'Integration user',
  requirement: 'The integration user is a Marketing User, where campaigns become communities',
  source: 'Integration guide, "Requirements": "Marketing User"; Object Reference, "User"',
  applies: ({ communityGroups }) => communityGroups.campaigns,
  asks: () => ({}),
  judge: (_, { username, isMarketingUser }) =>
    isMarketingUser
      ? pass(`Marketing User is checked for ${username}.`)
      : warn(
          `Marketing User is not checked for ${username}. The companion only reads campaigns and does without; the vendor’s own integration asks for it.`,
          `Setup > Users > ${username} > Edit: check Marketing User.`,
        ),
});

export const appCreation = userRequirement({
  id: 'app-creation',
  group: 'Integration user',
  requirement: 'Somebody may create the app through which the companion logs in',
  source:
    'Integration guide, "Requirements": "Connected App Creation"; since Spring ’26 Salesforce creates External Client Apps only',
  applies: ({ access }) => access.login === 'jwt',
  asks: (context) => ({ customize: granting(context, 'CustomizeApplication') }),
  judge: ({ customize }, { username }) => {
    const source = grantedBy(customize);
    return source === null
      ? pass(
          `${username} may not create apps, and need not: new connected apps are gone since Spring ’26, and an administrator deploys the External Client App once.`,
        )
      : pass(
          `${username} may create External Client Apps (Customize Application, from ${source}).`,
        );
  },
});

export const passwordNeverExpires = userRequirement({
  id: 'password-never-expires',
  group: 'Integration user',
  requirement: 'The integration user’s password does not expire',
  source:
    'Integration guide, "Requirements": "not have a 90-day password reset"; Technical worksheet, "Section I"',
  asks: (context) => ({ never: granting(context, 'PasswordNeverExpires') }),
  judge: ({ never }, { username }, { plan }) => {
    const source = grantedBy(never);
    if (source !== null) {
      return pass(`The password of ${username} never expires (from ${source}).`);
    }
    const fix =
      'Setup > Permission Sets > New, with the system permission "Password Never Expires"; assign it to the user.';
    return plan.access.login === 'soap'
      ? fail(`The password of ${username} expires, and the login by SOAP ends with it.`, fix)
      : warn(
          `The password of ${username} expires. The companion logs in without it; people who use it will be asked for a new one.`,
          fix,
        );
  },
});
