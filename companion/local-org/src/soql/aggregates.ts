import { notImplemented, SalesforceError } from '../errors.ts';
import type { FieldType, SObject } from '../schema/types.ts';
import type { Aggregate, AggregateFunction, Name, Operand, Select, SelectItem } from './ast.ts';
import { isAggregatable, isGroupable } from './capabilities.ts';
import { orderSql, pageClause, sortKey, whereClause } from './clauses.ts';
import { cannotBe, conditionSql, type Term } from './conditions.ts';
import { type Compilation, failAt, newStatement, prepare } from './compilation.ts';
import { type Column, openScope, type Scope } from './scope.ts';
import type { RestRecord } from './selection.ts';

const FUNCTIONS: Readonly<Record<AggregateFunction, (sql: string) => string>> = {
  COUNT: (sql) => `count(${sql})`,
  COUNT_DISTINCT: (sql) => `count(DISTINCT ${sql})`,
  MIN: (sql) => `min(${sql})`,
  MAX: (sql) => `max(${sql})`,
  SUM: (sql) => `sum(${sql})`,
  AVG: (sql) => `avg(${sql})`,
};

/** A column of the result. */
interface Output {
  readonly alias: string;
  readonly sql: string;
  readonly type: FieldType;
}

/** Whether a SELECT gives aggregate results in place of records. */
export function isAggregate(select: Select): boolean {
  return select.groupBy.length > 0 || select.items.some((item) => item.kind === 'aggregate');
}

/**
 * Whether a SELECT is `SELECT COUNT() FROM …`, which gives a number only.
 * @throws {SalesforceError} MALFORMED_QUERY for a COUNT() that is not alone
 */
export function isCount(compilation: Compilation, select: Select): boolean {
  const count = select.items
    .filter((item) => item.kind === 'aggregate')
    .find(({ aggregate }) => aggregate.function === 'COUNT' && aggregate.argument === undefined);
  if (!count) return false;
  if (select.items.length === 1 && select.groupBy.length === 0) return true;
  throw failAt(compilation, count.aggregate, 'MALFORMED_QUERY', "unexpected token: 'COUNT'");
}

/**
 * Compiles a SELECT with GROUP BY or aggregate functions.
 * @returns a function that gives all results
 * @throws {SalesforceError} for what the platform would refuse
 */
export function compileAggregates(
  compilation: Compilation,
  object: SObject,
  select: Select,
): () => RestRecord[] {
  if (select.groupBy.length === 0) checkUngrouped(select);
  const statement = newStatement();
  const scope = openScope(compilation, statement, object, [select.alias]);
  const groups = select.groupBy.map((name) => groupColumn(compilation, scope, name));
  const grouped = (name: Name, complaint: string): Column => {
    const column = scope.column(name);
    if (groups.some(({ sql }) => sql === column.sql)) return column;
    throw new SalesforceError('MALFORMED_QUERY', `${complaint}: ${name.text}`);
  };
  const outputs = toOutputs(compilation, scope, select.items, (name) =>
    grouped(name, 'Field must be grouped or aggregated'),
  );
  const toTerm = (operand: Operand): Term => {
    if (operand.kind === 'aggregate') return aggregateTerm(compilation, scope, operand.aggregate);
    const { sql, field } = grouped(operand.name, 'Field must be grouped or aggregated');
    return { sql, type: field.type, label: field.name, at: operand.name };
  };
  const where = whereClause(compilation, statement, scope, select);
  const groupBy = groups.length > 0 ? `GROUP BY ${groups.map(({ sql }) => sql).join(', ')}` : '';
  const having = select.having
    ? `HAVING ${conditionSql(compilation, statement, select.having, toTerm)}`
    : '';
  const order = orderSql(select.orderBy, ({ operand }) =>
    operand.kind === 'aggregate'
      ? aggregateTerm(compilation, scope, operand.aggregate).sql
      : sortKey(grouped(operand.name, 'Ordered field must be grouped or aggregated'), statement),
  );
  const page = pageClause(statement, select);
  const run = prepare(
    compilation,
    `SELECT ${outputs.map(({ sql }) => sql).join(', ')} FROM ${scope.table} ${scope.joins()}
     ${where} ${groupBy} ${having} ${order} ${page}`,
  );
  return () => run(statement.parameters).map((row) => toResult(row, outputs));
}

function checkUngrouped(select: Select): void {
  const clause =
    (select.having && 'HAVING') ??
    (select.orderBy.length > 0 ? 'ORDER BY' : undefined) ??
    (select.limit === undefined ? undefined : 'LIMIT') ??
    (select.offset === undefined ? undefined : 'OFFSET');
  if (clause === undefined) return;
  throw new SalesforceError(
    'MALFORMED_QUERY',
    `Non-grouped query that uses overall aggregate functions cannot also use ${clause}`,
  );
}

function groupColumn(compilation: Compilation, scope: Scope, name: Name): Column {
  const column = scope.column(name);
  if (!isGroupable(column.field)) throw cannotBe('grouped', compilation, column.field, name);
  return column;
}

/** Names the columns: the alias, the field's name, or `expr0`, `expr1` … for the other aggregates. */
function toOutputs(
  compilation: Compilation,
  scope: Scope,
  items: readonly SelectItem[],
  grouped: (name: Name) => Column,
): Output[] {
  let unnamed = 0;
  const taken = new Set<string>();
  return items.map((item) => {
    if (item.kind !== 'field' && item.kind !== 'aggregate') {
      throw notImplemented('FIELDS() and child records beside GROUP BY or aggregate functions');
    }
    let output: Output;
    if (item.kind === 'field') {
      const { sql, field } = grouped(item.name);
      output = { alias: item.alias ?? field.name, sql, type: field.type };
    } else {
      const { sql, type } = aggregateTerm(compilation, scope, item.aggregate);
      output = { alias: item.alias ?? `expr${unnamed++}`, sql, type };
    }
    const key = output.alias.toLowerCase();
    if (taken.has(key)) {
      throw new SalesforceError('MALFORMED_QUERY', `duplicate alias: ${output.alias}`);
    }
    taken.add(key);
    return output;
  });
}

function aggregateTerm(compilation: Compilation, scope: Scope, aggregate: Aggregate): Term {
  const { function: name, argument, offset } = aggregate;
  if (argument === undefined) {
    throw failAt(compilation, { offset }, 'MALFORMED_QUERY', `unexpected token: '${name}'`);
  }
  const { field, sql } = scope.column(argument);
  if (!isAggregatable(field, name)) {
    const message = `field ${field.name} does not support aggregate operator ${name}`;
    throw new SalesforceError('MALFORMED_QUERY', message);
  }
  if (field.type === 'picklist' && (name === 'MIN' || name === 'MAX')) {
    throw notImplemented(`${name}() of a picklist, which goes by the order of its values`);
  }
  return {
    sql: FUNCTIONS[name](sql),
    type: resultType(name, field.type),
    label: field.name,
    at: { offset },
  };
}

function resultType(name: AggregateFunction, argument: FieldType): FieldType {
  if (name === 'COUNT' || name === 'COUNT_DISTINCT') return 'int';
  return name === 'SUM' || name === 'AVG' ? 'double' : argument;
}

function toResult(row: readonly unknown[], outputs: readonly Output[]): RestRecord {
  const result: RestRecord = { attributes: { type: 'AggregateResult' } };
  outputs.forEach(({ alias, type }, index) => {
    const cell = row[index];
    result[alias] = type === 'boolean' && cell !== null ? cell === 1 : cell;
  });
  return result;
}
