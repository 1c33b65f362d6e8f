import type { AutoNumber } from '../schema/types.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** Characters of an auto number. (Object Reference, "Auto Number") */
export const AUTO_NUMBER_LENGTH = 30;

/** Reads how a field, also a name field, counts; its elements are known to be sound. */
export function readAutoNumber(element: XmlElement): AutoNumber {
  return {
    format: textOf(element, 'displayFormat')!,
    start: Number(textOf(element, 'startingNumber') ?? 1),
  };
}

/** A format holds one place for the number, as in `A-{0000}`. (Help, "Custom Field Attributes", Display Format) */
export function checkAutoNumber(element: XmlElement): Problem[] {
  const format = child(element, 'displayFormat');
  if (!format) {
    const { line, column } = element;
    const message = "Must specify 'displayFormat' for a CustomField of type AutoNumber";
    return [{ message, line, column }];
  }
  if ((format.text.match(/\{0+\}/g) ?? []).length === 1) return [];
  const { text, line, column } = format;
  return [{ message: `Invalid display format: ${text}`, line, column }];
}
