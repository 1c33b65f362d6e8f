import { z } from 'zod';
import { contactFieldEntry } from './fields.ts';

const DOMAIN = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** An e-mail domain, such as example.org. */
export const domain = z
  .string()
  .regex(DOMAIN, 'expected an e-mail domain, such as your-association.org');

/** 15 or 18 characters. */
export const accountId = z
  .string()
  .regex(
    /^001([a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/,
    'expected the Id of an account, 15 or 18 characters that start with 001',
  );

const groupFields = z
  .array(contactFieldEntry)
  .default([])
  .describe(
    'Contact checkboxes, picklists and multi-select picklists, each of which makes groups.',
  );

export const communityGroups = z.strictObject({
  fields: groupFields,
  campaigns: z
    .boolean()
    .default(false)
    .describe('Whether each Salesforce campaign becomes a community group of its members.'),
});

export const securityGroups = z.strictObject({
  fields: groupFields,
  recordTypes: z
    .strictObject({
      contact: z.boolean().default(false),
      account: z.boolean().default(false),
    })
    .prefault({})
    .describe('Whether record types of contacts, and of their accounts, become security groups.'),
  staff: z
    .strictObject({
      emailDomains: z
        .array(domain)
        .default([])
        .describe('Contacts with an e-mail address of these domains are staff.'),
      accounts: z
        .array(accountId)
        .default([])
        .describe('Contacts of the accounts with these Ids are staff.'),
    })
    .prefault({})
    .describe('Who is in the security group Staff.'),
  limitTo: z
    .array(z.string().trim().min(1, 'expected the name or the key of a security group'))
    .default([])
    .describe(
      'Limit by Security Group: if not empty, only contacts in one of these security groups, by name or key, may be in the community.',
    ),
});
