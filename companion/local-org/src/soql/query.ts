import { compileAggregates, isAggregate, isCount } from './aggregates.ts';
import type { ChildResult, Nested } from './children.ts';
import { parseSoql } from './parse.ts';
import { requireReifiedFilter } from './reifiedFilters.ts';
import { compileCount, compileRows, type RowQuery } from './rows.ts';
import { type Compilation, type QueryContext } from './compilation.ts';
import { objectNamed } from './scope.ts';
import type { RestRecord } from './selection.ts';

export type { ChildResult, Nested, QueryContext, RestRecord };

/** (SOAP API Developer Guide, "Change the Batch Size in Queries") */
const MAX_BATCH_SIZE = 2000;
/** With two custom long-text fields or more. */
const MAX_BATCH_SIZE_OF_LONG_TEXTS = 200;
/** With children, who count: locators of theirs end in -499. (jsforce/jsforce#577) */
const MAX_BATCH_SIZE_WITH_CHILDREN = 500;

/** A query for records. */
export interface RowsResult {
  readonly kind: 'rows';
  readonly totalSize: number;
  /**
   * Records `from` (0-based) to before `to`, in the result's order, in the form of the REST API.
   * Which records, and in which order, is settled when the query runs; their values are those at
   * the time of fetching, and rows that are gone by then are left out.
   */
  readonly fetch: (from: number, to: number) => RestRecord[];
  /** Records that one page may hold. */
  readonly maxBatchSize: number;
  /** The SELECTs among the fields, whose rows stand in the records. */
  readonly nested: readonly Nested[];
}

export type QueryResult =
  | RowsResult
  /** `SELECT COUNT() FROM …` */
  | { readonly kind: 'count'; readonly totalSize: number }
  | { readonly kind: 'aggregate'; readonly totalSize: number; readonly records: RestRecord[] };

/**
 * Runs a SOQL query as the platform would for that user.
 * @throws {SalesforceError} with the platform's code and wording for a query that it would refuse;
 * NOT_IMPLEMENTED for what only the platform can answer
 */
export function runQuery(soql: string, context: QueryContext): QueryResult {
  const { compilation, object, select } = readQuery(soql, context);
  if (isCount(compilation, select)) {
    return { kind: 'count', totalSize: compileCount(compilation, object, select)() };
  }
  if (isAggregate(select)) {
    const records = compileAggregates(compilation, object, select)();
    return { kind: 'aggregate', totalSize: records.length, records };
  }
  return findRows(compileRows(compilation, object, select));
}

/**
 * Compiles a SOQL query for records, which the result runs.
 * @throws {SalesforceError} as `runQuery`
 */
export function compileQuery(soql: string, context: QueryContext): () => RowsResult {
  const { compilation, object, select } = readQuery(soql, context);
  const query = compileRows(compilation, object, select);
  return () => findRows(query);
}

function readQuery(soql: string, context: QueryContext) {
  const compilation: Compilation = { context, soql };
  const select = parseSoql(soql);
  const object = objectNamed(compilation, select.from);
  requireReifiedFilter(object, select.where);
  return { compilation, object, select };
}

function findRows(query: RowQuery): RowsResult {
  const rowids = query.find();
  return {
    kind: 'rows',
    totalSize: rowids.length,
    fetch: (from, to) => query.fetch(rowids.slice(from, to)),
    maxBatchSize: maxBatchSize(query),
    nested: query.nested,
  };
}

function maxBatchSize({ longTexts, nested }: RowQuery): number {
  if (longTexts >= 2) return MAX_BATCH_SIZE_OF_LONG_TEXTS;
  return nested.length > 0 ? MAX_BATCH_SIZE_WITH_CHILDREN : MAX_BATCH_SIZE;
}
