import { SalesforceError } from '../errors.ts';
import type { Transaction } from '../records/transaction.ts';

/** Whose address a message comes from, by `senderType`. The org has no organization-wide addresses. */
const senders: Readonly<Record<string, (tx: Transaction) => unknown>> = {
  CurrentUser: ({ user }) => user['Email'],
  // Nobody else is set up to be the default workflow user.
  DefaultWorkflowUser: ({ org }) => org.administrator()['Email'],
};

/** @throws {SalesforceError} when there is no such sender */
export function senderAddress(tx: Transaction, senderType: string): string {
  const sender = senders[senderType];
  if (sender) return String(sender(tx));
  throw new SalesforceError(
    'INVALID_ARGUMENT_TYPE',
    senderType === 'OrgWideEmailAddress'
      ? 'Org-Wide Email provided is not valid.'
      : `The sender type is not valid: ${senderType}`,
  );
}
