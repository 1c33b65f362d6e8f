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
  const rows = parseRows(data, format);
  for (const row of rows) checkLimits(row);
  return rows;
}

function parseRows(data: Buffer, format: CsvFormat): string[][] {
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

/** (Salesforce Developer Limits and Allocations, "Bulk API and Bulk API 2.0") */
const LIMITS = { fields: 5000, fieldCharacters: 131_072, recordCharacters: 400_000 };

/** The wording is that of the platform's own CSV reader. (forcedotcom/wsc, CSVReader) */
function checkLimits(row: readonly string[]): void {
  const { fields, fieldCharacters, recordCharacters } = LIMITS;
  if (row.length > fields) {
    throw new JobFailure('InvalidBatch', `Exceeded max number of columns per record : ${fields}`);
  }
  let sum = 0;
  for (const { length } of row) {
    if (length > fieldCharacters) {
      throw new JobFailure('InvalidBatch', `Exceeded max field size: ${length}`);
    }
    sum += length;
  }
  if (sum <= recordCharacters) return;
  throw new JobFailure(
    'InvalidBatch',
    `Exceeded max length for one record: ${sum}. Max length for one record should be less than or equal to ${recordCharacters}`,
  );
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
