import type { Plan } from '../../../worksheet/interfaces.ts';
import { fail, pass, requirement, warn } from '../../interfaces.ts';
import { describe, type FieldAnswer } from '../../questions.ts';

export const requiredFields = requirement({
  id: 'required-fields',
  group: 'Data and automation',
  requirement: 'No required field keeps contacts from being created or stamped',
  source:
    'Integration guide, "Contact creation initial setup": "whether these fields are required"; Salesforce Help, "Required Fields"',
  asks: () => ({ contact: describe('Contact'), account: describe('Account') }),
  judge: ({ contact, account }, { plan }) => {
    const given = writtenByForm(plan);
    const missing =
      plan.contactManager?.create === true
        ? contact.fields.filter(mustBeGiven).filter(({ name }) => !given.has(name.toLowerCase()))
        : [];
    if (missing.length > 0) {
      return fail(
        `The org requires these, and the form of the worksheet does not ask for them: ${missing.map(nameOf).join(', ')}.`,
        'Add them to contactManager.fields with required: true, or give them a default in Setup > Object Manager > Contact.',
      );
    }
    const custom = [contact, account].flatMap(({ name: object, fields }) =>
      fields
        .filter((field) => field.custom && mustBeGiven(field))
        .filter(({ name }) => object !== 'Contact' || !given.has(name.toLowerCase()))
        .map((field) => `${nameOf(field)} on ${object}`),
    );
    return custom.length === 0
      ? pass('No custom field of Contact or Account is required.')
      : warn(
          `Required: ${custom.join(', ')}. A record that is older than the requirement, without a value, cannot be saved, nor stamped: that becomes an HL Stamp Failure.`,
          'A report of records where the field is blank shows them: give them a value; or require the field on the layouts only (Setup > Object Manager).',
        );
  },
});

/** Fields of new contacts that Contact Manager asks for. */
function writtenByForm({ contactManager }: Plan): ReadonlySet<string> {
  const fields = contactManager?.create === true ? contactManager.fields : [];
  return new Set(
    fields.filter(({ in: where }) => where !== 'update').map(({ field }) => field.toLowerCase()),
  );
}

/** A checkbox always has a value, and what has a default gets it. */
function mustBeGiven(field: FieldAnswer): boolean {
  const { createable, nillable, defaultedOnCreate, defaultValue, defaultValueFormula, type } =
    field;
  const hasDefault = defaultedOnCreate || (defaultValue ?? defaultValueFormula) !== null;
  return createable && !nillable && !hasDefault && type !== 'boolean';
}

function nameOf({ label, name }: FieldAnswer): string {
  return `${label} (${name})`;
}
