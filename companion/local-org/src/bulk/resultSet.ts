import { csvLine } from './csv.ts';
import type { CsvFormat } from './csv.ts';

/** Lines that were added together: their bytes, and where each of them ends. */
interface Block {
  readonly first: number;
  readonly ends: Uint32Array;
  readonly bytes: Buffer;
}

/**
 * The rows of a result as the bytes that are sent: encoded once, when the job
 * runs, so that sending any part of them copies nothing.
 */
export class ResultSet {
  readonly #header: Buffer;
  readonly #format: CsvFormat;
  readonly #blocks: Block[] = [];
  #count = 0;

  constructor(header: readonly string[], format: CsvFormat) {
    this.#format = format;
    this.#header = Buffer.from(csvLine(header, format));
  }

  get count(): number {
    return this.#count;
  }

  add(rows: readonly (readonly string[])[]): void {
    if (rows.length === 0) return;
    const lines = rows.map((row) => csvLine(row, this.#format));
    const ends = new Uint32Array(lines.length);
    let end = 0;
    for (const [i, line] of lines.entries()) ends[i] = end += Buffer.byteLength(line);
    this.#blocks.push({ first: this.#count, ends, bytes: Buffer.from(lines.join('')) });
    this.#count += rows.length;
  }

  /** The header and the rows `from` (0-based) to before `to`. */
  *slice(from = 0, to = this.#count): Generator<Buffer> {
    yield this.#header;
    for (const { first, ends, bytes } of this.#blocks) {
      const start = Math.max(from - first, 0);
      const end = Math.min(to - first, ends.length);
      if (start < end) yield bytes.subarray(start === 0 ? 0 : ends[start - 1], ends[end - 1]);
    }
  }
}
