import { fieldReader, operandTypeOf, type OperandType } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import { toId18 } from '../ids.ts';
import type { Field, SObject, Value } from '../schema/types.ts';
import { combine } from './logic.ts';
import { inFormula, invalid, noSuchField, wrongType } from './problems.ts';
import { changedReader, type Reference } from './references.ts';
import type { Resolve } from './resolve.ts';
import type { Read, Run } from './types.ts';
import {
  checkFits,
  collectionAt,
  familyOf,
  valueOf,
  type Family,
  type TypedValue,
} from './values.ts';

export type Condition = (run: Run) => boolean;

type Comparison = (left: Value, right: Value) => boolean;
interface Operator {
  /** Families of values that it compares. */
  readonly families: readonly Family[];
  readonly compare: Comparison;
}

const all: readonly Family[] = ['text', 'number', 'boolean', 'date', 'datetime'];
const ordered: readonly Family[] = ['number', 'date', 'datetime'];
const text: readonly Family[] = ['text'];

/** Outside formulas, flows compare texts without regard to case. */
const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);
const equal: Comparison = (left, right) => left === right || fold(left) === fold(right);
/** A blank value is neither greater nor less, and contains nothing. */
const present =
  <T extends Value>(compare: (left: T, right: T) => boolean): Comparison =>
  (left, right) =>
    left !== null && right !== null && compare(left as T, right as T);
const inOrder = (compare: (left: string | number, right: string | number) => boolean): Comparison =>
  present(compare);
const onText = (compare: (left: string, right: string) => boolean): Comparison =>
  present<string>((left, right) => compare(left.toLowerCase(), right.toLowerCase()));

/** Dates and date-times sort as text. */
const operators: Readonly<Record<string, Operator>> = {
  EqualTo: { families: all, compare: equal },
  NotEqualTo: { families: all, compare: (left, right) => !equal(left, right) },
  GreaterThan: { families: ordered, compare: inOrder((left, right) => left > right) },
  GreaterThanOrEqualTo: { families: ordered, compare: inOrder((left, right) => left >= right) },
  LessThan: { families: ordered, compare: inOrder((left, right) => left < right) },
  LessThanOrEqualTo: { families: ordered, compare: inOrder((left, right) => left <= right) },
  StartsWith: { families: text, compare: onText((left, right) => left.startsWith(right)) },
  EndsWith: { families: text, compare: onText((left, right) => left.endsWith(right)) },
  Contains: { families: text, compare: onText((left, right) => left.includes(right)) },
};

const isBlank =
  ({ read }: Subject) =>
  (run: Run): boolean =>
    (read(run) ?? '') === '';

/** Operators that ask something of the left side alone; the right side says yes or no. */
const questions: Readonly<Record<string, (left: Subject) => ((run: Run) => boolean) | undefined>> =
  {
    IsNull:
      ({ read }) =>
      (run) =>
        read(run) === null,
    IsBlank: isBlank,
    IsEmpty: isBlank,
    IsChanged: ({ changed }) => changed,
  };

/** What a condition looks at. Of one without a type only questions can be asked. */
interface Subject extends Pick<Reference, 'read' | 'changed'> {
  readonly type: OperandType | undefined;
  /** Holds Ids: records are looked for by either of their forms. */
  readonly isId?: boolean;
}

/** A record or a collection is there or it is not; a collection without items is not. */
function presenceOf(path: string, resolve: Resolve): Subject | undefined {
  const record = resolve.record?.(path);
  if (record) return { type: undefined, read: (run) => (record.read(run) ? true : null) };
  const collection = resolve.collection?.(path);
  if (!collection) return undefined;
  return {
    type: undefined,
    read: (run) => ((collection.read(run)?.length ?? 0) > 0 ? true : null),
  };
}

/** The `<conditions>` of a decision's rule, combined by its `<conditionLogic>`. */
export function compileConditions(rule: XmlElement, resolve: Resolve): Condition {
  const conditions = childrenOf(rule, 'conditions').map((element) => {
    const path = textOf(element, 'leftValueReference')!.trim();
    const left = inFormula(element, () => resolve(path) ?? presenceOf(path, resolve));
    if (!left) {
      throw invalid(`A condition has a reference to ${path}, which doesn't exist.`, element);
    }
    return compileComparison(element, left, 'rightValue', resolve);
  });
  return combined(textOf(rule, 'conditionLogic')!, conditions, rule);
}

/**
 * The `<filters>` of an element, which look at the run's candidate or, where
 * there is none, at the triggering record; undefined without any.
 */
export function compileFilters(
  element: XmlElement,
  object: SObject,
  resolve: Resolve,
): Condition | undefined {
  const filters = childrenOf(element, 'filters');
  if (filters.length === 0) return undefined;
  // What changed is known of the triggering record alone.
  const isAboutTrigger = child(element, 'inputReference') !== undefined || element.name === 'start';
  const conditions = filters.map((filter) =>
    compileComparison(filter, filterSubject(filter, object, isAboutTrigger), 'value', resolve),
  );
  return combined(textOf(element, 'filterLogic') ?? 'and', conditions, element);
}

function filterSubject(filter: XmlElement, object: SObject, isAboutTrigger: boolean): Subject {
  const name = textOf(filter, 'field')!.trim();
  const field = object.fields.get(name.toLowerCase());
  const type = field && operandTypeOf(field);
  if (!type) throw noSuchField(name, object.name, filter);
  const readField = fieldReader(field);
  const read = (run: Run): Value => readField(run.candidate ?? run.record, run.interview.host);
  const changed = changedReader(readField);
  return { type, read, isId: isIdField(field), ...(isAboutTrigger && { changed }) };
}

export const isIdField = ({ type }: Field): boolean => type === 'id' || type === 'reference';

/** An Id as records hold it, whichever of its two forms is given. */
export const inLongForm =
  (read: Read): Read =>
  (run) => {
    const value = read(run);
    return typeof value === 'string' ? (toId18(value) ?? value) : value;
  };

function compileComparison(
  element: XmlElement,
  left: Subject,
  rightName: 'rightValue' | 'value',
  resolve: Resolve,
): Condition {
  const name = textOf(element, 'operator')!;
  if (name === 'In' || name === 'NotIn') return compileMembership(element, left, resolve);
  const right = valueOf(child(element, rightName), resolve);
  const question = questions[name];
  if (question) return compileQuestion(element, name, question(left), right, rightName);
  const { families, compare } = operators[name]!;
  if (!left.type || !families.includes(familyOf(left.type))) {
    throw invalid(`The "${name}" operator can't be used with this data type.`, element);
  }
  checkFits(right, left.type, rightName, element);
  const expected = left.isId ? inLongForm(right.read) : right.read;
  return (run) => compare(left.read(run), expected(run));
}

/** `In` and `NotIn`: whether a collection holds the value. */
function compileMembership(element: XmlElement, left: Subject, resolve: Resolve): Condition {
  const value = child(element, 'value');
  if (!value || !child(value, 'elementReference')) throw wrongType('value', element);
  const { of, read } = collectionAt(value, 'elementReference', resolve);
  if (typeof of === 'object' || !left.type || familyOf(of) !== familyOf(left.type)) {
    throw wrongType('value', element);
  }
  const expected = textOf(element, 'operator') === 'In';
  return (run) => {
    const wanted = left.read(run);
    const found = (read(run) ?? []).some((item) => equal(item as Value, wanted));
    return found === expected;
  };
}

function compileQuestion(
  element: XmlElement,
  name: string,
  answer: ((run: Run) => boolean) | undefined,
  expected: TypedValue,
  place: string,
): Condition {
  if (!answer) {
    throw invalid(`The "${name}" operator can be used only with fields of $Record.`, element);
  }
  if (expected.type !== 'boolean') throw wrongType(place, element);
  return (run) => answer(run) === expected.read(run);
}

function combined(logic: string, conditions: readonly Condition[], element: XmlElement): Condition {
  const condition = combine(logic, conditions);
  if (!condition) throw invalid(`The condition logic "${logic}" is invalid.`, element);
  return condition;
}

/**
 * "Only when a record is updated to meet the condition requirements": the
 * conditions hold now and did not hold for the record as it was before the
 * save. A new record was nothing before.
 */
export const newlyMet =
  (condition: Condition): Condition =>
  (run) =>
    condition(run) && (run.prior === undefined || !condition({ ...run, record: run.prior }));
