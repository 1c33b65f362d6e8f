import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import type { SalesforceError } from '../errors.ts';
import { errorAt, type Token } from './source.ts';

/**
 * Runs the parser library and puts what it complains about into the platform's words.
 * @throws {SalesforceError} MALFORMED_QUERY
 */
export function parseSyntax(soql: string, tokens: readonly Token[]): Query {
  refuseAllRows(soql, tokens);
  try {
    return parseQuery(soql);
  } catch (error) {
    if (!isParserError(error)) throw error;
    throw syntaxError(soql, tokens, error);
  }
}

function isParserError(error: unknown): error is Error {
  return error instanceof Error && /Exception$|^LexingError$/.test(error.name);
}

function syntaxError(soql: string, tokens: readonly Token[], error: Error): SalesforceError {
  const place = /\((\d+):(\d+)\)$/.exec(error.message);
  if (error.name === 'LexingError' && place) {
    return lexicalError(soql, Number(place[1]), Number(place[2]));
  }
  return unexpected(soql, firstWrongToken(soql, tokens));
}

function lexicalError(soql: string, row: number, column: number): SalesforceError {
  const lines = soql.split('\n');
  const offset = lines.slice(0, row - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const character = lines[row - 1]![column - 1] ?? '';
  const complaint =
    character === "'"
      ? `mismatched character '<EOF>' expecting '''`
      : `no viable alternative at character '${character}'`;
  const message = `line ${row}:${column - 1} ${complaint}`;
  return errorAt(soql, offset + column - 1, 'MALFORMED_QUERY', message);
}

/**
 * The parser library does not say where it stopped, only whether it wanted more. A wrong query's
 * beginnings are fine up to the wrong token and never again behind it: a binary search finds it.
 * @returns undefined when the query ends too early
 */
function firstWrongToken(soql: string, tokens: readonly Token[]): Token | undefined {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset, text } = tokens[middle]!;
    if (couldContinue(soql.slice(0, offset + text.length))) low = middle + 1;
    else high = middle;
  }
  return tokens[low];
}

function couldContinue(beginning: string): boolean {
  try {
    parseQuery(beginning);
    return true;
  } catch (error) {
    return error instanceof Error && /found(?: -->|:) ''/.test(error.message);
  }
}

function unexpected(soql: string, token: Token | undefined): SalesforceError {
  const text = token?.text ?? '<EOF>';
  const offset = token?.offset ?? soql.length;
  return errorAt(soql, offset, 'MALFORMED_QUERY', `unexpected token: '${text}'`);
}

function refuseAllRows(soql: string, tokens: readonly Token[]): void {
  const [all, rows] = tokens.slice(-2);
  if (all?.text.toUpperCase() === 'ALL' && rows?.text.toUpperCase() === 'ROWS') {
    throw errorAt(soql, all.offset, 'MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
  }
}
