import { toDateTime } from '../clock.ts';
import type { SalesforceError } from '../errors.ts';
import type { CompiledFlow } from '../flow/types.ts';
import { send } from '../mail/outbox.ts';
import type { Org } from '../org.ts';

/**
 * Tells the administrator of a flow that has failed without a fault path; it
 * was the administrator who deployed it. (Salesforce Help, "Emails About Flow Errors")
 */
export function reportFault(org: Org, flow: CompiledFlow, error: SalesforceError, at: Date): void {
  const address = org.administrator()['Email'] as string;
  send(org.db, {
    sentAt: toDateTime(at),
    from: address,
    to: [address],
    cc: [],
    bcc: [],
    subject: `Error Occurred During Flow "${flow.label}": ${error.message}`,
    text: error.message,
    html: null,
    relatedTo: null,
  });
}
