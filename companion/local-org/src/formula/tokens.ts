import { FormulaError } from './errors.ts';

/** `merge` is `{!path}`, `name` a function or a bare field; both carry the name alone. */
export interface Token {
  readonly kind: 'merge' | 'name' | 'text' | 'number' | 'symbol' | 'end';
  /** Of text: the characters that it stands for, without quotes and escapes. */
  readonly value: string;
}

const patterns: readonly [Token['kind'] | 'skip', RegExp][] = [
  ['skip', /\s+|\/\*[\s\S]*?\*\//y],
  ['merge', /\{!\s*([^{}]*?)\s*\}/y],
  ['text', /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y],
  ['number', /((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['name', /(\$?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)/y],
  ['symbol', /(&&|\|\||<>|!=|==|<=|>=|[-+*/^&=<>!(),])/y],
];

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const unescape = (text: string): string =>
  text.replace(/\\([\s\S])/g, (_, char: string) => escapes[char] ?? char);

/**
 * Splits a formula into tokens; the last one is `end`.
 * @throws {FormulaError} for characters that no formula has.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  next: while (position < source.length) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = position;
      const match = pattern.exec(source);
      if (!match) continue;
      position = pattern.lastIndex;
      if (kind !== 'skip') tokens.push({ kind, value: tokenValue(kind, match) });
      continue next;
    }
    throw new FormulaError(`Syntax error. Found '${source.charAt(position)}'`);
  }
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}

function tokenValue(kind: Token['kind'], match: RegExpExecArray): string {
  const raw = match[1] ?? match[2] ?? '';
  if (kind === 'text') return unescape(raw);
  return kind === 'name' ? raw.replace(/\s+/g, '') : raw;
}
