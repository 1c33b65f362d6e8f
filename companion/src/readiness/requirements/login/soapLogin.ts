import { fail, warn, type Finding } from '../../interfaces.ts';
import { loginHistory, succeeded, whenAndWhere } from '../../loginHistory.ts';
import { granting, grantedBy } from '../../permissions.ts';
import type { Row } from '../../questions.ts';
import { userRequirement } from '../../user.ts';

/** The day from which on no `login()` works (Salesforce Help, "Platform SOAP API login() Retirement": Summer ’27). */
const RETIREMENT = new Date('2027-06-01T00:00:00Z');

const WORDS =
  'login() takes API versions up to 64.0, is disabled by default in orgs created since Winter ’26, and is retired with Summer ’27 (June 2027)';

export const soapLogin = userRequirement({
  id: 'soap-login',
  group: 'Login',
  requirement: 'The SOAP login by password, where the worksheet chooses it, still works',
  source:
    'SOAP API Developer Guide, "login()": versions, org setting, "Use Any API Auth"; Integration guide, FAQ "INVALID_LOGIN"',
  applies: ({ access }) => access.login === 'soap',
  sees: ['setup', 'users'],
  asks: (context) => ({
    api: granting(context, 'ApiEnabled'),
    anyAuth: granting(context, 'UseAnyApiAuth'),
    logins: loginHistory(context),
  }),
  judge: ({ api, anyAuth, logins }, { username }, { now }): Finding => {
    const instead = 'Choose access.login: jwt in the worksheet';
    if (now >= RETIREMENT) {
      return fail('login() is retired since Summer ’27.', `${instead}, and deploy again.`);
    }
    // The org's setting cannot be asked for: a login that went well tells that it is on.
    const last = logins.records.find(isSoap);
    const worked = last !== undefined && succeeded(last);
    const lacking = [
      ...(grantedBy(api) === null ? ['API Enabled'] : []),
      ...(grantedBy(anyAuth) === null && !worked ? ['Use Any API Auth'] : []),
    ];
    if (lacking.length > 0) {
      return fail(
        `${username} lacks ${lacking.join(' and ')}, without which login() refuses. ${WORDS}.`,
        `${instead}; or, for the time being, give the user a permission set with ${lacking.length === 1 ? 'this system permission' : 'these system permissions'}.`,
      );
    }
    if (last === undefined) {
      return warn(
        `${username} may use login(), and has not done so yet; whether the org allows it shows then. ${WORDS}.`,
        `Setup > User Interface > Enable SOAP API login(). ${instead} before the retirement.`,
      );
    }
    return worked
      ? warn(
          `${username} logged in by SOAP ${whenAndWhere(last)}, with API version ${String(last['ApiVersion'])}. ${WORDS}.`,
          `${instead} before the retirement.`,
        )
      : fail(
          `The last SOAP login of ${username} failed, ${whenAndWhere(last)}: ${String(last['Status'])}. ${WORDS}.`,
          `${instead}; or see that Setup > User Interface > Enable SOAP API login() is on, and that Higher Logic has the present password and security token.`,
        );
  },
});

function isSoap(login: Row): boolean {
  return /^SOAP/i.test(String(login['ApiType']));
}
