import { HlError } from '../errors.ts';
import { faultError, readFaults } from './errors.ts';
import { readQueryAnswer, type Json, type QueryAnswer } from './records.ts';
import type { Rest } from './rest.ts';
import { PAGE_SIZE } from './soql.ts';

/** One question to Salesforce; `queryAll` shows deleted records too. */
export interface Query {
  readonly resource: 'query' | 'queryAll';
  readonly soql: string;
}

/** A list that is read in pages by Id. */
export interface Listing {
  /** @param after the Id behind which the page begins; null for the first page */
  page(after: string | null): Query;
}

export interface RawPage {
  readonly records: readonly Json[];
  /** Where the next page begins; null behind the last one. */
  readonly next: string | null;
}

/** Queries that one call of `composite` takes (REST API Developer Guide, "Composite"). */
export const QUERIES_PER_CALL = 5;

function queryPath({ resource, soql }: Query): string {
  return `${resource}?q=${encodeURIComponent(soql)}`;
}

/**
 * Answers to up to five queries, in their order, for one API call.
 *
 * @throws HlError: what the first query that failed was refused with
 */
export async function ask(rest: Rest, queries: readonly Query[]): Promise<QueryAnswer[]> {
  if (queries.length === 0) {
    return [];
  }
  if (queries.length === 1) {
    return [readQueryAnswer((await rest.get(queryPath(queries[0]!))).body)];
  }
  const bodies = await askTogether(rest, queries.map(queryPath));
  return bodies.map(readQueryAnswer);
}

/** GETs several resources in one call. */
export async function askTogether(rest: Rest, paths: readonly string[]): Promise<unknown[]> {
  const { body } = await rest.post('composite', {
    allOrNone: false,
    compositeRequest: paths.map((path, index) => ({
      method: 'GET',
      url: rest.pathOf(path),
      referenceId: `answer${index}`,
    })),
  });
  const answers = (body as { compositeResponse?: unknown } | null)?.compositeResponse;
  if (!Array.isArray(answers) || answers.length !== paths.length) {
    throw new HlError(
      'UnexpectedAnswer',
      'Salesforce answered a composite request with something else.',
    );
  }
  return answers.map(readSubAnswer);
}

function readSubAnswer(answer: { httpStatusCode?: unknown; body?: unknown }): unknown {
  const { httpStatusCode: status, body } = answer;
  if (status === 200) {
    return body;
  }
  throw faultError(readFaults(Number(status), body));
}

/** @param after as the page was asked for: one that leads nowhere would be asked for ever */
export function toPage({ records, done }: QueryAnswer, after: string | null): RawPage {
  if (done && records.length < PAGE_SIZE) {
    return { records, next: null };
  }
  // A page cut short (`done` is false: long texts make pages smaller) goes on behind its last Id.
  const last = records.at(-1)?.['Id'];
  if (typeof last !== 'string' || last === after) {
    throw new HlError('UnexpectedAnswer', 'Salesforce answered with a page that leads nowhere.');
  }
  return { records, next: last };
}
