import { HASHES, hashText } from './hash.ts';

/*
 * Texts by the million, each kept as its hash: 8 bytes, where the text itself takes
 * some fifty. A text that was added is always there. One that was not may pass for
 * one that was: among a million, once in some thousand million questions.
 */

/** Texts: a million of them are some 12 MiB. */
export interface TextSet {
  readonly add: (text: string) => void;
  readonly has: (text: string) => boolean;
  readonly size: () => number;
}

/** Numbers by text: a million of them are some 24 MiB. */
export interface TextMap {
  readonly set: (text: string, number: number) => void;
  readonly get: (text: string) => number | undefined;
}

export function createTextSet(): TextSet {
  const table = createTable(1);
  return {
    add: (text) => {
      table.put(hashOf(text));
    },
    has: (text) => table.find(hashOf(text)) !== -1,
    size: () => table.size(),
  };
}

export function createTextMap(): TextMap {
  const table = createTable(2);
  return {
    set: (text, number) => {
      const place = table.put(hashOf(text));
      table.cells()[place + 1] = number;
    },
    get: (text) => {
      const place = table.find(hashOf(text));
      return place === -1 ? undefined : table.cells()[place + 1];
    },
  };
}

/** Never zero, which stands for an empty row. */
function hashOf(text: string): number {
  return hashText(text) || 1;
}

const SMALLEST = 1024;

/** Less than twice, so that less of it lies idle. */
const GROWTH = 1.5;

/** Beyond that an open table gets slow. */
const MOST_FULL = 0.75;

/**
 * A hash table with open addressing, in one array: rows of a key and what belongs to it.
 *
 * @param width cells a row
 */
function createTable(width: 1 | 2) {
  let cells = new Float64Array(SMALLEST * width);
  let rows = SMALLEST;
  let size = 0;

  /** Where the row of a key begins, or an empty one that would be it. */
  const seek = (key: number) => {
    let row = Math.floor((key / HASHES) * rows);
    while (cells[row * width] !== 0 && cells[row * width] !== key) {
      row = row + 1 === rows ? 0 : row + 1;
    }
    return row * width;
  };

  const grow = () => {
    const old = cells;
    rows = Math.ceil(rows * GROWTH);
    cells = new Float64Array(rows * width);
    for (let at = 0; at < old.length; at += width) {
      if (old[at] !== 0) cells.set(old.subarray(at, at + width), seek(old[at]!));
    }
  };

  return {
    cells: () => cells,
    size: () => size,
    /** @returns where the row of a key begins; -1 where there is none */
    find: (key: number) => {
      const place = seek(key);
      return cells[place] === 0 ? -1 : place;
    },
    /** @returns where the row of a key begins, which is made if there is none */
    put: (key: number) => {
      const place = seek(key);
      if (cells[place] === key) return place;
      cells[place] = key;
      if (++size <= rows * MOST_FULL) return place;
      grow();
      return seek(key);
    },
  };
}
