import type { SQLInputValue } from 'node:sqlite';
import type { SalesforceError } from '../errors.ts';
import type { Field, FieldType } from '../schema/types.ts';
import type { ComparisonOperator, Condition, Literal, Name, Operand } from './ast.ts';
import { isFilterable } from './capabilities.ts';
import { type Criterion, likePattern, toCriterion, unquote } from './literals.ts';
import { type Compilation, failAt, type Statement } from './compilation.ts';
import { type Column, type Scope } from './scope.ts';
import { checkSemiJoins, semiJoinSql } from './semiJoin.ts';

/** The left side of a comparison, as SQL. */
export interface Term {
  readonly sql: string;
  readonly type: FieldType;
  /** As error messages name it. */
  readonly label: string;
  readonly at: Pick<Name, 'offset'>;
}

/**
 * Compiles WHERE.
 *
 * A comparison of SOQL is true or false, also where null is involved: `x != 'a'` and NOT IN are
 * true for null, `x < 5` is false. In SQL the latter is unknown; `IS NOT TRUE` in place of NOT
 * makes that the same, since AND and OR of unknown and false filter alike.
 * @throws {SalesforceError} INVALID_FIELD, INVALID_QUERY_FILTER_OPERATOR, MALFORMED_QUERY
 */
export function whereSql(
  compilation: Compilation,
  statement: Statement,
  scope: Scope,
  condition: Condition,
): string {
  checkSemiJoins(compilation, condition);
  const toTerm = (operand: Operand): Term => {
    if (operand.kind === 'field')
      return filterTerm(compilation, scope.column(operand.name), operand.name);
    const { offset, function: name } = operand.aggregate;
    throw failAt(compilation, { offset }, 'MALFORMED_QUERY', `unexpected token: '${name}'`);
  };
  return conditionSql(compilation, statement, condition, toTerm, scope);
}

/** Compiles a condition whose left sides `toTerm` understands; without a scope, semi-joins cannot occur. */
export function conditionSql(
  compilation: Compilation,
  statement: Statement,
  condition: Condition,
  toTerm: (operand: Operand) => Term,
  scope?: Scope,
): string {
  const toSql = (part: Condition): string => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return `(${part.terms.map(toSql).join(part.kind === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return not(toSql(part.term));
      case 'semi-join': {
        if (scope) return semiJoinSql(compilation, statement, scope, part, whereSql);
        const message = 'Semi-joins are only supported in WHERE clauses';
        throw failAt(compilation, part.left, 'MALFORMED_QUERY', message);
      }
      case 'comparison': {
        const term = toTerm(part.left);
        checkOperator(compilation, term, part.operator);
        const bind = (value: SQLInputValue) => statement.bind(value);
        return OPERATORS[part.operator](term.sql, literalsOf(compilation, term, part.values), bind);
      }
    }
  };
  return toSql(condition);
}

function filterTerm(compilation: Compilation, column: Column, name: Name): Term {
  const { field, joined } = column;
  if (!isFilterable(field)) throw cannotBe('filtered', compilation, field, name);
  // "Boolean fields on outer-joined objects are treated as false when no records match the query."
  const sql = joined && field.type === 'boolean' ? `coalesce(${column.sql}, 0)` : column.sql;
  return { sql, type: field.type, label: field.name, at: name };
}

/** What the platform says of a field that a clause does not take. */
export function cannotBe(
  what: 'filtered' | 'sorted' | 'grouped',
  compilation: Compilation,
  field: Field,
  name: Name,
): SalesforceError {
  const message = `field '${field.name}' can not be ${what} in a query call`;
  return failAt(compilation, name, 'INVALID_FIELD', message);
}

const EQUALITY: readonly ComparisonOperator[] = ['=', '!=', 'IN', 'NOT IN'];
const ORDERED: readonly ComparisonOperator[] = [...EQUALITY, '<', '<=', '>', '>='];
const TEXTUAL: readonly ComparisonOperator[] = [...ORDERED, 'LIKE'];

/** Operators of the types that do not take all textual ones. */
const OPERATORS_OF: Partial<Record<FieldType, readonly ComparisonOperator[]>> = {
  id: ORDERED,
  reference: ORDERED,
  boolean: EQUALITY,
  int: ORDERED,
  double: ORDERED,
  currency: ORDERED,
  percent: ORDERED,
  date: ORDERED,
  datetime: ORDERED,
  time: ORDERED,
  multipicklist: [...EQUALITY, 'LIKE', 'INCLUDES', 'EXCLUDES'],
};

function checkOperator(
  compilation: Compilation,
  { type, at }: Term,
  operator: ComparisonOperator,
): void {
  if ((OPERATORS_OF[type] ?? TEXTUAL).includes(operator)) return;
  const message = `invalid operator on ${type} field`;
  throw failAt(compilation, at, 'INVALID_QUERY_FILTER_OPERATOR', message);
}

/** A literal with what it means for the field that it is compared with. */
interface Value {
  readonly literal: Literal;
  readonly criterion: Criterion;
}

function literalsOf(
  compilation: Compilation,
  term: Term,
  literals: readonly Literal[],
): readonly Value[] {
  return literals.map((literal) => {
    const criterion = toCriterion(literal, term.type, term.label, compilation.context.now);
    if ('kind' in criterion) return { literal, criterion };
    throw failAt(compilation, term.at, criterion.errorCode, criterion.message);
  });
}

type Bind = (value: SQLInputValue) => string;
type OperatorSql = (sql: string, values: readonly Value[], bind: Bind) => string;

const OPERATORS: Readonly<Record<ComparisonOperator, OperatorSql>> = {
  '=': (sql, values, bind) => equals(sql, values[0]!.criterion, bind),
  '!=': (sql, values, bind) => not(equals(sql, values[0]!.criterion, bind)),
  '<': ordered('<', (range) => ['<', range.start]),
  '<=': ordered('<=', (range) => ['<', range.end]),
  '>': ordered('>', (range) => ['>=', range.end]),
  '>=': ordered('>=', (range) => ['>=', range.start]),
  LIKE: (sql, [value], bind) =>
    value!.criterion.kind === 'null'
      ? `${sql} IS NULL`
      : `${sql} LIKE ${bind(likePattern(value!.literal.text))} ESCAPE '\\'`,
  IN: isAnyOf,
  'NOT IN': (sql, values, bind) => not(isAnyOf(sql, values, bind)),
  INCLUDES: includes,
  EXCLUDES: (sql, values, bind) => not(includes(sql, values, bind)),
};

function not(sql: string): string {
  return `(${sql}) IS NOT TRUE`;
}

function equals(sql: string, criterion: Criterion, bind: Bind): string {
  switch (criterion.kind) {
    case 'null':
      return `${sql} IS NULL`;
    case 'value':
      return `${sql} = ${isFlag(criterion.value) ? criterion.value : bind(criterion.value)}`;
    case 'range':
      return `(${sql} >= ${bind(criterion.start)} AND ${sql} < ${bind(criterion.end)})`;
  }
}

/** Spelled out, so that SQLite sees that the index of the recycle bin serves. */
function isFlag(value: string | number): value is 0 | 1 {
  return value === 0 || value === 1;
}

/** `toRange` says what the operator means for a date literal that stands for several days. */
function ordered(
  operator: string,
  toRange: (range: Criterion & { kind: 'range' }) => [operator: string, bound: string],
): OperatorSql {
  return (sql, values, bind) => {
    const { criterion } = values[0]!;
    if (criterion.kind === 'null') return 'FALSE';
    if (criterion.kind === 'value') return `${sql} ${operator} ${bind(criterion.value)}`;
    const [rangeOperator, bound] = toRange(criterion);
    return `${sql} ${rangeOperator} ${bind(bound)}`;
  };
}

/** One parameter for all plain values: lists of thousands of Ids are common, SQL parameters limited. */
function isAnyOf(sql: string, values: readonly Value[], bind: Bind): string {
  const criteria = values.map(({ criterion }) => criterion);
  const plain = criteria.filter((c) => c.kind === 'value').map((c) => c.value);
  const others = criteria.filter((c) => c.kind !== 'value').map((c) => equals(sql, c, bind));
  if (plain.length > 0) {
    others.push(`${sql} IN (SELECT value FROM json_each(${bind(JSON.stringify(plain))}))`);
  }
  return `(${others.join(' OR ')})`;
}

/** One of the strings must hold; in a string such as `a;b`, all of the values. */
function includes(sql: string, values: readonly Value[], bind: Bind): string {
  const alternatives = values.map(({ literal, criterion }) => {
    const chosen =
      criterion.kind === 'null' ? [] : unquote(literal.text).split(';').filter(Boolean);
    if (chosen.length === 0) return `${sql} IS NULL`;
    const tests = chosen.map(
      (value) => `';' || ${sql} || ';' LIKE ${bind(`%;${escapeLike(value)};%`)} ESCAPE '\\'`,
    );
    return `(${tests.join(' AND ')})`;
  });
  return `(${alternatives.join(' OR ')})`;
}

function escapeLike(text: string): string {
  return text.replace(/[%_\\]/g, (character) => `\\${character}`);
}
