import type { ContactRecord, FieldValue } from '../salesforce/interfaces.ts';

const SALESFORCE_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/** A checkbox, whichever API read it; undefined for the value of any other field. A checkbox is never blank. */
export function toChecked(value: FieldValue): boolean | undefined {
  switch (value) {
    case true:
    case 'true':
      return true;
    case false:
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/**
 * A value as the community holds it: text, or null for none. Salesforce's APIs
 * spell the same value differently (`+0000` or `Z`, empty or null), and the
 * content hash must not see that.
 */
export function toText(value: FieldValue): string | null {
  if (value === null || value === '') {
    return null;
  }
  const text = String(value);
  return SALESFORCE_DATE_TIME.test(text) ? new Date(text).toISOString() : text;
}

/**
 * The value at a path of the plan.
 *
 * @throws Error where the record was read for another plan: to take that for
 * blank would disable members.
 */
export function valueOf(contact: ContactRecord, path: string): FieldValue {
  const value = contact.values[path];
  if (value === undefined) {
    throw new Error(`The contact ${contact.id} was read without the field ${path}.`);
  }
  return value;
}
