import type { Item } from './types.ts';

/** What an operator makes of a collection and of the items at its right side. */
interface Combination {
  readonly combine: (held: readonly Item[], other: readonly Item[]) => Item[];
  /** Whether its right side is one item, or a collection; either when absent. */
  readonly takes?: 'collection' | 'single';
}

/** Where the first item of its like stands; -1 without one. */
const firstOf = (held: readonly Item[], [item]: readonly Item[]): number =>
  item === undefined ? -1 : held.findIndex((one) => same(one, item));
const among = (items: readonly Item[], item: Item): boolean => items.some((one) => same(one, item));

/** (Salesforce Help, "Operators in Flow Assignment Elements") */
export const combinations: Readonly<Record<string, Combination>> = {
  Assign: { takes: 'collection', combine: (_held, other) => [...other] },
  Add: { combine: (held, other) => [...held, ...other] },
  AddAtStart: { combine: (held, other) => [...other, ...held] },
  RemoveAll: { combine: (held, other) => held.filter((item) => !among(other, item)) },
  RemoveUncommon: {
    takes: 'collection',
    combine: (held, other) => held.filter((item) => among(other, item)),
  },
  RemoveFirst: {
    takes: 'single',
    combine(held, other) {
      const at = firstOf(held, other);
      return held.filter((_item, index) => index !== at);
    },
  },
  RemoveBeforeFirst: {
    takes: 'single',
    combine: (held, other) => held.slice(Math.max(firstOf(held, other), 0)),
  },
  RemoveAfterFirst: {
    takes: 'single',
    combine(held, other) {
      const at = firstOf(held, other);
      return at < 0 ? [...held] : held.slice(0, at + 1);
    },
  },
};

/** Records are the same when all their fields are. */
function same(one: Item, other: Item): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? null) === (other[name] ?? null));
}
