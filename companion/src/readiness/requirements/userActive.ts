import { quote } from '../../salesforce/soql.ts';
import { fail, pass, requirement, warn } from '../interfaces.ts';
import { query } from '../questions.ts';
import { userId, userRequirement } from '../user.ts';

export const userExists = requirement({
  id: 'user',
  group: 'Integration user',
  requirement: 'The worksheet names a user, and the org has it',
  source: 'Integration guide, "Requirements"; Technical worksheet, "Section I: Web service access"',
  asks: () => ({}),
  judge: (_, { plan, user, username }) => {
    if (user === null) {
      return fail(
        `The org shows no user ${username}.`,
        'Setup > Users > New User, with the user name that access.username of the worksheet says; or correct the worksheet.',
      );
    }
    return plan.access.username === null
      ? warn(
          `The worksheet names no user, so the one that is logged in was looked at: ${username}.`,
          'Write the integration user’s name into access.username of the worksheet.',
        )
      : pass(`The org has the user ${username} (${user.id}).`);
  },
});

export const userActive = userRequirement({
  id: 'user-active',
  group: 'Integration user',
  requirement: 'The integration user is active, and neither frozen nor locked',
  source: 'Integration guide, FAQ: "INVALID_LOGIN"; Object Reference, "UserLogin"',
  asks: (context) => ({
    login: query(
      `SELECT IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId = ${quote(userId(context))}`,
    ),
  }),
  judge: ({ login }, user) => {
    const [row = {}] = login.records;
    const page = `Setup > Users > ${user.username}`;
    if (!user.isActive) {
      return fail(`${user.username} is not active.`, `${page} > Edit: check Active.`);
    }
    if (row['IsFrozen'] === true) {
      return fail(`${user.username} is frozen.`, `${page} > Unfreeze.`);
    }
    return row['IsPasswordLocked'] === true
      ? fail(`${user.username} is locked out after wrong passwords.`, `${page} > Unlock.`)
      : pass(`${user.username} is active, not frozen and not locked.`);
  },
});
