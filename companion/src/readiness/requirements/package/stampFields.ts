import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { deployCommand } from '../../commands.ts';
import { fail, pass, requirement } from '../../interfaces.ts';
import { customObjects, fieldsOf, objectNamed } from '../../packageParts.ts';
import { isTrue, type Component } from '../../questions.ts';

const OBJECTS = ['Contact', 'Account'] as const;

export const stampFields = requirement({
  id: 'stamp-fields',
  group: 'Package',
  requirement: `${PACKAGE.modDate} is there on Contact and Account, as Date/Time, not required, without default`,
  source: 'Integration guide, "Create the HL_Mod_Date custom field"',
  // Describe shows nobody a field without field-level security; metadata does.
  asks: ({ plan }) => ({ objects: customObjects(plan) }),
  judge: ({ objects }, context) => {
    const problems = OBJECTS.flatMap((object) =>
      problemsWith(`${object}.${PACKAGE.modDate}`, stampOf(objectNamed(objects, object))),
    );
    return problems.length === 0
      ? pass('Both fields are as they must be.')
      : fail(
          `${problems.join('; ')}.`,
          `${deployCommand(context)}; a field of another type must be renamed first, and a default taken away by hand, in Setup > Object Manager.`,
        );
  },
});

function stampOf(object: Component | undefined): Component | undefined {
  return object && fieldsOf(object).find(({ fullName }) => fullName === PACKAGE.modDate);
}

/** seeds/000, "Create the HL_Mod_Date custom field": Date/Time, not required, no default. */
function problemsWith(name: string, field: Component | undefined): string[] {
  if (field === undefined) {
    return [`${name} is not there`];
  }
  return [
    ...(field['type'] === 'DateTime'
      ? []
      : [`${name} is a ${String(field['type'])} field, and must be a Date/Time`]),
    ...(field['formula'] === undefined
      ? []
      : [`${name} is a formula, and must be a field that can be written`]),
    ...(isTrue(field['required']) ? [`${name} is required, and must not be`] : []),
    ...(field['defaultValue'] === undefined ? [] : [`${name} has a default, and must have none`]),
  ];
}
