import { fail, pass, warn } from '../../interfaces.ts';
import { granting, grantedBy } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';

export const passwordNeverExpires = userRequirement({
  id: 'password-never-expires',
  group: 'Integration user',
  requirement: 'The integration user’s password does not expire',
  source:
    'Integration guide, "Requirements": "not have a 90-day password reset"; Technical worksheet, "Section I"',
  sees: ['setup'],
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
