import type { SObject } from '../schema/types.ts';
import type { Select } from './ast.ts';
import { compileChildren, type Nested } from './children.ts';
import { orderClause, pageClause, whereClause } from './clauses.ts';
import { type Compilation, newStatement, prepare } from './compilation.ts';
import { openScope } from './scope.ts';
import { compileSelection, type RestRecord } from './selection.ts';

/** The two halves of a query for records. */
export interface RowQuery {
  /** `_rowid`s of the rows that match, in order: small enough to keep for a million of them. */
  readonly find: () => readonly number[];
  /** Records of these rows, in this order; rows that are gone by now are left out. */
  readonly fetch: (rowids: readonly number[]) => RestRecord[];
  /** Custom long-text fields among those selected, of children too. */
  readonly longTexts: number;
  /** The SELECTs among the fields. */
  readonly nested: readonly Nested[];
}

/**
 * Compiles a SELECT of records.
 * @throws {SalesforceError} for what the platform would refuse
 */
export function compileRows(compilation: Compilation, object: SObject, select: Select): RowQuery {
  // In the order in which the platform looks: an unknown field is reported before a wrong filter.
  const { longTexts, nested, fetch } = compileFetch(compilation, object, select);
  const { sql, parameters, rowid } = compileFilter(compilation, object, select);
  const find = prepare(compilation, `SELECT ${rowid} ${sql}`);
  return {
    find: () => find(parameters).map((row) => row[0] as number),
    fetch,
    longTexts,
    nested,
  };
}

/** Compiles `SELECT COUNT() FROM …`. */
export function compileCount(
  compilation: Compilation,
  object: SObject,
  select: Select,
): () => number {
  const { sql, parameters } = compileFilter(compilation, object, select);
  const run = prepare(compilation, `SELECT count(*) FROM (SELECT 1 ${sql})`);
  return () => run(parameters)[0]![0] as number;
}

/** Everything behind the field list. */
function compileFilter(compilation: Compilation, object: SObject, select: Select) {
  const statement = newStatement();
  const scope = openScope(compilation, statement, object, [select.alias]);
  const where = whereClause(compilation, statement, scope, select);
  const order = orderClause(compilation, statement, scope, select.orderBy);
  const page = pageClause(statement, select);
  return {
    sql: `FROM ${scope.table} ${scope.joins()} ${where} ${order} ${page}`,
    parameters: statement.parameters,
    rowid: `${scope.root.alias}._rowid`,
  };
}

function compileFetch(
  compilation: Compilation,
  object: SObject,
  select: Select,
): Pick<RowQuery, 'longTexts' | 'nested' | 'fetch'> {
  const statement = newStatement('[]'); // ?1 takes the rowids
  const scope = openScope(compilation, statement, object, [select.alias]);
  const selection = compileSelection(compilation, scope, select);
  const children = compileChildren(compilation, selection);
  const run = prepare(
    compilation,
    `SELECT ${selection.columns.join(', ')} FROM json_each(?1) k
     CROSS JOIN ${scope.table} ON ${scope.root.alias}._rowid = k.value
     ${scope.joins()} ORDER BY k.key`,
  );
  const fetch = (rowids: readonly number[]) => {
    const rows = run([JSON.stringify(rowids), ...statement.parameters.slice(1)]);
    const records = rows.map((row) => selection.read(row));
    children.add(rows, records);
    return records;
  };
  return { longTexts: selection.longTexts + children.longTexts, nested: children.nested, fetch };
}
