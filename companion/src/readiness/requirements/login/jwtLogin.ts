import { createAppCommand } from '../../commands.ts';
import { pass, requirement, warn } from '../../interfaces.ts';

export const jwtLogin = requirement({
  id: 'jwt-login',
  group: 'Login',
  requirement: 'The companion is logged in with a certificate, as the integration user',
  source: 'Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"',
  applies: ({ access }) => access.login === 'jwt',
  asks: () => ({}),
  judge: (_, { login, askedAs, username, targetOrg }) => {
    const fix = `On the machine that runs the refresh: ${createAppCommand({ targetOrg })} prints the command that logs ${username} in; run it, and check again.`;
    if (!login.jwt) {
      return warn(
        `${askedAs} is logged in another way, which ends when its session or its refresh token does.`,
        fix,
      );
    }
    return askedAs.toLowerCase() === username.toLowerCase()
      ? pass(`The companion is logged in as ${askedAs} by certificate, and Salesforce took it.`)
      : warn(`Logged in by certificate is ${askedAs}, and not ${username}.`, fix);
  },
});
