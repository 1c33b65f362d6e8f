import { inferSchema, initParser } from 'udsv';

/** How Bulk API 2.0 writes its results, unless it is asked for something else. */
const FORMAT = { col: ',', row: '\n', encl: '"', esc: '"' };

const QUOTE = FORMAT.encl.charCodeAt(0);
const LINE_FEED = FORMAT.row.charCodeAt(0);

/** Cuts CSV that comes in pieces into its lines, without taking them apart. */
export interface LineSplitter {
  /** @returns the lines that are complete now, without their ends */
  write(bytes: Uint8Array): Uint8Array[];
  /** @returns what is left: the last line, if nothing ends it */
  end(): Uint8Array[];
}

/** A line break inside quotes belongs to a cell. */
export function createLineSplitter(): LineSplitter {
  let rest: Uint8Array = Buffer.alloc(0);
  return {
    write(bytes) {
      const more = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const all: Buffer = rest.length === 0 ? more : Buffer.concat([rest, more]);
      const lines: Uint8Array[] = [];
      let start = 0;
      let looked = 0;
      let quoted = false;
      for (let at = all.indexOf(LINE_FEED); at !== -1; at = all.indexOf(LINE_FEED, at + 1)) {
        // A quote inside quotes is written twice, so that it closes and opens them again.
        quoted = quoted !== hasOddQuotes(all, looked, at);
        looked = at;
        if (!quoted) {
          lines.push(all.subarray(start, at));
          start = at + 1;
        }
      }
      rest = all.subarray(start);
      return lines;
    },
    end: () => (rest.length === 0 ? [] : [rest]),
  };
}

/** Without a branch in the loop, which looks at every byte of the results. */
function hasOddQuotes(bytes: Uint8Array, from: number, to: number): boolean {
  let odd = 0;
  for (let at = from; at < to; at++) odd ^= Number(bytes[at] === QUOTE);
  return odd === 1;
}

/** The text of some lines of CSV. */
export function joinLines(lines: readonly Uint8Array[]): string {
  const feed = Uint8Array.of(LINE_FEED);
  return Buffer.concat(lines.flatMap((line) => [line, feed])).toString();
}

/** Rows of a CSV text and the columns that its first line names; an empty cell is an empty text. */
export interface CsvRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function parseCsv(text: string): CsvRows {
  const schema = inferSchema(text, FORMAT);
  return {
    columns: schema.cols.map(({ name }) => name),
    rows: initParser(schema).stringArrs(text),
  };
}
