import { pass, requirement, warn } from '../../interfaces.ts';

export const groupFieldNames = requirement({
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
      : warn(
          `Somebody could change or delete these without knowing what hangs on them: ${others.join(', ')}.`,
          'Say so in the fields’ descriptions (Setup > Object Manager > Contact), or make fields HL_… that take their values.',
        );
  },
});
