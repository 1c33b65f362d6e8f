import { quote } from '../salesforce/soql.ts';
import type { Context } from './interfaces.ts';
import { query, type QueryAnswer, type Question, type Row } from './questions.ts';
import { userId } from './user.ts';

/** How many of the user's latest logins are looked at. */
const LATEST = 200;

/** The latest logins of the integration user, newest first (Object Reference, "LoginHistory"). */
export function loginHistory(context: Context): Question<QueryAnswer> {
  return query(
    'SELECT LoginTime, Status, LoginType, ApiType, ApiVersion, Application, SourceIp' +
      ` FROM LoginHistory WHERE UserId = ${quote(userId(context))} ORDER BY LoginTime DESC LIMIT ${LATEST}`,
  );
}

export function succeeded(login: Row): boolean {
  return login['Status'] === 'Success';
}

/** Such as `at 2026-11-21T14:23 from 10.0.0.1`. */
export function whenAndWhere(login: Row): string {
  const time = String(login['LoginTime']).slice(0, 16).replace('T', ' ');
  return `at ${time} UTC from ${String(login['SourceIp'])}`;
}
