import { SalesforceError } from '../errors.ts';

/** Rows of a page when the client does not say; the platform keeps its own number to itself. */
export const DEFAULT_PAGE = 10_000;
/** (Bulk API 2.0, "Get Parallel Results for a Query Job") */
const PARALLEL_PAGES = 5;

/** A locator is the text of the first row's number, in base 64: `MTAwMDA`. */
export function toLocator(row: number): string {
  return Buffer.from(String(row)).toString('base64url');
}

/** @throws {SalesforceError} for what is no locator of a result of that many rows. */
export function fromLocator(locator: string, count: number): number {
  const row = Number(Buffer.from(locator, 'base64url').toString());
  if (Number.isInteger(row) && toLocator(row) === locator && (row === 0 || row < count)) return row;
  throw new SalesforceError('INVALID_QUERY_LOCATOR', `invalid query locator: ${locator}`);
}

/** First rows of up to five pages from a row on, and of the page after them if there is one. */
export function parallelPages(
  count: number,
  from: number,
  pageSize = DEFAULT_PAGE,
): { pages: readonly number[]; next: number | undefined } {
  const all = Math.max(1, Math.ceil((count - from) / pageSize));
  const length = Math.min(all, PARALLEL_PAGES);
  return {
    pages: Array.from({ length }, (_, i) => from + i * pageSize),
    next: all > length ? from + length * pageSize : undefined,
  };
}
