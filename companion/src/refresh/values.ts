import { HlError } from '../errors.ts';
import type { ContactRecord, FieldValue } from '../salesforce/interfaces.ts';
import type { FieldKind } from './interfaces.ts';

const SALESFORCE_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const SALESFORCE_DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * A value as the community holds it: text, or null for none. Salesforce's APIs
 * spell the same value differently (`+0000` or `Z`, `1` or `1.0`, empty or null),
 * and the content hash must not see that.
 */
export function toText(value: FieldValue, kind?: FieldKind): string | null {
  if (value === null || value === '') {
    return null;
  }
  const text = String(value);
  if (kind === 'number') {
    return String(Number(text));
  }
  // Most values are none, and looking at one character is cheaper than at all.
  return text[10] === 'T' && SALESFORCE_DATE_TIME.test(text) ? new Date(text).toISOString() : text;
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

/**
 * A checkbox, whichever API read it. A checkbox is never blank.
 *
 * @param entry of the worksheet, for the error
 * @throws HlError 'WorksheetError' for the value of any other field: to take it
 * for "no" would disable every member
 */
export function readCheckbox(contact: ContactRecord, field: string, entry: string): boolean {
  switch (valueOf(contact, field)) {
    case true:
    case 'true':
      return true;
    case false:
    case 'false':
      return false;
    default:
      throw new HlError(
        'WorksheetError',
        `The worksheet’s ${entry} names ${field}, which is not a checkbox.`,
        { actions: ['Name a checkbox of Contact.'] },
      );
  }
}

/**
 * A date, `2026-12-31`, or null where there is none.
 *
 * @param entry of the worksheet, for the error
 * @throws HlError 'WorksheetError' for the value of any other field
 */
export function readDate(contact: ContactRecord, field: string, entry: string): string | null {
  const date = toText(valueOf(contact, field));
  if (date !== null && !SALESFORCE_DATE.test(date)) {
    throw new HlError(
      'WorksheetError',
      `The worksheet’s ${entry} names ${field}, which is not a date.`,
      { actions: ['Name a date of Contact.'] },
    );
  }
  return date;
}

/** The API values that are selected in a multi-select picklist. */
export function splitOptions(value: FieldValue): string[] {
  return value === null || value === '' ? [] : String(value).split(';');
}
