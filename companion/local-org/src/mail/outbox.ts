import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import type { Email } from './types.ts';

/** (Salesforce Help, "Send Email Action": recipients of one message, all kinds together) */
const MAX_RECIPIENTS = 150;

/**
 * Sends a message: it is in the outbox when the transaction that it belongs to
 * is committed, and never was when that is rolled back. Nothing leaves the org.
 * @throws {SalesforceError} without a recipient, with one that is no address, with too many
 */
export function send(db: DatabaseSync, email: Email): void {
  const recipients = [...email.to, ...email.cc, ...email.bcc];
  const wrong = recipients.filter((address) => !isEmailAddress(address));
  const suspects = wrong.length > 0 ? ` Possible invalid email addresses: ${wrong.join(', ')}` : '';
  if (wrong.length > 0 || recipients.length === 0 || recipients.length > MAX_RECIPIENTS) {
    throw new SalesforceError(
      'UNKNOWN_EXCEPTION',
      `Probably Limit Exceeded or 0 recipients.${suspects}`,
    );
  }
  db.prepare('INSERT INTO _email (content) VALUES (?)').run(JSON.stringify(email));
}

/** All that the org has sent, the latest last. */
export function sentEmails(db: DatabaseSync): Email[] {
  return db
    .prepare('SELECT content FROM _email ORDER BY number')
    .all()
    .map(({ content }) => JSON.parse(content as string) as Email);
}

/** The platform asks for a local part, an @ and a domain with a dot; not more. */
export const isEmailAddress = (text: string): boolean =>
  /^[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@.,;<>()]+$/.test(text);
