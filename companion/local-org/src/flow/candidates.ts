import { fieldReader, operandTypeOf } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import { isStored } from '../schema/field.ts';
import type { Field, SObject, Value, Values } from '../schema/types.ts';
import { compileFilters, inLongForm, isIdField } from './conditions.ts';
import { fieldOf } from './inputs.ts';
import { invalid, wrongType } from './problems.ts';
import type { Surroundings } from './surroundings.ts';
import type { Read, Run } from './types.ts';
import { familyOf, valueOf } from './values.ts';

/** Records of an object that an element looks for. */
export interface Candidates {
  readonly object: SObject;
  readonly find: (run: Run) => Values[];
}

/** Elements that only read may ask for all records of an object. */
const readers = new Set(['dynamicChoiceSets', 'recordLookups']);

/** Compiles `object` with `filters`, and for those that read `sortField` and `limit`. */
export function compileCandidates(
  element: XmlElement,
  around: Pick<Surroundings, 'resolve' | 'schema'>,
): Candidates {
  const { schema, resolve } = around;
  const name = textOf(element, 'object')?.trim();
  if (!name) throw invalid('Required field is missing: object', element);
  const object = schema.object(name);
  if (!object) throw invalid(`The object "${name}" doesn't exist.`, element);
  const meets = compileFilters(element, object, resolve);
  // Changing or deleting all records of an object is not something that a flow can ask for.
  if (!meets && !readers.has(element.name)) {
    throw invalid('Required field is missing: filters', element);
  }
  const keys = equalities(element, object, around);
  const sort = sorter(element, object);
  const limit = limitOf(element, around);
  return {
    object,
    find(run) {
      const match = Object.fromEntries(keys.map(({ field, read }) => [field.name, read(run)]));
      const found = run.interview.host
        .findRecords(object.name, match)
        .filter((candidate) => meets?.({ ...run, candidate }) ?? true);
      return sort(found, run).slice(0, limit(run));
    },
  };
}

/** What the store can be asked for: fields that must equal a value. The filters judge the rest. */
function equalities(
  element: XmlElement,
  object: SObject,
  { resolve }: Pick<Surroundings, 'resolve'>,
): { field: Field; read: Read }[] {
  if ((textOf(element, 'filterLogic') ?? 'and').trim().toLowerCase() !== 'and') return [];
  return childrenOf(element, 'filters')
    .filter((filter) => textOf(filter, 'operator') === 'EqualTo')
    .map((filter) => ({
      field: fieldOf(filter, 'field', object),
      read: valueOf(child(filter, 'value'), resolve).read,
    }))
    .filter(({ field }) => isStored(field) && field.type !== 'boolean')
    .map(({ field, read }) => ({ field, read: isIdField(field) ? inLongForm(read) : read }));
}

type Sort = (records: Values[], run: Run) => Values[];

/** Blanks come first, or last when the order is descending. */
function sorter(element: XmlElement, object: SObject): Sort {
  if (!child(element, 'sortField')) return (records) => records;
  const field = fieldOf(element, 'sortField', object);
  const read = fieldReader(field);
  const direction = textOf(element, 'sortOrder') === 'Desc' ? -1 : 1;
  const isText = familyOf(operandTypeOf(field)!) === 'text';
  const key = (value: Value): Value =>
    isText && value !== null ? String(value).toLowerCase() : value;
  const compare = (one: Value, other: Value): number => {
    if (one === other) return 0;
    if (one === null) return -1;
    return other === null || one > other ? 1 : -1;
  };
  return (records, { interview: { host } }) =>
    // Each key is read once: behind it may stand a formula.
    records
      .map((record) => ({ record, by: key(read(record, host)) }))
      .sort((one, other) => direction * compare(one.by, other.by))
      .map(({ record }) => record);
}

/** Choices of one set, unless it says otherwise. (Salesforce Help, "Flow Resource: Record Choice Set") */
const MAX_CHOICES = 200;

function limitOf(
  element: XmlElement,
  { resolve }: Pick<Surroundings, 'resolve'>,
): (run: Run) => number {
  const limit = child(element, 'limit');
  if (element.name === 'dynamicChoiceSets') {
    const choices = Number(limit?.text ?? MAX_CHOICES);
    return () => choices;
  }
  if (!limit) return () => Infinity;
  const { type, read } = valueOf(limit, resolve);
  if (!type || familyOf(type) !== 'number') throw wrongType('limit', element);
  return (run) => Number(read(run) ?? Infinity);
}
