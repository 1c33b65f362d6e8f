import { HlError } from '../errors.ts';
import { hashBytes } from '../hash.ts';

/** One row of bulk results, not yet taken apart. */
export interface BulkRow {
  /** Its first cell, 18 characters. */
  readonly id: string;
  /** Of the cells behind it. */
  readonly hash: number;
  /** The line of CSV. */
  readonly text: () => string;
}

/** Cuts the CSV of bulk results, which comes in pieces, into its rows. */
export interface RowSplitter {
  /** The line that names the columns; empty until it is complete. */
  readonly header: () => string;
  /**
   * @returns the rows that are complete now
   * @throws HlError 'UnexpectedAnswer'
   */
  readonly write: (bytes: Uint8Array) => BulkRow[];
  /** The results are complete. @returns what is left of them */
  readonly end: () => BulkRow[];
}

const QUOTE = '"'.charCodeAt(0);
const LINE_FEED = '\n'.charCodeAt(0);

/** A first cell that holds an Id, in quotes. */
const ID_CELL = /^"[a-zA-Z0-9]{18}"$/;
const ID_CELL_LENGTH = 20;

/**
 * Salesforce puts every cell in quotes, so a line feed ends a row if behind it a
 * quote and a letter or digit begin another. Inside of a cell a quote is written
 * twice, or ends it.
 */
export function createRowSplitter(): RowSplitter {
  let rest: Buffer = Buffer.alloc(0);
  let header = '';

  function take(line: Buffer, start: number, end: number): BulkRow[] {
    if (header !== '') return [rowOf(line, start, end)];
    header = line.toString('utf8', start, end);
    return [];
  }

  /** Up to the last row of which the end can be seen. */
  function cut(all: Buffer): BulkRow[] {
    if (header === '' && all.length > 0 && all[0] !== QUOTE) {
      throw notOurs('that do not begin with a quote');
    }
    const rows: BulkRow[] = [];
    let start = 0;
    for (let at = all.indexOf(LINE_FEED); at !== -1; at = all.indexOf(LINE_FEED, at + 1)) {
      if (all[at + 1] === QUOTE && isLetterOrDigit(all[at + 2])) {
        rows.push(...take(all, start, at));
        start = at + 1;
      }
    }
    rest = all.subarray(start);
    return rows;
  }

  return {
    header: () => header,
    write: (bytes) => cut(Buffer.concat([rest, bytes])),
    end: () => {
      const length = rest.at(-1) === LINE_FEED ? rest.length - 1 : rest.length;
      return length <= 0 ? [] : take(rest, 0, length);
    },
  };
}

function isLetterOrDigit(byte = 0): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

function rowOf(bytes: Buffer, start: number, end: number): BulkRow {
  const behind = start + ID_CELL_LENGTH;
  const cell = bytes.toString('latin1', start, Math.min(behind, end));
  if (!ID_CELL.test(cell)) {
    throw notOurs('whose rows do not begin with an 18-character Id in quotes');
  }
  return {
    id: cell.slice(1, -1),
    hash: hashBytes(bytes, behind, end),
    text: () => bytes.toString('utf8', start, end),
  };
}

function notOurs(what: string): HlError {
  return new HlError('UnexpectedAnswer', `Salesforce answered with bulk results ${what}.`);
}
