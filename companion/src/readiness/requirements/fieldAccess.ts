import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fail, pass } from '../interfaces.ts';
import { readableFields } from '../permissions.ts';
import { userRequirement } from '../user.ts';

export const fieldAccess = userRequirement({
  id: 'field-access',
  group: 'Permissions',
  requirement: 'The integration user sees every field that a refresh reads',
  source:
    'Integration guide, "Accommodating for account flow-down"; Object Reference, "FieldPermissions"',
  asks: (context) => ({ fields: readableFields(context, ['Contact', 'Account']) }),
  judge: ({ fields }, { username }, { plan, targetOrg }) => {
    const readable = new Set(fields.records.map((row) => String(row['Field']).toLowerCase()));
    const wanted = [
      ...plan.contact.grantedFields.map((field) => `Contact.${field}`),
      ...plan.account.grantedFields.map((field) => `Account.${field}`),
    ];
    const hidden = wanted.filter((field) => !readable.has(field.toLowerCase()));
    return hidden.length === 0
      ? pass(`${username} sees all ${wanted.length} fields.`)
      : fail(
          `${username} does not see ${hidden.join(', ')}.`,
          `Deploy the package of this worksheet (hl deploy --target-org ${targetOrg}), and then: sf org assign permset --name ${PACKAGE.permissionSet} --on-behalf-of ${username} --target-org ${targetOrg}`,
        );
  },
});
