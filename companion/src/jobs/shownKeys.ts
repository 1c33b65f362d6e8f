/**
 * The legacy contact keys that the pages of a job brought, each as a number of 53
 * bits: a million of them are 16 MiB, and as texts they would be a hundred. Two
 * keys may give one number, once in some ten thousand jobs of a million contacts;
 * then a member who is gone stays, or one whose campaign changed is refreshed,
 * with the next full refresh. Nobody is ever taken for gone who is there.
 */
export interface ShownKeys {
  add(key: string): void;
  has(key: string): boolean;
  size(): number;
}

const SMALLEST = 1024;

export function createShownKeys(): ShownKeys {
  let slots = new Float64Array(SMALLEST);
  let size = 0;

  /** Where a number is, or would be. An empty slot holds zero. */
  const slotOf = (number: number) => {
    const mask = slots.length - 1;
    let slot = number & mask;
    while (slots[slot] !== 0 && slots[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = () => {
    const old = slots;
    slots = new Float64Array(old.length * 2);
    for (const number of old) if (number !== 0) slots[slotOf(number)] = number;
  };

  return {
    add(key) {
      const number = numberOf(key);
      const slot = slotOf(number);
      if (slots[slot] === number) return;
      slots[slot] = number;
      // Beyond two thirds an open table gets slow.
      if (++size * 3 > slots.length * 2) grow();
    },
    has: (key) => slots[slotOf(numberOf(key))] !== 0,
    size: () => size,
  };
}

/** Two FNV-1a hashes side by side, never zero. */
function numberOf(key: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  // The low bits find the slot; the shifts bring the better, upper ones there.
  low ^= low >>> 15;
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0) || 1;
}
