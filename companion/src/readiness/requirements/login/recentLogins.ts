import { fail, pass, warn } from '../../interfaces.ts';
import { loginHistory, succeeded, whenAndWhere } from '../../loginHistory.ts';
import { userRequirement } from '../../user.ts';

/** Outcomes of `LoginHistory.Status` that mean that the org, not the password, turned the user away. */
const TURNED_AWAY = /restricted|ip address|login hours|blocked/i;

export const recentLogins = userRequirement({
  id: 'recent-logins',
  group: 'Login',
  requirement: 'The integration user logs in, and was not turned away lately',
  source: 'Integration guide, FAQ: "INVALID_LOGIN"; Object Reference, "LoginHistory"',
  sees: ['users'],
  asks: (context) => ({ logins: loginHistory(context) }),
  judge: ({ logins }, { username, profileName }) => {
    const [last] = logins.records;
    if (last === undefined) {
      return warn(`${username} has never logged in.`, 'Log in once as that user, and check again.');
    }
    // What a login went well after is mended.
    const success = logins.records.findIndex(succeeded);
    const refused = success === -1 ? logins.records : logins.records.slice(0, success);
    const away = refused.find((row) => TURNED_AWAY.test(String(row['Status'])));
    if (away !== undefined) {
      return fail(
        `${username} was turned away ${whenAndWhere(away)}: ${String(away['Status'])}.`,
        `Setup > Profiles > ${profileName}: Login Hours and Login IP Ranges must let the machine of the companion in; where an app is blocked, Setup > Connected Apps OAuth Usage > Unblock.`,
      );
    }
    return succeeded(last)
      ? pass(`The last login of ${username} succeeded, ${whenAndWhere(last)}.`)
      : warn(
          `The last login of ${username} failed, ${whenAndWhere(last)}: ${String(last['Status'])}.`,
          'Setup > Users > the user > Login History says from where. Whoever holds an old password or token must be given the new one.',
        );
  },
});
