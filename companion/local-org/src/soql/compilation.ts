import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { SalesforceError } from '../errors.ts';
import type { Access, Schema, SObject } from '../schema/types.ts';
import type { Name } from './ast.ts';
import { errorAt } from './source.ts';

/** What a query runs on, and for whom. */
export interface QueryContext {
  readonly db: DatabaseSync;
  readonly schema: Schema;
  /** Path of an API other than the REST API, such as `/tooling`. */
  readonly api?: string;
  readonly access: Access;
  /** What `TODAY` and its like are counted from. */
  readonly now: Date;
  /** `queryAll`: rows in the recycle bin are seen too. */
  readonly includeDeleted: boolean;
  /** API version for the `url` of records: `64.0`. */
  readonly version: string;
  /** Brings an object's rows up to date before they are read. */
  readonly refresh: (object: SObject) => void;
}

/** One query being compiled. */
export interface Compilation {
  readonly context: QueryContext;
  readonly soql: string;
}

/** A cell as SQLite gives it back. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** One SQL statement in the making: its parameters and its table aliases. */
export interface Statement {
  readonly parameters: SQLInputValue[];
  /** Adds a parameter and gives its placeholder. */
  bind(value: SQLInputValue): string;
  newAlias(): string;
}

export function newStatement(...parameters: SQLInputValue[]): Statement {
  let tables = 0;
  return {
    parameters,
    bind: (value) => `?${parameters.push(value)}`,
    newAlias: () => `t${tables++}`,
  };
}

/** Prepares a finished statement; each run gives all its rows. */
export function prepare(
  { context: { db } }: Compilation,
  sql: string,
): (parameters: readonly SQLInputValue[]) => Row[] {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return (parameters) => statement.all(...parameters) as unknown as Row[];
}

export function failAt(
  { soql }: Compilation,
  name: Pick<Name, 'offset'>,
  errorCode: string,
  message: string,
): SalesforceError {
  return errorAt(soql, name.offset, errorCode, message);
}
