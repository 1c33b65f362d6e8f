import { compileFormula, fieldReader } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { SObject, Value, Values } from '../schema/types.ts';
import { currentItem } from './collections.ts';
import { compileConditions, type Condition } from './conditions.ts';
import { fieldOf } from './inputs.ts';
import { inFormula, invalid, wrongType } from './problems.ts';
import { collectionVariable, copyOf } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowNode, Item, Run } from './types.ts';
import { collectionAt } from './values.ts';
import { flowVocabulary } from './vocabulary.ts';

type Execute = FlowNode['execute'];

/** By `collectionProcessorType`; others are refused. */
const processors: Readonly<Record<string, (element: XmlElement, around: Surroundings) => Execute>> =
  { FilterCollectionProcessor: compileFilter, SortCollectionProcessor: compileSort };
export const processorTypes: readonly string[] = Object.keys(processors);

export function compileCollectionProcessor(element: XmlElement, around: Surroundings): Execute {
  const type = textOf(element, 'collectionProcessorType')!;
  const subtype = textOf(element, 'elementSubtype') ?? type;
  if (subtype !== type) throw invalid(`The element's subtype ${subtype} is not ${type}.`, element);
  return processors[type]!(element, around);
}

/** Collection Filter: the items that meet the conditions, under the element's own name. */
function compileFilter(element: XmlElement, around: Surroundings): Execute {
  const { resolve, target } = around;
  const collection = collectionAt(element, 'collectionReference', resolve);
  if (!child(element, 'assignNextValueToReference')) {
    throw invalid('Required field is missing: assignNextValueToReference', element);
  }
  const setCurrent = currentItem(element, collection, resolve);
  const meets = filterCondition(element, around);
  const { write } = collectionVariable(textOf(element, 'name')!, collection.of);
  const next = target(child(element, 'connector'));
  return (run) => {
    const kept = (collection.read(run) ?? []).filter((item) => {
      setCurrent(run, item);
      return meets(run);
    });
    write!(run, kept.map(copyOf));
    return next;
  };
}

function filterCondition(element: XmlElement, { resolve }: Surroundings): Condition {
  const formula = child(element, 'formula');
  if (formula) {
    const evaluate = inFormula(formula, () =>
      compileFormula<Run>(formula.text, {
        vocabulary: flowVocabulary(resolve),
        returns: 'boolean',
      }),
    );
    return (run) => evaluate(run) === true;
  }
  if (childrenOf(element, 'conditions').length === 0) {
    throw invalid('Required field is missing: conditions', element);
  }
  return compileConditions(element, resolve);
}

/** (Salesforce Help, "Flow Element: Collection Sort") */
const MAX_SORT_FIELDS = 3;

/** Collection Sort: the collection itself is put in order, and cut off at the limit. */
function compileSort(element: XmlElement, { resolve, target }: Surroundings): Execute {
  const { of, read, write, name } = collectionAt(element, 'collectionReference', resolve);
  if (!write) throw invalid(`"${name}" can't be assigned a value.`, element);
  const options = childrenOf(element, 'sortOptions');
  if (options.length === 0) throw invalid('Required field is missing: sortOptions', element);
  if (options.length > MAX_SORT_FIELDS) {
    throw invalid(`A collection is sorted by at most ${MAX_SORT_FIELDS} fields.`, element);
  }
  const orders = options.map((option) => compileOrder(option, of));
  const limit = Number(textOf(element, 'limit') ?? Infinity);
  const next = target(child(element, 'connector'));
  return (run) => {
    const sorted = (read(run) ?? []).toSorted((one, other) => {
      for (const compare of orders) {
        const result = compare(one, other, run);
        if (result !== 0) return result;
      }
      return 0;
    });
    write(run, sorted.slice(0, limit));
    return next;
  };
}

type Compare = (one: Item, other: Item, run: Run) => number;

/** Texts are in order without regard to case; blank values stand where the option says. */
function compileOrder(option: XmlElement, of: SObject | string): Compare {
  const key = sortKey(option, of);
  const direction = textOf(option, 'sortOrder') === 'Desc' ? -1 : 1;
  const blank = textOf(option, 'doesPutEmptyStringAndNullFirst') === 'true' ? -1 : 1;
  return (one, other, run) => {
    const [left, right] = [key(one, run), key(other, run)];
    if (left === right) return 0;
    if (left === null) return blank;
    if (right === null) return -blank;
    return left < right ? -direction : direction;
  };
}

function sortKey(option: XmlElement, of: SObject | string): (item: Item, run: Run) => Value {
  const fold = (value: Value): Value =>
    typeof value === 'string' ? value.toLowerCase() || null : value;
  if (typeof of !== 'object') {
    if (child(option, 'sortField')) throw wrongType('sortField', option);
    return (item) => fold(item as Value);
  }
  const field = fieldOf(option, 'sortField', of);
  const read = fieldReader(field);
  return (item, { interview }) => fold(read(item as Values, interview.host));
}
