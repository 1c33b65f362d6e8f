import type { Clock } from '../../clock.ts';
import { SalesforceError } from '../../errors.ts';
import { makeId } from '../../ids.ts';
import type { RowsResult } from '../../soql/query.ts';

/** What is read page by page: a query's rows, or one record's children. */
export type PagedResult = Pick<RowsResult, 'totalSize' | 'fetch' | 'nested'>;

/** A result of which a client has not read all. */
export interface Cursor {
  readonly userId: string;
  readonly result: PagedResult;
  readonly batchSize: number;
}

/** (Salesforce Developer Limits and Allocations, "API Query Cursor Limits": as many as there may be) */
const LIFESPAN_MS = 2 * 24 * 60 * 60 * 1000;

/** Locators of results that are read page by page. */
export class QueryCursors {
  readonly #clock: Clock;
  readonly #cursors = new Map<string, Cursor & { readonly opened: number }>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the Id of a query locator. */
  open(cursor: Cursor): string {
    this.#forgetOld();
    const id = makeId('0r8', ++this.#last);
    this.#cursors.set(id, { ...cursor, opened: this.#clock.now().getTime() });
    return id;
  }

  /**
   * The cursor and the row that a locator such as `0r8…-2000` stands for.
   * @throws {SalesforceError} INVALID_QUERY_LOCATOR, also for another user's and an expired one.
   */
  find(locator: string, userId: string): { id: string; cursor: Cursor; from: number } {
    this.#forgetOld();
    const [, id = '', row = ''] = /^(\w+)-(\d+)$/.exec(locator) ?? [];
    const cursor = this.#cursors.get(id);
    if (cursor?.userId !== userId || Number(row) > cursor.result.totalSize) {
      throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return { id, cursor, from: Number(row) };
  }

  #forgetOld(): void {
    const before = this.#clock.now().getTime() - LIFESPAN_MS;
    for (const [id, { opened }] of this.#cursors) if (opened < before) this.#cursors.delete(id);
  }
}
