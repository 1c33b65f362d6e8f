import { child, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Value, Values } from '../schema/types.ts';
import { combinations } from './collectionOperators.ts';
import { invalid, wrongType } from './problems.ts';
import { copyOf, type CollectionReference, type RecordReference, type Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowNode, Item, Run } from './types.ts';
import { collectionAt, familyOf, recordAt, referenceAt, valueOf } from './values.ts';

/** Loop: each item of a collection in turn, as the collection is when the loop begins. */
export function compileLoop(element: XmlElement, { resolve, target }: Surroundings) {
  const collection = collectionAt(element, 'collectionReference', resolve);
  const setCurrent = currentItem(element, collection, resolve);
  const each = target(child(element, 'nextValueConnector'));
  const after = target(child(element, 'noMoreValuesConnector'));
  const descending = textOf(element, 'iterationOrder') === 'Desc';
  // An interview keeps its variables while it waits for its user.
  const rounds = new WeakMap<Run['variables'], Item[]>();
  return (run: Run): FlowNode | undefined => {
    const left = rounds.get(run.variables) ?? [...(collection.read(run) ?? [])];
    const item = descending ? left.pop() : left.shift();
    if (item === undefined) {
      rounds.delete(run.variables);
      return after;
    }
    rounds.set(run.variables, left);
    setCurrent(run, item);
    return each;
  };
}

/** The loop's own variable is the item itself; a variable of the flow's holds a copy. */
export function currentItem(
  element: XmlElement,
  { of }: CollectionReference,
  resolve: Resolve,
): (run: Run, item: Item) => void {
  const path = textOf(element, 'assignNextValueToReference')?.trim();
  if (path === undefined) {
    const key = textOf(element, 'name')!.toLowerCase();
    return (run, item) => {
      run.variables[key] = item;
    };
  }
  if (typeof of === 'object') {
    const { object, write } = recordAt(element, 'assignNextValueToReference', resolve);
    if (object !== of || !write) throw wrongType('assignNextValueToReference', element);
    return (run, item) => {
      write(run, copyOf(item) as Values);
    };
  }
  const { type, write } = referenceAt(path, element, resolve);
  if (familyOf(type) !== familyOf(of) || !write) {
    throw wrongType('assignNextValueToReference', element);
  }
  return (run, item) => {
    write(run, item as Value);
  };
}

type Assign = (run: Run) => void;

/** An assignment to a whole record; undefined when its left side is none. */
export function recordAssignment(item: XmlElement, resolve: Resolve): Assign | undefined {
  const path = textOf(item, 'assignToReference')!.trim();
  const left = resolve.record?.(path);
  if (!left) return undefined;
  const { write } = left;
  if (!write) throw invalid(`"${left.name}" can't be assigned a value.`, item);
  if (textOf(item, 'operator') !== 'Assign') throw wrongType('value', item);
  const right = itemOf(item, resolve);
  if (right?.of !== left.object) throw wrongType('value', item);
  return (run) => {
    write(run, copyOf(right.read(run) ?? null) as Values | undefined);
  };
}

/** An assignment to a collection; undefined when its left side is none. */
export function collectionAssignment(item: XmlElement, resolve: Resolve): Assign | undefined {
  const left = resolve.collection?.(textOf(item, 'assignToReference')!.trim());
  if (!left) return undefined;
  const { write, of } = left;
  if (!write) throw invalid(`"${left.name}" can't be assigned a value.`, item);
  const operator = textOf(item, 'operator')!;
  if (operator === 'RemovePosition') return removalAt(item, left, write, resolve);
  const combination = combinations[operator];
  if (!combination) throw wrongType('value', item);
  const read = itemsOf(item, of, resolve, combination.takes ?? 'either');
  return (run) => {
    write(run, combination.combine(left.read(run) ?? [], read(run)));
  };
}

/** `RemovePosition`: the first item is number 1; where there is none, nothing goes. */
function removalAt(
  item: XmlElement,
  { read }: CollectionReference,
  write: NonNullable<CollectionReference['write']>,
  resolve: Resolve,
): Assign {
  const position = valueOf(child(item, 'value'), resolve);
  if (!position.type || familyOf(position.type) !== 'number') throw wrongType('value', item);
  return (run) => {
    const at = Number(position.read(run)) - 1;
    write(
      run,
      (read(run) ?? []).filter((_item, index) => index !== at),
    );
  };
}

/** `AssignCount`: how many items a collection has. */
export function countOf(item: XmlElement, resolve: Resolve): (run: Run) => number {
  const { read } = collectionAt(child(item, 'value') ?? item, 'elementReference', resolve);
  return (run) => read(run)?.length ?? 0;
}

/** The items of a collection, or a single one; records are copied. */
function itemsOf(
  item: XmlElement,
  of: CollectionReference['of'],
  resolve: Resolve,
  takes: 'collection' | 'either' | 'single',
): (run: Run) => Item[] {
  const path = textOf(child(item, 'value') ?? item, 'elementReference')?.trim();
  const collection = path === undefined ? undefined : resolve.collection?.(path);
  if (collection) {
    if (takes === 'single' || !sameKind(collection.of, of)) throw wrongType('value', item);
    return (run) => (collection.read(run) ?? []).map(copyOf);
  }
  const single = itemOf(item, resolve);
  if (takes === 'collection' || !single || !sameKind(single.of, of)) throw wrongType('value', item);
  return (run) => {
    const one = single.read(run);
    return one === undefined || one === null ? [] : [copyOf(one)];
  };
}

const sameKind = (one: CollectionReference['of'], other: CollectionReference['of']): boolean =>
  typeof one === 'object' || typeof other === 'object'
    ? one === other
    : familyOf(one) === familyOf(other);

interface SingleItem {
  readonly of: CollectionReference['of'];
  readonly read: (run: Run) => Item | undefined;
}

/** The one record or value that an assignment's right side names. */
function itemOf(item: XmlElement, resolve: Resolve): SingleItem | undefined {
  const value = child(item, 'value');
  const path = value && textOf(value, 'elementReference')?.trim();
  const record: RecordReference | undefined =
    path === undefined ? undefined : resolve.record?.(path);
  if (record) return { of: record.object, read: record.read };
  const { type, read } = valueOf(value, resolve);
  return type && { of: type, read };
}
