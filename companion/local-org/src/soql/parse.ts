import type {
  FieldType,
  FunctionExp,
  HavingClause,
  LiteralType as LibraryLiteralType,
  OrderByClause,
  Query,
  QueryBase,
  Subquery,
  WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { notImplemented, SalesforceError } from '../errors.ts';
import {
  AGGREGATES,
  type Aggregate,
  type AggregateFunction,
  type ComparisonOperator,
  type Condition,
  type FieldGroup,
  type Literal,
  type LiteralType,
  type Name,
  type Operand,
  type OrderBy,
  type Select,
  type SelectItem,
} from './ast.ts';
import { conditionShape, type Shape } from './conditionShape.ts';
import { type Span, tokenise, toSpan } from './source.ts';
import { parseSyntax } from './syntax.ts';

/** Characters of a query. (Salesforce Developer Limits and Allocations, "SOQL and SOSL Limits") */
const MAX_LENGTH = 100_000;

/** Parts of the library's query that are understood here; all others are refused. */
const UNDERSTOOD = new Set([
  'fields',
  'sObject',
  'sObjectAlias',
  'relationshipName',
  'sObjectPrefix',
  'where',
  'groupBy',
  'having',
  'orderBy',
  'limit',
  'offset',
  // Every query runs with the rights of its user: these two ask for what is done anyway.
  'withSecurityEnforced',
  'withAccessLevel',
]);

const REFUSED: Readonly<Record<string, string>> = {
  usingScope: 'USING SCOPE',
  withDataCategory: 'WITH DATA CATEGORY',
  for: 'FOR VIEW, FOR REFERENCE and FOR UPDATE',
  update: 'UPDATE TRACKING and UPDATE VIEWSTAT',
};

/** Finds names in the tokens of one SELECT, from left to right. */
interface Cursor {
  name(text: string): Name;
  inner(): Cursor;
  shape(clause: 'WHERE' | 'HAVING'): Shape;
}

/**
 * Parses a query into our own tree, in which every name knows its place.
 * @throws {SalesforceError} MALFORMED_QUERY; NOT_IMPLEMENTED for clauses that are not supported
 */
export function parseSoql(soql: string): Select {
  if (soql.length > MAX_LENGTH) {
    const message = `SOQL statements cannot be longer than ${MAX_LENGTH} characters.`;
    throw new SalesforceError('MALFORMED_QUERY', message);
  }
  const tokens = tokenise(soql);
  const query = parseSyntax(soql, tokens);
  return toSelect(query, cursorOver(soql, toSpan(tokens)));
}

function cursorOver(soql: string, span: Span): Cursor {
  let next = 0;
  let nextInner = 0;
  return {
    name: (text) => {
      const wanted = text.toLowerCase();
      const found = span.own.findIndex((t, i) => i >= next && t.text.toLowerCase() === wanted);
      if (found >= 0) next = found + 1;
      return { text, offset: span.own[found]?.offset ?? span.own[0]?.offset ?? 0 };
    },
    inner: () => cursorOver(soql, span.inner[nextInner++] ?? { own: [], inner: [] }),
    shape: (clause) => conditionShape(soql, span.own, clause),
  };
}

// The parts are read in the order of the text, because the cursor only moves forward.
function toSelect(query: Query | Subquery, cursor: Cursor): Select {
  refuseOtherClauses(query);
  return {
    items: (query.fields ?? []).map((field) => toItem(field, cursor)),
    ...toFrom(query, cursor),
    where: query.where && toCondition(query.where, cursor.shape('WHERE'), cursor),
    groupBy: listOf(query.groupBy).map((group) =>
      'field' in group ? cursor.name(group.field) : refuseFunction(group.fn),
    ),
    having: query.having && toCondition(query.having, cursor.shape('HAVING'), cursor),
    orderBy: listOf(query.orderBy).map((order) => toOrderBy(order, cursor)),
    limit: query.limit,
    offset: query.offset,
  };
}

function refuseOtherClauses(query: QueryBase): void {
  const other = Object.keys(query).find((key) => !UNDERSTOOD.has(key));
  if (other !== undefined) throw notImplemented(`the SOQL clause ${REFUSED[other] ?? other}`);
  if (query.withAccessLevel === 'SYSTEM_MODE') throw notImplemented('WITH SYSTEM_MODE');
}

function toFrom(
  query: Query | Subquery,
  cursor: Cursor,
): Pick<Select, 'from' | 'alias' | 'fromPrefix'> {
  const alias = query.sObjectAlias;
  if (!('relationshipName' in query)) {
    return { from: cursor.name(query.sObject ?? ''), alias, fromPrefix: undefined };
  }
  const prefix = query.sObjectPrefix?.join('.');
  const { offset } = cursor.name([prefix, query.relationshipName].filter(Boolean).join('.'));
  return { from: { text: query.relationshipName, offset }, alias, fromPrefix: prefix };
}

function toItem(field: FieldType, cursor: Cursor): SelectItem {
  switch (field.type) {
    case 'Field':
    case 'FieldRelationship': {
      const raw = 'rawValue' in field ? field.rawValue : undefined;
      const alias = 'alias' in field ? field.alias : undefined;
      return { kind: 'field', name: cursor.name(raw ?? field.field), alias };
    }
    case 'FieldFunctionExpression': {
      if (field.functionName.toUpperCase() !== 'FIELDS') {
        return { kind: 'aggregate', aggregate: toAggregate(field, cursor), alias: field.alias };
      }
      const { offset } = cursor.name(field.functionName);
      const group = (field.parameters[0] as string).toUpperCase() as FieldGroup;
      return { kind: 'fields', group, offset };
    }
    case 'FieldSubquery':
      return { kind: 'children', select: toSelect(field.subquery, cursor.inner()) };
    case 'FieldTypeof':
      throw notImplemented('TYPEOF in SOQL');
  }
}

function toAggregate(expression: FunctionExp, cursor: Cursor): Aggregate {
  const name = expression.functionName?.toUpperCase() as AggregateFunction;
  const parameters = expression.parameters ?? [];
  const argument = parameters[0];
  if (!AGGREGATES.includes(name) || parameters.length > 1 || typeof argument === 'object') {
    return refuseFunction(expression);
  }
  const { offset } = cursor.name(name);
  return {
    function: name,
    argument: argument === undefined ? undefined : cursor.name(argument),
    offset,
  };
}

function refuseFunction(expression: FunctionExp): never {
  throw notImplemented(`the SOQL function ${expression.rawValue ?? expression.functionName ?? ''}`);
}

function toOrderBy(clause: OrderByClause, cursor: Cursor): OrderBy {
  return {
    operand: toOperand(clause, cursor),
    descending: clause.order === 'DESC',
    nullsLast: clause.nulls === 'LAST',
  };
}

function toOperand(node: { field: string } | { fn: FunctionExp }, cursor: Cursor): Operand {
  return 'fn' in node
    ? { kind: 'aggregate', aggregate: toAggregate(node.fn, cursor) }
    : { kind: 'field', name: cursor.name(node.field) };
}

/** The library gives the comparisons; how they hang together is read from the text. */
function toCondition(clause: WhereClause | HavingClause, shape: Shape, cursor: Cursor): Condition {
  const comparisons = comparisonsIn(clause);
  const fill = (part: Shape): Condition => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { kind: part.kind, terms: part.terms.map(fill) };
      case 'not':
        return { kind: 'not', term: fill(part.term) };
      case 'comparison': {
        const { value } = comparisons.next();
        if (!value) throw lostComparison();
        return toComparison(value, cursor);
      }
    }
  };
  const condition = fill(shape);
  if (!comparisons.next().done) throw lostComparison();
  return condition;
}

/** The parser library (6.3.1) drops comparisons of HAVING behind a NOT in parentheses. */
function lostComparison(): SalesforceError {
  return notImplemented('this nesting of NOT and parentheses in SOQL');
}

/** In the order of the text. */
function* comparisonsIn(
  clause: WhereClause | HavingClause,
): Generator<LibraryCondition, undefined> {
  if (clause.left && 'operator' in clause.left) yield clause.left;
  if ('operator' in clause) yield* comparisonsIn(clause.right);
  return undefined;
}

type LibraryCondition = Extract<NonNullable<WhereClause['left']>, { operator: unknown }>;

function toComparison(condition: LibraryCondition, cursor: Cursor): Condition {
  const left = toOperand(condition, cursor);
  const written = condition.operator.toUpperCase();
  const operator = (written === '<>' ? '!=' : written) as ComparisonOperator;
  if ('valueQuery' in condition) {
    if (left.kind !== 'field') return refuseFunction({ rawValue: left.aggregate.function });
    const select = toSelect(condition.valueQuery, cursor.inner());
    return { kind: 'semi-join', left: left.name, negated: operator === 'NOT IN', select };
  }
  const types = condition.literalType;
  const values = listOf<string>(condition.value).map((text, index) =>
    toLiteral(text, Array.isArray(types) ? types[index] : types),
  );
  return { kind: 'comparison', left, operator, values };
}

function toLiteral(text: string, type: LibraryLiteralType | undefined): Literal {
  if (type === undefined || /CURRENCY|APEX|SUBQUERY/.test(type)) {
    throw notImplemented(`the SOQL literal ${text}`);
  }
  return { type: type === 'DATE_N_LITERAL' ? 'DATE_LITERAL' : (type as LiteralType), text };
}

function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
