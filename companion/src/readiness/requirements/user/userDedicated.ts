import { quote } from '../../../salesforce/soql.ts';
import { pass, warn } from '../../interfaces.ts';
import { loginHistory } from '../../loginHistory.ts';
import { query, type Row } from '../../questions.ts';
import { userId, userRequirement } from '../../user.ts';
import { count } from '../../words.ts';

/** `LoginHistory.LoginType` of a person in a browser or an app (Object Reference, "LoginHistory"). */
const BY_PERSON: ReadonlySet<string> = new Set([
  'Application',
  'SAML Sfdc Initiated SSO',
  'SAML Idp Initiated SSO',
]);

export const userDedicated = userRequirement({
  id: 'user-dedicated',
  group: 'Integration user',
  requirement: 'The integration user is used for the integration alone',
  source: 'Integration guide, "Requirements": "be a dedicated user for Higher Logic"',
  sees: ['users', 'records'],
  asks: (context) => {
    const id = quote(userId(context));
    return {
      logins: loginHistory(context),
      contacts: query(`SELECT COUNT() FROM Contact WHERE OwnerId = ${id} AND CreatedById != ${id}`),
      accounts: query(`SELECT COUNT() FROM Account WHERE OwnerId = ${id} AND CreatedById != ${id}`),
    };
  },
  judge: ({ logins, contacts, accounts }, { username }) => {
    const looked = count(logins.records.length, 'login');
    const byPerson = logins.records.filter((row) => BY_PERSON.has(String(row['LoginType'])));
    const signs = [
      ...(byPerson.length === 0
        ? []
        : [
            `of its last ${looked} ${byPerson.length} came from a person (${applications(byPerson)})`,
          ]),
      ...(contacts.totalSize + accounts.totalSize === 0
        ? []
        : [
            `it owns ${count(contacts.totalSize, 'contact')} and ${count(accounts.totalSize, 'account')} that others created`,
          ]),
    ];
    return signs.length === 0
      ? pass(
          `Nobody logged in as ${username} in a browser (${looked} looked at), and it owns no records of others.`,
        )
      : warn(
          `${username} looks like a person’s user: ${signs.join('; ')}.`,
          'Create a user for the integration alone (Setup > Users > New User): what a person changes or a password reset would otherwise end the integration.',
        );
  },
});

function applications(logins: readonly Row[]): string {
  const names = logins.map(({ Application: name }) =>
    typeof name === 'string' ? name : 'Browser',
  );
  return [...new Set(names)].join(', ');
}
