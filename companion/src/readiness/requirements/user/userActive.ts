import { quote } from '../../../salesforce/soql.ts';
import { fail, pass } from '../../interfaces.ts';
import { query } from '../../questions.ts';
import { userId, userRequirement } from '../../user.ts';

export const userActive = userRequirement({
  id: 'user-active',
  group: 'Integration user',
  requirement: 'The integration user is active, and neither frozen nor locked',
  source: 'Integration guide, FAQ: "INVALID_LOGIN"; Object Reference, "UserLogin"',
  sees: ['users'],
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
