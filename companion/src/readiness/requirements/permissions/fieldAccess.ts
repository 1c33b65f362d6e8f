import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand, deployCommand } from '../../commands.ts';
import { fail, pass } from '../../interfaces.ts';
import { readableFields } from '../../permissions.ts';
import { userRequirement } from '../../user.ts';

export const fieldAccess = userRequirement({
  id: 'field-access',
  group: 'Permissions',
  requirement: 'The integration user sees every field that a refresh reads',
  source:
    'Integration guide, "Accommodating for account flow-down"; Object Reference, "FieldPermissions"',
  sees: ['setup'],
  asks: (context) => ({ fields: readableFields(context, ['Contact', 'Account']) }),
  judge: ({ fields }, { username }, context) => {
    const { contact, account } = context.plan;
    const readable = new Set(fields.records.map((row) => String(row['Field']).toLowerCase()));
    const wanted = [
      ...contact.grantedFields.map((field) => `Contact.${field}`),
      ...account.grantedFields.map((field) => `Account.${field}`),
    ];
    const hidden = wanted.filter((field) => !readable.has(field.toLowerCase()));
    return hidden.length === 0
      ? pass(`${username} sees all ${wanted.length} fields.`)
      : fail(
          `${username} does not see ${hidden.join(', ')}.`,
          `Deploy the package of this worksheet (${deployCommand(context)}), and assign its permission set: ${assignCommand(PACKAGE.permissionSet, context, username)}`,
        );
  },
});
