import type { ChildResult, Nested, RestRecord } from '../../soql/query.ts';
import type { Cursor, PagedResult } from './cursors.ts';

/** Keeps children that do not fit into a page. @returns the URL at which those from `row` on are read. */
type KeepRest = (children: PagedResult, row: number) => string;

/**
 * The records of a page, and where the next page begins. Rows of subqueries count, too, so that a
 * page of parents with many children is shorter. It holds one parent at least, and of one that is
 * too large for a page as many children as fit; the rest of them have a locator of their own.
 * (SOAP API Developer Guide, "query()": "child objects also have their own queryLocator")
 */
export function readPage(
  { result, batchSize }: Cursor,
  from: number,
  keepRest: KeepRest,
): { records: RestRecord[]; to: number } {
  const { fetch, nested, totalSize } = result;
  const to = Math.min(from + batchSize, totalSize);
  const records = fetch(from, to);
  if (nested.length === 0) return { records, to };
  const fitting = countFitting(records, nested, batchSize);
  if (fitting === records.length) return { records, to };
  if (fitting > 0) return { records: records.slice(0, fitting), to: from + fitting };
  return { records: [shorten(records[0]!, nested, batchSize, keepRest)], to: from + 1 };
}

/** How many of these records hold no more rows than that, their children counted. */
function countFitting(
  records: readonly RestRecord[],
  nested: readonly Nested[],
  rows: number,
): number {
  let sum = 0;
  const tooMany = records.findIndex((record) => (sum += countRows(record, nested)) > rows);
  return tooMany < 0 ? records.length : tooMany;
}

function countRows(record: RestRecord, nested: readonly Nested[]): number {
  return nested.reduce((sum, { key, nested: inner }) => {
    const children = record[key] as ChildResult | null;
    return (children?.records ?? []).reduce((rows, child) => rows + countRows(child, inner), sum);
  }, 1);
}

/** A record with children for that many rows, which its subqueries share. */
function shorten(
  record: RestRecord,
  nested: readonly Nested[],
  rows: number,
  keepRest: KeepRest,
): RestRecord {
  const share = Math.max(1, Math.floor((rows - 1) / nested.length));
  const shortened = { ...record };
  for (const { key, nested: inner } of nested) {
    const all = record[key] as ChildResult | null;
    if (!all) continue;
    const { totalSize, records } = all;
    const fitting = countFitting(records, inner, share);
    if (fitting === records.length) continue;
    const rest = { totalSize, nested: inner, fetch: (a: number, b: number) => records.slice(a, b) };
    const kept =
      fitting > 0 ? records.slice(0, fitting) : [shorten(records[0]!, inner, share, keepRest)];
    shortened[key] =
      kept.length === totalSize
        ? { ...all, records: kept }
        : {
            totalSize,
            done: false,
            nextRecordsUrl: keepRest(rest, kept.length),
            records: kept,
          };
  }
  return shortened;
}
