import { errorAt, type Token } from './source.ts';

/** How the comparisons of a condition hang together, without the comparisons. */
export type Shape =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Shape[] }
  | { readonly kind: 'not'; readonly term: Shape }
  | { readonly kind: 'comparison' };

/** Words that end WHERE or HAVING. */
const NEXT_CLAUSE = new Set([
  'WITH',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FOR',
  'UPDATE',
]);

/**
 * Reads AND, OR, NOT and parentheses behind WHERE or HAVING. The parser library has found the
 * query well-formed by then, but its tree is no help here: it drops some NOTs of nested ones, and
 * takes AND beside OR without parentheses.
 * @param own the tokens of that SELECT alone
 * @throws {SalesforceError} MALFORMED_QUERY for AND beside OR
 */
export function conditionShape(
  soql: string,
  own: readonly Token[],
  clause: 'WHERE' | 'HAVING',
): Shape {
  let next = own.findIndex(({ text }) => text.toUpperCase() === clause) + 1;
  const word = (ahead = 0) => own[next + ahead]?.text.toUpperCase();

  const readGroup = (): Shape => {
    const terms = [readTerm()];
    const operator = word();
    while (word() === 'AND' || word() === 'OR') {
      if (word() !== operator) {
        const { text, offset } = own[next]!;
        throw errorAt(soql, offset, 'MALFORMED_QUERY', `unexpected token: '${text}'`);
      }
      next++;
      terms.push(readTerm());
    }
    if (terms.length === 1) return terms[0]!;
    return { kind: operator === 'AND' ? 'and' : 'or', terms };
  };

  const readTerm = (): Shape => {
    if (word() === 'NOT' && word(1) !== 'IN') {
      next++;
      return { kind: 'not', term: readTerm() };
    }
    if (word() === '(') {
      next++;
      const group = readGroup();
      next++;
      return group;
    }
    skipComparison();
    return { kind: 'comparison' };
  };

  const skipComparison = () => {
    let depth = 0;
    for (next++; next < own.length; next++) {
      const text = word()!;
      if (depth === 0 && (isConnective(text) || NEXT_CLAUSE.has(text))) return;
      if (text === '(') depth++;
      if (text === ')') depth--;
    }
  };

  return readGroup();
}

function isConnective(text: string): boolean {
  return text === 'AND' || text === 'OR' || text === ')';
}
