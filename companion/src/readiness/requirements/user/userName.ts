import { pass, warn } from '../../interfaces.ts';
import { userRequirement } from '../../user.ts';

/** Words that tell a reader of the user list what the user is for. */
const PURPOSE = /higher.?logic|integration|\bhl\b|^hl/i;

export const userName = userRequirement({
  id: 'user-name',
  group: 'Integration user',
  requirement: 'The user name says what the user is for and which org it is of',
  source:
    'Technical worksheet, "Section I": "a Username that identifies your org, such as integrationhl@<yourorg.com>"',
  asks: () => ({}),
  judge: (_, { username }) => {
    const [name = '', domain = ''] = username.split('@');
    const advice =
      'A user name like integrationhl@your-association.org is easily found again. Setup > Users > Edit.';
    if (/^(example|test|salesforce|force)\./i.test(domain) || !domain.includes('.')) {
      return warn(`The domain of ${username} does not identify your org.`, advice);
    }
    return PURPOSE.test(name)
      ? pass(`The user name is ${username}.`)
      : warn(`The user name ${username} does not say what the user is for.`, advice);
  },
});
