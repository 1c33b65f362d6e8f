import { quote } from '../../salesforce/soql.ts';
import { fail, pass, requirement, warn } from '../interfaces.ts';
import { granting, grantedBy } from '../permissions.ts';
import { query } from '../questions.ts';
import { userId, userRequirement } from '../user.ts';

const RETIREMENT =
  'SOAP login() is gone from API version 65.0 on, disabled by default in new orgs, and retired altogether in Summer ’27';

export const soapLogin = userRequirement({
  id: 'soap-login',
  group: 'Login',
  requirement: 'The login by SOAP that the worksheet chooses still works',
  source:
    'Salesforce release notes, Summer ’26: "Use Any API Auth"; Integration guide, FAQ "INVALID_LOGIN"',
  applies: ({ access }) => access.login === 'soap',
  asks: (context) => ({
    anyAuth: granting(context, 'UseAnyApiAuth'),
    api: granting(context, 'ApiEnabled'),
  }),
  judge: ({ anyAuth, api }, { username }) => {
    const lacking = [
      ...(grantedBy(api) === null ? ['API Enabled'] : []),
      ...(grantedBy(anyAuth) === null ? ['Use Any API Auth'] : []),
    ];
    return lacking.length > 0
      ? fail(
          `${username} lacks ${lacking.join(' and ')}, without which login() refuses. ${RETIREMENT}.`,
          'Choose access.login: jwt in the worksheet; or, for the time being, give the user a permission set with these system permissions.',
        )
      : warn(
          `${username} may use login(). ${RETIREMENT}.`,
          'Choose access.login: jwt in the worksheet before that.',
        );
  },
});

export const jwtLogin = requirement({
  id: 'jwt-login',
  group: 'Login',
  requirement: 'The companion is logged in with a certificate, as the integration user',
  source: 'Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"',
  applies: ({ access }) => access.login === 'jwt',
  asks: () => ({}),
  judge: (_, { login, askedAs, username, targetOrg }) => {
    const command = `sf org login jwt --client-id CONSUMER_KEY --jwt-key-file server.key --username ${username} --alias ${targetOrg}`;
    if (!login.jwt) {
      return warn(
        `${askedAs} is logged in another way, which ends when its session or its refresh token does.`,
        `On the machine that runs the refresh: ${command}`,
      );
    }
    return askedAs.toLowerCase() === username.toLowerCase()
      ? pass(`The companion is logged in as ${askedAs} by certificate, and Salesforce took it.`)
      : warn(`Logged in by certificate is ${askedAs}, and not ${username}.`, command);
  },
});

export const apiEnabled = userRequirement({
  id: 'api-enabled',
  group: 'Login',
  requirement: 'The integration user may use the API',
  source:
    'Integration guide, "Requirements": "with API provisioned"; Salesforce Help, "API Enabled"',
  asks: (context) => ({ api: granting(context, 'ApiEnabled') }),
  judge: ({ api }, { username }) => {
    const source = grantedBy(api);
    return source === null
      ? fail(
          `${username} lacks "API Enabled".`,
          'Setup > Permission Sets > New: System Permissions > API Enabled; assign it to the user.',
        )
      : pass(`${username} has "API Enabled" (from ${source}).`);
  },
});

/** Outcomes of `LoginHistory.Status` that mean that the org, not the password, turned the user away. */
const TURNED_AWAY = /restricted ip|ip address|login hours|restricted time|blocked/i;

export const recentLogins = userRequirement({
  id: 'recent-logins',
  group: 'Login',
  requirement: 'No login of the integration user was turned away lately',
  source: 'Integration guide, FAQ: "INVALID_LOGIN"; Object Reference, "LoginHistory"',
  asks: (context) => ({
    logins: query(
      `SELECT Status, LoginTime, SourceIp FROM LoginHistory WHERE UserId = ${quote(userId(context))} ORDER BY LoginTime DESC LIMIT 50`,
    ),
  }),
  judge: ({ logins }, { username, profileName }) => {
    const [last] = logins.records;
    if (last === undefined) {
      return warn(`${username} has never logged in.`, 'Log in once as that user, and check again.');
    }
    const refused = logins.records.filter((row) => row['Status'] !== 'Success');
    const away = refused.find((row) => TURNED_AWAY.test(String(row['Status'])));
    if (away !== undefined) {
      return fail(
        `At ${String(away['LoginTime'])} a login from ${String(away['SourceIp'])} was turned away: ${String(away['Status'])}.`,
        `Setup > Profiles > ${profileName}: Login Hours and Login IP Ranges must let the machine of the companion in.`,
      );
    }
    return last['Status'] === 'Success'
      ? pass(`The last login of ${username} succeeded, at ${String(last['LoginTime'])}.`)
      : warn(
          `The last login of ${username} failed, at ${String(last['LoginTime'])}: ${String(last['Status'])}.`,
          'Setup > Users > the user > Login History says from where. Whoever holds an old password or token must be given the new one.',
        );
  },
});
