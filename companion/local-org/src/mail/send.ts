import { SalesforceError } from '../errors.ts';
import { toId18 } from '../ids.ts';
import { findComponent } from '../metadata/store.ts';
import { childrenOf, parseXml, textOf } from '../metadata/xml.ts';
import type { Transaction } from '../records/transaction.ts';
import type { FormulaSurroundings, SObject, Values } from '../schema/types.ts';
import { send } from './outbox.ts';
import { addressOfPerson, recipientKinds } from './recipients.ts';
import { senderAddress } from './sender.ts';
import { compileTemplate, TemplateProblem, type Template } from './template.ts';
import type { EmailRequest } from './types.ts';

/** Sends what a flow has put together. @throws {SalesforceError} */
export function sendSimple(tx: Transaction, request: EmailRequest): void {
  const { to, cc, bcc, recipientId, subject, body, isRich, senderType, relatedTo } = request;
  const person = recipientId === undefined ? [] : addressOfPerson(tx.org, requireId(recipientId));
  send(tx.org.db, {
    sentAt: tx.dateTime,
    from: senderAddress(tx, senderType),
    to: [...to, ...person],
    cc,
    bcc,
    subject,
    text: isRich ? null : body,
    html: isRich ? body : null,
    relatedTo: relatedTo === undefined ? null : requireId(relatedTo),
  });
}

/**
 * Sends an e-mail alert about a record to those whom it names. Without anybody
 * to send to it fails, as it does when a flow calls it on the platform.
 * @param name `Object.Alert`
 * @throws {SalesforceError}
 */
export function sendAlert(
  tx: Transaction,
  surroundings: FormulaSurroundings,
  name: string,
  recordId: string,
): void {
  const { org } = tx;
  const [objectName = ''] = name.split('.');
  const object = org.schema.object(objectName)!;
  const record = requireRecord(tx, object, recordId);
  const alert = parseXml(findComponent(org.db, 'WorkflowAlert', name)!.content);
  const to = childrenOf(alert, 'recipients').flatMap((recipient) => {
    const { namedBy, addresses } = recipientKinds[textOf(recipient, 'type')!]!;
    return addresses(org, record, namedBy ? textOf(recipient, namedBy.element)! : '');
  });
  const template = requireTemplate(tx, object, textOf(alert, 'template')!);
  const scope = { record, surroundings, baseUrl: org.url };
  send(org.db, {
    sentAt: tx.dateTime,
    from: senderAddress(tx, textOf(alert, 'senderType') ?? 'CurrentUser'),
    to: [...new Set(to)],
    cc: childrenOf(alert, 'ccEmails').map(({ text }) => text.trim()),
    bcc: [],
    subject: template.subject(scope),
    text: template.text?.(scope) ?? null,
    html: template.html?.(scope) ?? null,
    relatedTo: record['Id'] as string,
  });
}

function requireId(text: string): string {
  const id = toId18(text);
  if (id !== undefined) return id;
  throw new SalesforceError('MALFORMED_ID', `id value of incorrect type: ${text}`);
}

function requireRecord({ org }: Transaction, object: SObject, text: string): Values {
  const record = org.rows.get(object, requireId(text));
  if (record && record['IsDeleted'] !== true) return record;
  throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
}

/** It may have been deployed anew since the alert was. */
function requireTemplate({ org }: Transaction, object: SObject, name: string): Template {
  const { content } = findComponent(org.db, 'EmailTemplate', name)!;
  try {
    return compileTemplate(JSON.parse(content) as Record<string, string>, object, org.schema);
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new SalesforceError('NOT_IMPLEMENTED', error.message);
  }
}
