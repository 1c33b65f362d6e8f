import { SalesforceError } from '../errors.ts';
import type { OrderBy, Select } from './ast.ts';
import { isSortable } from './capabilities.ts';
import { cannotBe, whereSql } from './conditions.ts';
import { type Compilation, failAt, type Statement } from './compilation.ts';
import { type Column, type Scope } from './scope.ts';

/** (SOQL and SOSL Reference, "OFFSET") */
const MAX_OFFSET = 2000;

/** WHERE, with what the user may not see left out; `more` are conditions of the caller's. */
export function whereClause(
  compilation: Compilation,
  statement: Statement,
  scope: Scope,
  select: Select,
  ...more: string[]
): string {
  const where = select.where && [whereSql(compilation, statement, scope, select.where)];
  const conditions = [...more, ...scope.visible(), ...(where ?? [])];
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

/** ORDER BY of a query for records. */
export function orderClause(
  compilation: Compilation,
  statement: Statement,
  scope: Scope,
  orderBy: readonly OrderBy[],
): string {
  return orderSql(orderBy, ({ operand }) => {
    if (operand.kind === 'field') {
      const column = scope.column(operand.name);
      if (!isSortable(column.field)) {
        throw cannotBe('sorted', compilation, column.field, operand.name);
      }
      return sortKey(column, statement);
    }
    const { offset, function: name } = operand.aggregate;
    throw failAt(compilation, { offset }, 'MALFORMED_QUERY', `unexpected token: '${name}'`);
  });
}

/** ORDER BY by what `toSql` makes of each operand. Nulls come first unless asked otherwise, in either direction. */
export function orderSql(orderBy: readonly OrderBy[], toSql: (order: OrderBy) => string): string {
  const keys = orderBy.map((order) => {
    const direction = order.descending ? 'DESC' : 'ASC';
    return `${toSql(order)} ${direction} NULLS ${order.nullsLast ? 'LAST' : 'FIRST'}`;
  });
  return keys.length > 0 ? `ORDER BY ${keys.join(', ')}` : '';
}

/** Picklists sort in the order of their values, not by alphabet; what is no longer a value comes last. */
export function sortKey({ field, sql }: Column, statement: Statement): string {
  if (field.type !== 'picklist') return sql;
  const values = JSON.stringify(field.picklistValues.map(({ value }) => value));
  const list = `(SELECT key FROM json_each(${statement.bind(values)}) WHERE ${sql} = value)`;
  return `CASE WHEN ${sql} IS NOT NULL THEN coalesce(${list}, ${field.picklistValues.length}) END`;
}

/**
 * LIMIT and OFFSET.
 * @throws {SalesforceError} NUMBER_OUTSIDE_VALID_RANGE
 */
export function pageClause(statement: Statement, { limit, offset }: Select): string {
  checkOffset(offset);
  if (limit === undefined && offset === undefined) return '';
  return `LIMIT ${statement.bind(limit ?? -1)} OFFSET ${statement.bind(offset ?? 0)}`;
}

export function checkOffset(offset: number | undefined): void {
  if (offset === undefined || offset <= MAX_OFFSET) return;
  const message = `Maximum SOQL offset allowed is ${MAX_OFFSET}`;
  throw new SalesforceError('NUMBER_OUTSIDE_VALID_RANGE', message);
}
