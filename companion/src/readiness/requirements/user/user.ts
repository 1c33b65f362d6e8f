import { fail, pass, requirement, unknown, warn } from '../../interfaces.ts';
import { SIGHT_WORDS } from '../../sight.ts';
import { userQuestion } from '../../user.ts';

export const user = requirement({
  id: 'user',
  group: 'Integration user',
  requirement: 'The worksheet names a user, and the org has it',
  source: 'Integration guide, "Requirements"; Technical worksheet, "Section I: Web service access"',
  asks: ({ username }) => ({ user: userQuestion(username) }),
  judge: (_, { plan, user: found, username, askedAs, sight }) => {
    if (found === null) {
      return sight.has('users')
        ? fail(
            `The org has no user ${username}.`,
            'Setup > Users > New User, with the user name that access.username of the worksheet says; or correct the worksheet.',
          )
        : unknown(`The org shows ${askedAs} no user ${username}.`, SIGHT_WORDS.users.who);
    }
    return plan.access.username === null
      ? warn(
          `The worksheet names no user, so the one that is logged in was looked at: ${username}.`,
          'Write the integration user’s name into access.username of the worksheet.',
        )
      : pass(`The org has the user ${username} (${found.id}).`);
  },
});
