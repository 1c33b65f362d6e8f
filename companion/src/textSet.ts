/**
 * A set of texts, each kept as a number of 52 bits: a million of them are 16 MiB,
 * and as texts they would be a hundred. It has every text that was added. One that
 * was not may give the number of one that was: among a million, once in some
 * thousand million questions.
 */
export interface TextSet {
  add(text: string): void;
  has(text: string): boolean;
  size(): number;
}

const SMALLEST = 1024;

export function createTextSet(): TextSet {
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
    add(text) {
      const number = numberOf(text);
      const slot = slotOf(number);
      if (slots[slot] === number) return;
      slots[slot] = number;
      // Beyond two thirds an open table gets slow.
      if (++size * 3 > slots.length * 2) grow();
    },
    has: (text) => slots[slotOf(numberOf(text))] !== 0,
    size: () => size,
  };
}

/** Two FNV-1a hashes side by side, never zero. */
function numberOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  // The low bits find the slot; the shifts bring the better, upper ones there.
  low ^= low >>> 15;
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0) || 1;
}
