import type { EmailRequest } from '../mail/types.ts';
import type { Action, ActionInput, Inputs } from './actions.ts';

const text: ActionInput = { kind: 'text' };
const list: ActionInput = { kind: 'list' };
const texts: ActionInput = { kind: 'texts' };
const only = (value: boolean): ActionInput => ({ kind: 'boolean', only: value });

/** (Actions Developer Guide, "Simple Email Actions") */
export const emailSimple: Action = {
  inputs: {
    addThreadingTokenToBody: only(false),
    addThreadingTokenToSubject: only(false),
    bccAddresses: list,
    bccRecipientAddressCollection: texts,
    bccRecipientAddressList: text,
    ccAddresses: list,
    ccRecipientAddressCollection: texts,
    ccRecipientAddressList: text,
    composeEmailContent: only(true),
    emailAddresses: text,
    emailAddressesArray: texts,
    emailBody: { kind: 'text', required: true },
    emailSubject: { kind: 'text', required: true },
    logEmailOnSend: only(false),
    recipientAddresses: list,
    recipientId: text,
    relatedRecordId: text,
    sendRichBody: { kind: 'boolean' },
    senderAddress: text,
    senderType: text,
    useEmailTemplate: only(false),
    useLineBreaks: only(false),
  },
  notImplemented: ['attachmentId', 'attachmentIdCollection', 'attachmentIdList', 'emailTemplateId'],
  needsTransactionModel: true,
  exists: (name) => name === 'emailSimple',
  call(host, _name, inputs) {
    host.sendEmail(requestOf(inputs));
  },
};

/** (Actions Developer Guide, "Email Alert Actions") */
export const emailAlert: Action = {
  inputs: { SObjectRowId: { kind: 'text', required: true } },
  notImplemented: [],
  needsTransactionModel: false,
  exists: (name, { catalogue }) => catalogue.hasEmailAlert(name),
  call(host, name, { SObjectRowId }) {
    host.sendAlert(name, textIn(SObjectRowId) ?? '');
  },
};

function requestOf(inputs: Inputs): EmailRequest {
  const addresses = (...names: string[]): string[] =>
    names.flatMap((name) => addressesIn(inputs[name]));
  return {
    to: addresses('emailAddresses', 'emailAddressesArray', 'recipientAddresses'),
    cc: addresses('ccAddresses', 'ccRecipientAddressList', 'ccRecipientAddressCollection'),
    bcc: addresses('bccAddresses', 'bccRecipientAddressList', 'bccRecipientAddressCollection'),
    recipientId: textIn(inputs['recipientId']),
    subject: textIn(inputs['emailSubject']) ?? '',
    body: textIn(inputs['emailBody']) ?? '',
    isRich: inputs['sendRichBody'] === true,
    senderType: textIn(inputs['senderType']) ?? 'CurrentUser',
    relatedTo: textIn(inputs['relatedRecordId']),
  };
}

const textIn = (value: Inputs[string]): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const addressesIn = (value: Inputs[string]): string[] => {
  const given = typeof value === 'string' ? value.split(',') : ((value ?? []) as readonly string[]);
  return given.map((address) => address.trim()).filter((address) => address !== '');
};
