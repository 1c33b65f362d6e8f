import { toDateTime } from '../clock.ts';
import { operandTypeOf, type OperandType } from '../formula/index.ts';
import { textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, Value } from '../schema/types.ts';
import { FlowProblem, inFormula, invalid, notImplementedHere, wrongType } from './problems.ts';
import type { Reference } from './references.ts';
import type { CollectionReference, RecordReference, Resolve } from './resolve.ts';
import type { Read, Run } from './types.ts';

/** Types that can be assigned to and compared with each other. */
export type Family = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

const families: Readonly<Record<OperandType, Family>> = {
  string: 'text',
  picklist: 'text',
  multipicklist: 'text',
  number: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
};
export const familyOf = (type: OperandType): Family => families[type];

/** The Metadata API's FlowDataType, as far as form.ts lets it through. */
export const dataTypes: Readonly<Record<string, OperandType>> = {
  String: 'string',
  Number: 'number',
  Currency: 'currency',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  // A flow holds the value of a picklist as text.
  Picklist: 'string',
  Multipicklist: 'string',
};

/** A value in a flow; without a type when it is blank, which fits anywhere. */
export interface TypedValue {
  readonly type: OperandType | undefined;
  readonly read: Read;
}

const blank: TypedValue = { type: undefined, read: () => null };
const constant = (type: OperandType, value: Value): TypedValue => ({ type, read: () => value });

/** The kinds of FlowElementReferenceOrValue that elements.ts lets through. */
const kinds: Readonly<Record<string, (element: XmlElement, resolve: Resolve) => TypedValue>> = {
  booleanValue: ({ text }) => constant('boolean', text === 'true'),
  dateValue: (element) => constant('date', toDay(element)),
  dateTimeValue: (element) => constant('datetime', toMoment(element)),
  elementReference: (element, resolve) => referenceAt(element.text.trim(), element, resolve),
  numberValue: (element) => constant('number', toNumber(element)),
  stringValue: (element, resolve) => ({
    type: 'string',
    read: templateReader(element.text, element, resolve),
  }),
};

/**
 * Compiles a `<value>` or `<rightValue>`; an absent one is blank.
 * @throws {FlowProblem}
 */
export function valueOf(element: XmlElement | undefined, resolve: Resolve): TypedValue {
  const [content, second] = element?.children ?? [];
  if (second) throw invalid('A value can be set in only one way.', second);
  return content ? kinds[content.name]!(content, resolve) : blank;
}

/** @throws {FlowProblem} when there is no such thing. */
export function referenceAt(path: string, element: XmlElement, resolve: Resolve): Reference {
  const reference = inFormula(element, () => resolve(path));
  if (!reference) throw invalid(`The element has an invalid reference to "${path}".`, element);
  return reference;
}

/** The record that an element names in one of its children. @throws {FlowProblem} */
export function recordAt(element: XmlElement, place: string, resolve: Resolve): RecordReference {
  const path = textOf(element, place)!.trim();
  const found = inFormula(element, () => resolve.record?.(path));
  if (!found) throw invalid(`The element has an invalid reference to "${path}".`, element);
  return found;
}

/** The collection that an element names in one of its children. @throws {FlowProblem} */
export function collectionAt(
  element: XmlElement,
  place: string,
  resolve: Resolve,
): CollectionReference {
  const path = textOf(element, place)!.trim();
  const found = inFormula(element, () => resolve.collection?.(path));
  if (!found) throw invalid(`The element has an invalid reference to "${path}".`, element);
  return found;
}

const merge = /\{!\s*([^{}]*?)\s*\}/g;

/** Text with merge fields. How the platform writes dates and numbers into it depends on the locale. */
export function templateReader(text: string, element: XmlElement, resolve: Resolve): Read {
  const parts: Read[] = [];
  let end = 0;
  for (const match of text.matchAll(merge)) {
    const literal = text.slice(end, match.index);
    const reference = referenceAt(match[1]!, element, resolve);
    const family = familyOf(reference.type);
    if (family !== 'text' && family !== 'boolean') {
      throw notImplementedHere(`a ${family} in a text (${match[0]})`, element);
    }
    parts.push(() => literal, reference.read);
    end = match.index + match[0].length;
  }
  const tail = text.slice(end);
  if (parts.length === 0) return () => tail;
  return (run: Run) => parts.reduce((result, part) => result + String(part(run) ?? ''), '') + tail;
}

const notAValue = (element: XmlElement, type: string): FlowProblem =>
  new FlowProblem(
    `Error parsing file: '${element.text}' is not a valid value for the type xsd:${type}`,
    element,
  );

function toNumber(element: XmlElement): number {
  const number = Number(element.text);
  if (element.text.trim() === '' || !Number.isFinite(number)) throw notAValue(element, 'double');
  return number;
}

function toDay(element: XmlElement): string {
  const day = /^\d{4}-\d\d-\d\d(?=Z?$)/.exec(element.text.trim())?.[0];
  if (!day || Number.isNaN(Date.parse(day))) throw notAValue(element, 'date');
  return day;
}

function toMoment(element: XmlElement): string {
  const moment = new Date(element.text.trim());
  if (Number.isNaN(moment.getTime())) throw notAValue(element, 'dateTime');
  return toDateTime(moment);
}

/** Where a value comes to be: refuses one that does not fit. */
export function checkFits(
  value: TypedValue,
  target: OperandType,
  place: string,
  element: XmlElement,
): void {
  if (value.type && familyOf(value.type) !== familyOf(target)) throw wrongType(place, element);
}

/**
 * The value as a field of a record stores it: an empty text is blank, a
 * checkbox is never blank.
 */
export function fieldValue(field: Field, read: Read): Read {
  const type = operandTypeOf(field)!;
  if (type === 'boolean') return (run) => read(run) ?? false;
  if (familyOf(type) !== 'text') return read;
  return (run) => {
    const value = read(run);
    return value === '' ? null : value;
  };
}
