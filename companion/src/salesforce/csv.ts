import { inferSchema, initParser } from 'udsv';

/** How Bulk API 2.0 writes its results, unless it is asked for something else. */
const FORMAT = { col: ',', row: '\n', encl: '"', esc: '"' };

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
