import { SalesforceError } from '../errors.ts';

/** A word, literal or sign of a query, with its 0-based place in the text. */
export interface Token {
  readonly text: string;
  readonly offset: number;
}

/** The tokens of one SELECT; those of the SELECTs in parentheses inside it are kept apart, in order. */
export interface Span {
  readonly own: readonly Token[];
  readonly inner: readonly Span[];
}

const TOKEN = /'(?:\\.|[^'\\])*'|[a-z_][\w.]*|\d[\w:.+-]*|<=|>=|!=|<>|\S/gi;

/** How much of a long query the platform echoes on either side of the error, in characters. */
const EXCERPT = 40;

/** Splits a query into tokens; a dotted path such as `Account.Name` is one token. */
export function tokenise(soql: string): Token[] {
  return [...soql.matchAll(TOKEN)].map((match) => ({ text: match[0], offset: match.index }));
}

/** Sorts tokens by the SELECT that they belong to. */
export function toSpan(tokens: readonly Token[]): Span {
  interface Open {
    own: Token[];
    inner: Open[];
    depth: number;
  }
  const root: Open = { own: [], inner: [], depth: 0 };
  const stack = [root];
  tokens.forEach((token, index) => {
    const current = stack.at(-1)!;
    if (token.text === '(' && tokens[index + 1]?.text.toUpperCase() === 'SELECT') {
      const inner: Open = { own: [], inner: [], depth: 0 };
      current.inner.push(inner);
      stack.push(inner);
    } else if (token.text === ')' && current.depth === 0 && stack.length > 1) {
      stack.pop();
    } else {
      if (token.text === '(') current.depth++;
      if (token.text === ')') current.depth--;
      current.own.push(token);
    }
  });
  return root;
}

/**
 * An error with the query's text, a caret under the place and its row and column, as the platform
 * writes it:
 *
 *     SELECT Id, Foo FROM Contact
 *                ^
 *     ERROR at Row:1:Column:12
 *     No such column 'Foo' on entity 'Contact'. …
 */
export function errorAt(
  soql: string,
  offset: number,
  errorCode: string,
  message: string,
): SalesforceError {
  const lineStart = soql.lastIndexOf('\n', offset - 1) + 1;
  const nextLine = soql.indexOf('\n', offset);
  const line = soql.slice(lineStart, nextLine < 0 ? undefined : nextLine);
  const row = soql.slice(0, lineStart).split('\n').length;
  const column = offset - lineStart;
  const start = column > EXCERPT ? wordStart(line, column - EXCERPT, column) : 0;
  const excerpt = line.slice(start, wordEnd(line, column + EXCERPT));
  return new SalesforceError(
    errorCode,
    `\n${excerpt}\n${' '.repeat(column - start)}^\nERROR at Row:${row}:Column:${column + 1}\n${message}`,
  );
}

/** Start of the first whole word from `from` on, `limit` at the latest. */
function wordStart(line: string, from: number, limit: number): number {
  const space = line.indexOf(' ', from);
  return space < 0 || space >= limit ? limit : space + 1;
}

function wordEnd(line: string, from: number): number {
  if (from >= line.length) return line.length;
  const space = line.lastIndexOf(' ', from);
  return space < from - EXCERPT ? from : space;
}
