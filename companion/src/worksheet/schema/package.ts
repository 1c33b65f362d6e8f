import { z } from 'zod';
import { PACKAGE } from '../packageNames.ts';
import { UNWATCHABLE_ACCOUNT_FIELDS, UNWATCHABLE_CONTACT_FIELDS } from '../standardFields.ts';
import { accountField, apiName, contactField, NONE } from './fields.ts';
import { accountId, domain } from './groups.ts';

function watchable(field: typeof contactField, reason: (name: string) => string | undefined) {
  return z
    .array(
      field.refine((name) => reasonNotToWatch(name, reason) === undefined, {
        error: ({ input }) =>
          `expected a field that a flow can watch: ${reasonNotToWatch(String(input), reason) ?? ''}`,
      }),
    )
    .default([]);
}

function reasonNotToWatch(
  field: string,
  reason: (name: string) => string | undefined,
): string | undefined {
  return field === PACKAGE.modDate
    ? 'this one is the stamp that the flow itself sets'
    : reason(field);
}

export const contact = z.strictObject({
  triggerFields: watchable(contactField, (name) => UNWATCHABLE_CONTACT_FIELDS.get(name)).describe(
    'Further Contact fields whose change refreshes the member, beside those of the integration guide and all that this worksheet reads.',
  ),
});

export const account = z.strictObject({
  triggerFields: watchable(accountField, (name) =>
    UNWATCHABLE_ACCOUNT_FIELDS.has(name) ? UNWATCHABLE_CONTACT_FIELDS.get(name) : undefined,
  ).describe(
    'Further Account fields whose change refreshes the members of the account, beside the usual ones and all that this worksheet reads.',
  ),
});

/** Types of Account fields that a formula can carry, in the words of Setup. */
export const FLOW_DOWN_TYPES = [
  'text',
  'picklist',
  'email',
  'phone',
  'url',
  'number',
  'currency',
  'percent',
  'date',
  'dateTime',
  'checkbox',
] as const;

/** seeds/000, "Accommodating for account flow-down in Periodic Sync". */
export const flowDown = z
  .array(
    z.strictObject({
      account: accountField.describe('The Account field that its contacts shall show.'),
      type: z.enum(FLOW_DOWN_TYPES).describe('The type of the Account field.'),
      scale: z
        .int()
        .min(0)
        .max(18)
        .exactOptional()
        .describe('Decimal places of a number, currency or percent; 2 if not given.'),
      contact: contactField
        .regex(/^HL_\w*__c$/, 'expected a name that starts with HL_ and ends with __c')
        .exactOptional()
        .describe(
          'The formula field that is made on Contact; HL_Account_… with the name of the Account field if not given.',
        ),
      label: z.string().trim().min(1).max(40).exactOptional().describe('Its label.'),
    }),
  )
  .default([])
  .describe('Account fields that become formula fields of the contact.');

const criterion = z.union(
  [
    z.strictObject({ field: contactField, checked: z.boolean() }),
    z.strictObject({ field: contactField, filled: z.boolean() }),
    z.strictObject({ field: contactField, equals: z.string() }),
  ],
  {
    error:
      'expected { field: …, checked: true or false }, { field: …, filled: true or false } or { field: …, equals: a text }',
  },
);

/** seeds/000, "Contact creation initial setup" and "Best practices". */
export const containerAccounts = z
  .union(
    [
      z.literal(NONE),
      z.strictObject({
        matching: z
          .enum(['off', 'propose', 'assign'])
          .default('propose')
          .describe(
            'What happens when the domain of a new contact’s e-mail address is that of one account’s website.',
          ),
        freeMailDomains: z
          .array(domain)
          .default([])
          .describe('Domains that belong to nobody’s company, beside the well-known ones.'),
        activateWhen: z
          .array(criterion)
          .default([])
          .describe(
            'What must hold, all of it, beside an account that is no container, for IsActive to be checked by itself. Empty: nobody but a person checks it.',
          ),
      }),
    ],
    { error: 'expected none, or a section with matching, freeMailDomains and activateWhen' },
  )
  .default(NONE)
  .describe('Accounts that hold new community sign-ups until someone approves them.');

/** seeds/000, "Contact management". */
export const contactManager = z
  .union(
    [
      z.literal(NONE),
      z.strictObject({
        update: z.boolean().describe('Members edit their contact in the community.'),
        create: z.boolean().describe('New users sign up in the community and become contacts.'),
        fields: z
          .array(
            z.strictObject({
              field: contactField,
              label: z.string().trim().min(1).exactOptional().describe('What the form calls it.'),
              required: z.boolean().default(false),
              in: z.enum(['update', 'create', 'both']).default('both'),
            }),
          )
          .default([]),
        account: accountId
          .exactOptional()
          .describe('The container account that new contacts are put into: the "Fixed" value.'),
        testAccount: accountId
          .exactOptional()
          .describe('An account to test with, whose contacts may be changed.'),
      }),
    ],
    { error: 'expected none, or a section with update, create, fields, account and testAccount' },
  )
  .default(NONE)
  .describe('What members may change in Salesforce from the community.');

/** seeds/000, "Activity Sync configuration": Task by default. */
export const activitySync = z
  .union(
    [
      z.literal(NONE),
      z.strictObject({
        object: apiName.default('Task').describe('The object that activities are written to.'),
        contact: apiName.default('WhoId').describe('Its field for the legacy contact key.'),
        date: apiName.default('ActivityDate').describe('Its field for the activity date.'),
        type: apiName.default('Type').describe('Its field for the activity type.'),
        description: apiName.default('Description').describe('Its field for the description.'),
      }),
    ],
    { error: 'expected none, or a section with object, contact, date, type and description' },
  )
  .default(NONE)
  .describe('Where the community’s activities are written.');

export const personAccounts = z
  .boolean()
  .default(false)
  .describe('Whether the org has person accounts.');
