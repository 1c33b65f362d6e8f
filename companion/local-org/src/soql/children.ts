import { notImplemented } from '../errors.ts';
import { checkOffset, orderClause, whereClause } from './clauses.ts';
import { type Compilation, newStatement, prepare, type Row } from './compilation.ts';
import { columnSql, openScope } from './scope.ts';
import { type ChildItem, compileSelection, type RestRecord, type Selection } from './selection.ts';

/** Puts into each record, which was read from the row at the same place, its children. */
type AddChildren = (rows: readonly Row[], records: readonly RestRecord[]) => void;

/** A parent's children as the REST API nests them. */
export interface ChildResult {
  readonly totalSize: number;
  readonly done: true;
  readonly records: readonly RestRecord[];
}

/** A SELECT among the fields: the key under which its rows stand, and those inside it. */
export interface Nested {
  readonly key: string;
  readonly nested: readonly Nested[];
}

interface Children {
  readonly add: AddChildren;
  readonly nested: readonly Nested[];
  /** Custom long-text fields among those selected, at any depth. */
  readonly longTexts: number;
}

/**
 * Compiles the SELECTs among the fields: one statement for each, which fetches the children of a
 * whole page of records.
 * @throws {SalesforceError} for what the platform would refuse
 */
export function compileChildren(compilation: Compilation, selection: Selection): Children {
  const compiled = selection.children.map((child) => compileChild(compilation, child));
  return {
    nested: compiled,
    longTexts: compiled.reduce((sum, { longTexts }) => sum + longTexts, 0),
    add: (rows, records) => {
      const ids = rows.map((row) => row[selection.idColumn] as string);
      for (const { key, fetch } of compiled) {
        const children = fetch(ids);
        // Without children the platform says null, not an empty list.
        records.forEach((record, index) => (record[key] = children.get(ids[index]!) ?? null));
      }
    },
  };
}

interface Child extends Nested {
  readonly longTexts: number;
  readonly fetch: (parentIds: readonly string[]) => Map<string, ChildResult>;
}

function compileChild(compilation: Compilation, { link, select }: ChildItem): Child {
  if (select.groupBy.length > 0 || select.having) {
    throw notImplemented('GROUP BY in a SELECT among the fields');
  }
  checkOffset(select.offset);
  const statement = newStatement('[]'); // ?1 takes the Ids of the parents
  const scope = openScope(compilation, statement, link.object, [select.alias]);
  const selection = compileSelection(compilation, scope, select);
  const children = compileChildren(compilation, selection);
  const lookup = columnSql(compilation.context, scope.root, link.lookup);
  const ofParents = `${lookup} IN (SELECT value FROM json_each(?1))`;
  const where = whereClause(compilation, statement, scope, select, ofParents);
  const order = orderClause(compilation, statement, scope, select.orderBy);
  const run = prepare(
    compilation,
    `SELECT ${[...selection.columns, lookup].join(', ')} FROM ${scope.table} ${scope.joins()} ${where} ${order}`,
  );
  const first = select.offset ?? 0;
  const end = first + (select.limit ?? Infinity);
  const fetch = (parentIds: readonly string[]) => {
    const rows = run([JSON.stringify(parentIds), ...statement.parameters.slice(1)]);
    const byParent = Map.groupBy(rows, (row) => row.at(-1) as string);
    const results = new Map<string, ChildResult>();
    for (const [parentId, all] of byParent) {
      const kept = all.slice(first, end);
      if (kept.length === 0) continue;
      const records = kept.map((row) => selection.read(row));
      children.add(kept, records);
      results.set(parentId, { totalSize: records.length, done: true, records });
    }
    return results;
  };
  const longTexts = selection.longTexts + children.longTexts;
  return { key: link.relationship, nested: children.nested, longTexts, fetch };
}
