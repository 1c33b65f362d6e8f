import { toId18 } from '../ids.ts';
import type { CompoundType, FieldType } from '../schema/types.ts';
import type { Literal, LiteralType } from './ast.ts';
import { dateLiteralRange } from './dateLiterals.ts';

/** What a literal means to the database: one stored value, or a half-open run of them. */
export type Criterion =
  | { readonly kind: 'null' }
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'range'; readonly start: string; readonly end: string };

/** Which literals a field's type takes, and what the platform calls that type in errors. */
interface Rule {
  readonly accepts: readonly LiteralType[];
  readonly typeName: string;
}

const TEXT: Rule = { accepts: ['STRING'], typeName: 'string' };
const NUMBERS: readonly LiteralType[] = ['INTEGER', 'DECIMAL'];

const RULES: Readonly<Record<Exclude<FieldType, CompoundType>, Rule>> = {
  id: { accepts: ['STRING'], typeName: 'ID' },
  reference: { accepts: ['STRING'], typeName: 'reference' },
  string: TEXT,
  textarea: TEXT,
  email: TEXT,
  phone: TEXT,
  url: TEXT,
  picklist: TEXT,
  combobox: TEXT,
  encryptedstring: TEXT,
  multipicklist: TEXT,
  boolean: { accepts: ['BOOLEAN'], typeName: 'boolean' },
  int: { accepts: NUMBERS, typeName: 'int' },
  double: { accepts: NUMBERS, typeName: 'double' },
  currency: { accepts: NUMBERS, typeName: 'currency' },
  percent: { accepts: NUMBERS, typeName: 'percent' },
  date: { accepts: ['DATE', 'DATE_LITERAL'], typeName: 'date' },
  datetime: { accepts: ['DATETIME', 'DATE_LITERAL'], typeName: 'dateTime' },
  // The parser knows no literals of time: null alone can be asked for.
  time: { accepts: [], typeName: 'time' },
};

/** A literal that does not fit the field, in the platform's words. */
export interface Misfit {
  readonly errorCode: string;
  readonly message: string;
}

/**
 * Brings a literal into the form in which a field of that type is stored.
 * @param field as the message names it
 */
export function toCriterion(
  literal: Literal,
  type: FieldType,
  field: string,
  now: Date,
): Criterion | Misfit {
  // Boolean fields are never null: null stands for false. (SOQL and SOSL Reference, "Null Values")
  if (literal.type === 'NULL') return type === 'boolean' ? value(0) : { kind: 'null' };
  const rule = RULES[type as Exclude<FieldType, CompoundType>];
  const criterion = rule.accepts.includes(literal.type) ? convert(literal, type, now) : undefined;
  if (criterion !== undefined) return criterion;
  if (isId(type) && literal.type === 'STRING') {
    return {
      errorCode: 'INVALID_QUERY_FILTER_OPERATOR',
      message: `invalid ID field: ${unquote(literal.text)}`,
    };
  }
  const quotes = rule.accepts.includes('STRING') ? 'should be' : 'should not be';
  return {
    errorCode: 'INVALID_FIELD',
    message:
      `value of filter criterion for field '${field}' must be of type ${rule.typeName} ` +
      `and ${quotes} enclosed in quotes`,
  };
}

function convert(literal: Literal, type: FieldType, now: Date): Criterion | undefined {
  switch (literal.type) {
    case 'STRING':
      return fromText(unquote(literal.text), type);
    case 'INTEGER':
    case 'DECIMAL':
      return value(Number(literal.text));
    case 'BOOLEAN':
      return value(literal.text.toUpperCase() === 'TRUE' ? 1 : 0);
    case 'DATE':
    case 'DATETIME':
      return fromMoment(literal.text, type);
    case 'DATE_LITERAL': {
      const range = dateLiteralRange(literal.text, now);
      return (
        range && { kind: 'range', start: store(range.start, type), end: store(range.end, type) }
      );
    }
    case 'NULL':
      return { kind: 'null' };
  }
}

function fromText(text: string, type: FieldType): Criterion | undefined {
  // The platform keeps no empty strings: '' asks for null.
  if (text === '') return { kind: 'null' };
  if (!isId(type)) return value(text);
  const id = toId18(text);
  return id === undefined ? undefined : value(id);
}

function fromMoment(text: string, type: FieldType): Criterion | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : value(store(moment, type));
}

function value(stored: string | number): Criterion {
  return { kind: 'value', value: stored };
}

function isId(type: FieldType): boolean {
  return type === 'id' || type === 'reference';
}

/** Stored values are whole seconds; a filter may ask for milliseconds, and still sorts as text. */
function store(moment: Date, type: FieldType): string {
  const iso = moment.toISOString();
  return type === 'date' ? iso.slice(0, 10) : iso.replace('Z', '+0000');
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};

/** Text of a string literal, escapes resolved. */
export function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}

/** Pattern for SQL's LIKE, with `\` as its escape: `\%` and `\_` keep theirs, `\\` too. */
export function likePattern(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(.)/gs, (escape, character: string) =>
      '%_\\'.includes(character) ? escape : (ESCAPES[character] ?? character),
    );
}
