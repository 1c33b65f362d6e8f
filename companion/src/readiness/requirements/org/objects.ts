import { pass, requirement } from '../../interfaces.ts';
import { describe } from '../../questions.ts';

export const objects = requirement({
  id: 'objects',
  group: 'Org',
  requirement: 'Contacts and Accounts are there',
  source: 'Integration guide, "Requirements"',
  asks: () => ({ contact: describe('Contact'), account: describe('Account') }),
  judge: ({ contact, account }) =>
    pass(
      `Contact has ${contact.fields.length} fields and Account ${account.fields.length} that this user sees.`,
    ),
});
