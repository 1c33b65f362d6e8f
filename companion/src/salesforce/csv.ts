import { inferSchema, initParser, type Parser } from 'udsv';

/** How Bulk API 2.0 writes its results, unless it is asked for something else. */
const FORMAT = { col: ',', row: '\n', encl: '"', esc: '"' };

/** Rows of a CSV text and the columns that its first line names. */
export interface CsvRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The rows of a CSV text that comes in pieces, a piece's rows at a time. Line
 * breaks inside quotes belong to the cell; an empty cell is an empty text.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRows> {
  let parser: Parser | undefined;
  let columns: string[] = [];
  let head = '';
  let rows: string[][] = [];
  const collect = (row: string[]) => {
    rows.push(row);
  };
  const take = (): CsvRows => {
    const taken = { columns, rows };
    rows = [];
    return taken;
  };
  for await (const chunk of chunks) {
    if (parser !== undefined) {
      parser.chunk(chunk, parser.stringArrs, collect);
    } else {
      head += chunk;
      // The first line must be whole before the columns are known.
      if (!head.includes(FORMAT.row)) continue;
      const schema = inferSchema(head, FORMAT);
      columns = schema.cols.map(({ name }) => name);
      parser = initParser(schema);
      parser.chunk(head, parser.stringArrs, collect);
    }
    if (rows.length > 0) yield take();
  }
  parser?.end();
  if (rows.length > 0) yield take();
}
