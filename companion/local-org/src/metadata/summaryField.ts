import { makeField } from '../schema/field.ts';
import { readValue } from '../records/input.ts';
import { SalesforceError } from '../errors.ts';
import type { Field, FieldType, RollUp, Schema, SObject, Value, Values } from '../schema/types.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const NUMBERS: readonly FieldType[] = ['double', 'currency', 'percent', 'int'];
const ORDERED: readonly FieldType[] = [...NUMBERS, 'date', 'datetime'];
/** What can be summed up. (Help, "Roll-Up Summary Field") */
const summarizable: Readonly<Record<RollUp['operation'], readonly FieldType[]>> = {
  count: [],
  sum: NUMBERS,
  min: ORDERED,
  max: ORDERED,
};

/** Digits of a number of records. */
const COUNT = { precision: 18, scale: 0 } as const;

class Unfit extends Error {
  readonly at: XmlElement;
  constructor(at: XmlElement, message: string) {
    super(message);
    this.at = at;
  }
}

/** Reads a `CustomField` of type `Summary`, once its elements are known to be sound. */
export function readSummaryField(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { field?: Field; problems: Problem[] } {
  try {
    const rollUp = readRollUp(element, object, schema);
    const { type, precision, scale } = rollUp.summarized ?? { type: 'double' as const, ...COUNT };
    const field = makeField(textOf(element, 'fullName')!, textOf(element, 'label')!, type, {
      precision,
      scale,
      rollUp,
      createable: false,
      updateable: false,
      description: textOf(element, 'description') ?? null,
      inlineHelpText: textOf(element, 'inlineHelpText') ?? null,
    });
    return { field, problems: [] };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const { message, at } = error;
    return { problems: [{ message, line: at.line, column: at.column }] };
  }
}

function readRollUp(element: XmlElement, object: SObject, schema: Schema): RollUp {
  const operation = textOf(element, 'summaryOperation') as RollUp['operation'];
  const key = child(element, 'summaryForeignKey')!;
  const { object: below, field: lookup } = fieldNamed(key, key.text, schema);
  if (!lookup.masterDetail || lookup.referenceTo[0] !== object.name) {
    throw new Unfit(key, `${key.text} is no master-detail relationship to ${object.name}`);
  }
  const filters = childrenOf(element, 'summaryFilterItems').map((item) =>
    readFilter(item, below, schema),
  );
  return {
    operation,
    childObject: below.name,
    lookup: lookup.name,
    summarized: readSummarized(element, operation, below, schema),
    counts: (record) => filters.every((holds) => holds(record)),
  };
}

function readSummarized(
  element: XmlElement,
  operation: RollUp['operation'],
  below: SObject,
  schema: Schema,
): Field | null {
  const summarized = child(element, 'summarizedField');
  if (operation === 'count') {
    if (!summarized) return null;
    throw new Unfit(
      summarized,
      "Can not specify 'summarizedField' for a roll-up summary that counts",
    );
  }
  if (!summarized) {
    throw new Unfit(element, "Must specify 'summarizedField' for a CustomField of type Summary");
  }
  const { field } = fieldNamed(summarized, summarized.text, schema, below);
  if (!summarizable[operation].includes(field.type)) {
    throw new Unfit(
      summarized,
      `The ${operation} of a field of type ${field.type} cannot be taken: ${summarized.text}`,
    );
  }
  if (field.formula) {
    throw new Unfit(
      summarized,
      'The local org does not implement roll-up summaries of formula fields.',
    );
  }
  return field;
}

/** The field that a text such as `Line__c.Amount__c` names. */
function fieldNamed(
  at: XmlElement,
  name: string,
  schema: Schema,
  of?: SObject,
): { object: SObject; field: Field } {
  const [objectName = '', fieldName] = name.split('.');
  if (fieldName === undefined) {
    throw new Unfit(
      at,
      'Must specify the name in the CustomObject.CustomField format (e.g. Account.MyNewCustomField)',
    );
  }
  const object = schema.object(objectName);
  const field = object?.fields.get(fieldName.toLowerCase());
  if (object && field && (!of || of.name === object.name)) return { object, field };
  throw new Unfit(at, `In field: ${at.name} - no CustomField named ${name} found`);
}

/** Compares a record's value, which is not blank, with one of the filter's. */
const comparisons: Readonly<Record<string, (value: Value, other: Value) => boolean>> = {
  equals: (value, other) => same(value, other),
  notEqual: (value, other) => !same(value, other),
  lessThan: (value, other) => value! < other!,
  greaterThan: (value, other) => value! > other!,
  lessOrEqual: (value, other) => value! <= other!,
  greaterOrEqual: (value, other) => value! >= other!,
  contains: (value, other) => lower(value).includes(lower(other)),
  notContain: (value, other) => !lower(value).includes(lower(other)),
  startsWith: (value, other) => lower(value).startsWith(lower(other)),
};
const negations = ['notEqual', 'notContain'];
const lower = (value: Value): string => String(value).toLowerCase();
const same = (one: Value, other: Value): boolean =>
  typeof one === 'string' ? lower(one) === lower(other) : one === other;

/**
 * One condition of which records count. Several values stand with commas between them: one of them
 * holds, or none where the operator denies. (Help, "Filter Operators")
 */
function readFilter(item: XmlElement, below: SObject, schema: Schema): (record: Values) => boolean {
  const at = child(item, 'field')!;
  const { field } = fieldNamed(at, at.text, schema, below);
  const operation = textOf(item, 'operation')!;
  const compare = comparisons[operation];
  if (!compare || child(item, 'valueField') || field.formula || field.type === 'multipicklist') {
    const what = compare
      ? child(item, 'valueField')
        ? 'valueField'
        : `the field ${at.text}`
      : operation;
    throw new Unfit(
      item,
      `The local org does not implement ${what} in the filter of a roll-up summary.`,
    );
  }
  const text = textOf(item, 'value') ?? '';
  const values =
    text === '' ? [null] : text.split(',').map((one) => valueOf(item, field, one.trim()));
  const denies = negations.includes(operation);
  return (record) => {
    const value = record[field.name] ?? null;
    const holds = (other: Value) =>
      value === null || other === null ? (value === other) !== denies : compare(value, other);
    return denies ? values.every(holds) : values.some(holds);
  };
}

function valueOf(item: XmlElement, field: Field, text: string): Value {
  try {
    return readValue(field, field.type === 'boolean' ? /^(?:true|1)$/i.test(text) : text);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    throw new Unfit(
      item,
      `The local org does not implement the value ${text} in the filter of a roll-up summary.`,
    );
  }
}
