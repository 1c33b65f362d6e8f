import { pass, warn } from '../../interfaces.ts';
import { userRequirement } from '../../user.ts';

export const userEmail = userRequirement({
  id: 'user-email',
  group: 'Integration user',
  requirement: 'The integration user has the e-mail address of the worksheet',
  source:
    'Integration guide names implementationoc@higherlogic.com, Technical worksheet integration@higherlogic.com: the worksheet decides',
  asks: () => ({}),
  judge: (_, user, { plan }) => {
    const wanted = plan.access.email;
    return user.email.toLowerCase() === wanted.toLowerCase()
      ? pass(`The e-mail address is ${user.email}.`)
      : warn(
          `The e-mail address is ${user.email}; the worksheet says ${wanted}.`,
          `Setup > Users > ${user.username} > Edit: Email ${wanted}; or change access.email in the worksheet.`,
        );
  },
});
