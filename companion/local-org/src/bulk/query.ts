import { SalesforceError } from '../errors.ts';
import { isCompound } from '../schema/field.ts';
import type { Field, SObject } from '../schema/types.ts';
import type { Select, SelectItem } from '../soql/ast.ts';
import { newStatement } from '../soql/compilation.ts';
import { parseSoql } from '../soql/parse.ts';
import { compileQuery } from '../soql/query.ts';
import type { QueryContext, RestRecord, RowsResult } from '../soql/query.ts';
import { objectNamed, openScope } from '../soql/scope.ts';
import { tokenise } from '../soql/source.ts';
import type { Job } from './job.ts';
import { ResultSet } from './resultSet.ts';

export interface QueryJob extends Job {
  readonly jobType: 'V2Query';
  readonly results: ResultSet;
}

/** A query that a bulk job may run. */
export interface BulkQuery {
  readonly object: SObject;
  readonly columns: readonly Column[];
  /** Finds the rows. */
  readonly run: () => RowsResult;
}

interface Column {
  /** As in the header: `Account.Name`. */
  readonly header: string;
  readonly path: readonly string[];
  readonly field: Field;
}

/** Rows that are read and encoded before other requests have their turn. */
const STEP = 2000;
/** From this version on columns come in the order of the query, before by alphabet. (Bulk API 2.0) */
const FIRST_VERSION_IN_ORDER = 50;
/** Views of setup that only the other APIs show. */
const NOT_IN_BULK = new Set(['FlowDefinitionView', 'FlowVersionView']);

/**
 * Compiles a query of a bulk job.
 * @throws {SalesforceError} for what SOQL or Bulk API 2.0 refuses.
 */
export function compileBulkQuery(soql: string, context: QueryContext): BulkQuery {
  if (tokenise(soql).some(({ text }) => text.toUpperCase() === 'TYPEOF')) {
    throw refused('TYPEOF not supported in Bulk V2 Query');
  }
  const select = parseSoql(soql);
  refuseClauses(select);
  const compilation = { context, soql };
  const object = objectNamed(compilation, select.from);
  if (NOT_IN_BULK.has(object.name)) {
    throw new SalesforceError(
      'INVALIDENTITY',
      `Entity '${object.name}' is not supported by the Bulk API.`,
    );
  }
  const scope = openScope(compilation, newStatement(), object, [select.alias]);
  const columns = select.items
    .filter((item) => item.kind === 'field')
    .map(({ name }): Column => {
      const { field } = scope.column(name);
      if (isCompound(field.type))
        throw refused('Selecting compound data not supported in Bulk Query');
      const path = [...scope.path(name).relationships, field.name];
      return { header: path.join('.'), path, field };
    });
  if (Number(context.version) < FIRST_VERSION_IN_ORDER) {
    columns.sort((a, b) => (a.header < b.header ? -1 : 1));
  }
  // Everything else that is wrong with the query shows now; the job runs it later.
  return { object, columns, run: compileQuery(soql, context) };
}

/** What a SELECT of a bulk job cannot hold, with what is said of it. (Bulk API 2.0, "SOQL Considerations") */
const REFUSED_ITEMS: Readonly<Record<Exclude<SelectItem['kind'], 'field'>, string>> = {
  children: 'Aggregate Relationships not supported in Bulk V2 Query with CSV content type',
  aggregate: 'Aggregate functions not supported in Bulk V2 Query',
  fields: 'FIELDS() not supported in Bulk V2 Query',
};

function refuseClauses({ items, groupBy, offset }: Select): void {
  for (const { kind } of items) if (kind !== 'field') throw refused(REFUSED_ITEMS[kind]);
  if (groupBy.length > 0) throw refused('GROUP BY not supported in Bulk V2 Query');
  if (offset !== undefined) throw refused('OFFSET not supported in Bulk V2 Query');
}

function refused(message: string): SalesforceError {
  return new SalesforceError('API_ERROR', message);
}

/** Reads and encodes the rows of a query into the job's results, step by step. */
export function* runQueryJob({ columns, run }: BulkQuery, results: ResultSet): Generator<void> {
  const rows = run();
  for (let from = 0; from < rows.totalSize; from += STEP) {
    const records = rows.fetch(from, Math.min(from + STEP, rows.totalSize));
    results.add(records.map((record) => columns.map((column) => cellOf(record, column))));
    yield;
  }
}

function cellOf(record: RestRecord, { path, field }: Column): string {
  let value: unknown = record;
  for (const step of path) value = (value as RestRecord | null)?.[step] ?? null;
  return value === null ? '' : toText(value as string | number | boolean, field);
}

/** Values as Bulk API 2.0 spells them: date-times with Z, decimals with a point. */
function toText(value: string | number | boolean, { type }: Field): string {
  if (type === 'datetime') return (value as string).replace('+0000', 'Z');
  if (typeof value === 'number' && type !== 'int' && Number.isInteger(value)) return `${value}.0`;
  return String(value);
}
