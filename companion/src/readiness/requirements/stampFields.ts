import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fail, pass, requirement } from '../interfaces.ts';
import { describe, type Described } from '../questions.ts';

/** seeds/000, "Create the HL_Mod_Date custom field": Date/Time, not required, no default. */
function problemWith(object: Described): string | null {
  const field = object.fields.find(({ name }) => name === PACKAGE.modDate);
  if (field === undefined) {
    return `${object.name}.${PACKAGE.modDate} is not there, or you do not see it`;
  }
  if (field.type !== 'datetime' || field.calculated) {
    const kind = field.calculated ? 'formula' : field.type;
    return `${object.name}.${PACKAGE.modDate} is a ${kind}, and must be a Date/Time`;
  }
  if (!field.nillable) {
    return `${object.name}.${PACKAGE.modDate} is required, and must not be`;
  }
  return field.defaultedOnCreate || field.defaultValue !== null
    ? `${object.name}.${PACKAGE.modDate} has a default, and must have none`
    : null;
}

export const stampFields = requirement({
  id: 'stamp-fields',
  group: 'Package',
  requirement: `${PACKAGE.modDate} is there on Contact and Account, as Date/Time, not required, without default`,
  source: 'Integration guide, "Create the HL_Mod_Date custom field"',
  asks: () => ({ contact: describe('Contact'), account: describe('Account') }),
  judge: ({ contact, account }, { targetOrg }) => {
    const problems = [contact, account].map(problemWith).filter((problem) => problem !== null);
    return problems.length === 0
      ? pass('Both fields are as they must be.')
      : fail(
          `${problems.join('; ')}.`,
          `hl deploy --target-org ${targetOrg}; a field of another type must be renamed first, in Setup > Object Manager.`,
        );
  },
});

/** Kinds of fields that can be what the worksheet makes of them, as describe calls them. */
const CHECKBOX = ['boolean'];
const GROUPING = ['boolean', 'picklist', 'multipicklist'];

export const planFields = requirement({
  id: 'worksheet-fields',
  group: 'Package',
  requirement: 'Every field that the worksheet names is there, with a type that can serve',
  source: 'Integration guide, "Demographics", "Community Groups", "Security Groups"',
  asks: () => ({ contact: describe('Contact'), account: describe('Account') }),
  judge: ({ contact, account }, { plan }) => {
    const byName = ({ fields }: Described) =>
      new Map(fields.map((field) => [field.name.toLowerCase(), field]));
    const contactFields = byName(contact);
    const accountFields = byName(account);
    const missing = plan.select.filter((path) => {
      const [first = '', ...rest] = path.split('.');
      return rest.length === 0
        ? !contactFields.has(first.toLowerCase())
        : first === 'Account' && rest.length === 1 && !accountFields.has(rest[0]!.toLowerCase());
    });
    const unfit = (field: string, types: readonly string[], entry: string) => {
      const type = contactFields.get(field.toLowerCase())?.type;
      return type === undefined || types.includes(type)
        ? []
        : [`${entry} names ${field}, a field of type ${type}`];
    };
    const wrong = [
      ...plan.gates.flatMap((gate) => {
        switch (gate.gate) {
          case 'IsActive':
            return unfit(gate.field, CHECKBOX, 'isActive');
          case 'RemoveOn':
            return unfit(gate.field, CHECKBOX, 'removeOn');
          case 'Expiration date':
            return unfit(gate.field, ['date'], 'expiration');
          case 'Limit by Security Group':
            return [];
        }
      }),
      ...plan.demographics.flatMap((rule) => {
        switch (rule.kind) {
          case 'checkboxes':
            return rule.fields.flatMap((field) => unfit(field, CHECKBOX, 'demographics'));
          case 'picklist':
            return unfit(rule.field, ['picklist'], 'demographics');
          case 'multipick':
            return unfit(rule.field, ['multipicklist'], 'demographics');
          case 'text':
            return [];
        }
      }),
      ...plan.communityGroups.fields.flatMap((field) => unfit(field, GROUPING, 'communityGroups')),
      ...plan.securityGroups.fields.flatMap((field) => unfit(field, GROUPING, 'securityGroups')),
    ];
    if (missing.length === 0 && wrong.length === 0) {
      return pass(`All ${plan.select.length} fields that a refresh reads are there.`);
    }
    const facts = [
      ...(missing.length === 0 ? [] : [`Not there, or not visible to you: ${missing.join(', ')}`]),
      ...wrong,
    ];
    return fail(
      `${facts.join('; ')}.`,
      'Correct the worksheet, or create the field in Setup > Object Manager > Contact > Fields & Relationships.',
    );
  },
});

export const groupPrefix = requirement({
  id: 'group-field-names',
  group: 'Data and automation',
  requirement: 'Fields that make groups have names that start with HL_',
  source: 'Technical worksheet, "Section III": "Prepend the names of these custom fields with HL_"',
  asks: () => ({}),
  judge: (_, { plan }) => {
    const fields = [...plan.communityGroups.fields, ...plan.securityGroups.fields];
    const others = fields.filter((field) => !field.startsWith('HL_'));
    return others.length === 0
      ? pass(
          fields.length === 0
            ? 'The worksheet makes no groups from fields.'
            : `All ${fields.length} fields are marked by their names.`,
        )
      : {
          status: 'warn',
          found: `Somebody could change or delete these without knowing what hangs on them: ${others.join(', ')}.`,
          fix: 'Say so in the fields’ descriptions (Setup > Object Manager > Contact), or make fields HL_… that take their values.',
        };
  },
});
