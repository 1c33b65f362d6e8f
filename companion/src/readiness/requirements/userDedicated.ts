import { quote } from '../../salesforce/soql.ts';
import { pass, warn } from '../interfaces.ts';
import { query, type Row } from '../questions.ts';
import { userId, userRequirement } from '../user.ts';

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
  asks: (context) => {
    const id = quote(userId(context));
    return {
      logins: query(
        `SELECT LoginType, Application FROM LoginHistory WHERE UserId = ${id} ORDER BY LoginTime DESC LIMIT 200`,
      ),
      contacts: query(`SELECT COUNT() FROM Contact WHERE OwnerId = ${id} AND CreatedById != ${id}`),
      accounts: query(`SELECT COUNT() FROM Account WHERE OwnerId = ${id} AND CreatedById != ${id}`),
    };
  },
  judge: ({ logins, contacts, accounts }, { username }) => {
    const byPerson = logins.records.filter((row) => BY_PERSON.has(String(row['LoginType'])));
    const owned = contacts.totalSize + accounts.totalSize;
    const signs = [
      ...(byPerson.length === 0
        ? []
        : [
            `of its last ${logins.records.length} logins ${byPerson.length} were a person’s (${applications(byPerson)})`,
          ]),
      ...(owned === 0 ? [] : [`it owns ${owned} contacts and accounts that others created`]),
    ];
    return signs.length === 0
      ? pass(
          `Nobody logged in as ${username} in a browser (${logins.records.length} logins looked at), and it owns no records of others.`,
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
