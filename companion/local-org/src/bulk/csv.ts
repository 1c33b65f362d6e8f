import { CsvError, parse } from 'csv-parse/sync';
import { JobFailure } from './job.ts';

/** Names of column delimiters and line endings in the API, and what they stand for. */
export const DELIMITERS = {
  COMMA: ',',
  SEMICOLON: ';',
  TAB: '\t',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`',
} as const;
export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;

/** How the CSV of a job is written, in both directions. */
export interface CsvFormat {
  readonly columnDelimiter: keyof typeof DELIMITERS;
  readonly lineEnding: keyof typeof LINE_ENDINGS;
}

/** One line, ended: every value is quoted, as in the platform's results. */
export function csvLine(values: readonly string[], format: CsvFormat): string {
  let line = '';
  for (const value of values) {
    if (line !== '') line += DELIMITERS[format.columnDelimiter];
    line += value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
  }
  return line + LINE_ENDINGS[format.lineEnding];
}

/**
 * The rows of an upload, the header first.
 * @throws {JobFailure} for what the job as a whole fails of.
 */
export function readCsv(data: Buffer, format: CsvFormat): string[][] {
  checkLineEnding(data, format);
  try {
    return parse(data, {
      bom: true,
      delimiter: DELIMITERS[format.columnDelimiter],
      record_delimiter: LINE_ENDINGS[format.lineEnding],
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new JobFailure('InvalidBatch', error.message);
  }
}

/** The first line that ends outside quotes tells. */
function checkLineEnding(data: Buffer, { lineEnding }: CsvFormat): void {
  let quoted = false;
  for (let i = 0; i < data.length; i++) {
    const byte = data[i];
    if (byte === 0x22) quoted = !quoted;
    if (byte !== 0x0a || quoted) continue;
    const found = data[i - 1] === 0x0d ? 'CRLF' : 'LF';
    if (found === lineEnding) return;
    throw new JobFailure(
      'ClientInputError',
      `LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
    );
  }
}
