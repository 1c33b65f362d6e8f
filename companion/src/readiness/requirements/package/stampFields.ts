import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { deployCommand } from '../../commands.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { describe, type ObjectAnswer } from '../../questions.ts';

/** seeds/000, "Create the HL_Mod_Date custom field": Date/Time, not required, no default. */
function problemWith(object: ObjectAnswer): string | null {
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
  return field.defaultedOnCreate || (field.defaultValue ?? field.defaultValueFormula) !== null
    ? `${object.name}.${PACKAGE.modDate} has a default, and must have none`
    : null;
}

export const stampFields = requirement({
  id: 'stamp-fields',
  group: 'Package',
  requirement: `${PACKAGE.modDate} is there on Contact and Account, as Date/Time, not required, without default`,
  source: 'Integration guide, "Create the HL_Mod_Date custom field"',
  asks: () => ({ contact: describe('Contact'), account: describe('Account') }),
  judge: ({ contact, account }, context) => {
    const problems = [contact, account].map(problemWith).filter((problem) => problem !== null);
    return problems.length === 0
      ? pass('Both fields are as they must be.')
      : fail(
          `${problems.join('; ')}.`,
          `${deployCommand(context)}; a field of another type must be renamed first, in Setup > Object Manager.`,
        );
  },
});
