import { DELIMITERS, LINE_ENDINGS } from '../../bulk/csv.ts';
import type { CsvFormat } from '../../bulk/csv.ts';
import { notImplemented, SalesforceError } from '../../errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/**
 * The body of a request about a job.
 * @throws {SalesforceError} for a property that is not among `known`.
 */
export function readJobBody(body: unknown, known: readonly string[]): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SalesforceError('JSON_PARSER_ERROR', 'The request body is not an object.');
  }
  const foreign = Object.keys(body).find((name) => !known.includes(name));
  if (foreign !== undefined) throw notImplemented(`${foreign} of a bulk job`);
  return body as Json;
}

/** One of the values that a property may have, `otherwise` when it is absent. */
export function oneOf<T extends string>(
  body: Json,
  name: string,
  values: readonly T[],
  otherwise?: T,
): T {
  const value = body[name] ?? otherwise;
  const found = values.find((one) => one === value);
  if (found !== undefined) return found;
  throw new SalesforceError(
    'INVALIDJOB',
    value === undefined
      ? `${name} is required: ${values.join(', ')}`
      : `${name} cannot be ${JSON.stringify(value)}: ${values.join(', ')}`,
  );
}

export const FORMAT_PROPERTIES = ['contentType', 'columnDelimiter', 'lineEnding'];

/** How a job's CSV is written; comma and line feed unless said otherwise. */
export function readFormat(body: Json): CsvFormat {
  oneOf(body, 'contentType', ['CSV'], 'CSV');
  return {
    columnDelimiter: oneOf(body, 'columnDelimiter', keysOf(DELIMITERS), 'COMMA'),
    lineEnding: oneOf(body, 'lineEnding', keysOf(LINE_ENDINGS), 'LF'),
  };
}

function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
