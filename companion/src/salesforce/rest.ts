import type { Connection } from '@salesforce/core';
import pRetry, { type Options as RetryOptions } from 'p-retry';
import {
  faultError,
  readFault,
  sessionError,
  unavailableError,
  unreachableError,
} from './errors.ts';
import type { ApiUsage } from './interfaces.ts';
import { organizationOf } from './organization.ts';

/** The part of a connection that is used; tests bring their own. */
export type RestConnection = Pick<
  Connection,
  'accessToken' | 'instanceUrl' | 'getApiVersion' | 'getAuthInfoFields' | 'refreshAuth'
>;

export interface Answer {
  /** JSON, parsed and not yet checked. */
  body: unknown;
  /** Salesforce's clock when it answered; null if the answer does not say. */
  date: Date | null;
}

export interface Rest {
  /** @param path below the version, such as `query?q=…`, or from the root if it starts with a slash */
  get(path: string): Promise<Answer>;
  /** Of the session as it is now. */
  organizationId(): string;
  usage(): ApiUsage;
}

interface RestOptions {
  /** How a call that failed for a passing reason is repeated. */
  retry?: RetryOptions;
  /** Milliseconds that one call may take. */
  timeout?: number;
}

interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Waits of 0.5, 1, 2 and 4 seconds; a server that hangs is not asked five times. */
const RETRY: RetryOptions = { retries: 4, minTimeout: 500, maxRetryTime: 300_000 };

/** Salesforce itself ends a query after 120 seconds. */
const TIMEOUT_MS = 130_000;

const PASSING_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * REST calls with the session of a connection. They do not go through
 * `connection.request`, because that hides the headers (clock, API usage), does
 * not count what it repeats, and cannot survive a connection that is cut in the
 * middle of an answer. Renewing an expired session stays the connection's task.
 */
export function createRest(connection: RestConnection, options: RestOptions = {}): Rest {
  const { retry = RETRY, timeout = TIMEOUT_MS } = options;
  let calls = 0;
  let org: ApiUsage['org'] = null;

  async function call(path: string): Promise<RawAnswer> {
    calls++;
    const response = await fetch(urlOf(connection, path), {
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${connection.accessToken ?? ''}`,
      },
      // A redirect would carry the session to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    org = readUsage(response.headers) ?? org;
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** @throws HlError 'SalesforceUnreachable' for what may be over at the next attempt */
  async function attempt(path: string): Promise<RawAnswer> {
    const { host } = new URL(connection.instanceUrl);
    const answer = await call(path).catch((error: unknown) => {
      throw unreachableError(host, error);
    });
    if (PASSING_STATUS.has(answer.status)) {
      throw unavailableError(host, readFault(answer.status, answer.text));
    }
    return answer;
  }

  const callUntilAnswered = (path: string) => pRetry(() => attempt(path), retry);

  async function renewSession(): Promise<void> {
    calls++;
    await connection.refreshAuth().catch((error: unknown) => {
      throw sessionError(error instanceof Error ? error.message : String(error), error);
    });
  }

  async function get(path: string): Promise<Answer> {
    let answer = await callUntilAnswered(path);
    if (answer.status === 401) {
      await renewSession();
      answer = await callUntilAnswered(path);
    }
    if (answer.status !== 200) {
      throw faultError(readFault(answer.status, answer.text));
    }
    return { body: parseJson(answer.text), date: readDate(answer.headers) };
  }

  return { get, organizationId: () => organizationOf(connection), usage: () => ({ calls, org }) };
}

function urlOf(connection: RestConnection, path: string): string {
  const full = path.startsWith('/')
    ? path
    : `/services/data/v${connection.getApiVersion()}/${path}`;
  return connection.instanceUrl.replace(/\/+$/, '') + full;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw faultError({ errorCode: 'NOT_JSON', message: 'The answer is not JSON.' });
  }
}

/** `Sforce-Limit-Info: api-usage=18/15000` */
function readUsage(headers: Headers): ApiUsage['org'] {
  const [, used, limit] =
    /api-usage=(\d+)\/(\d+)/.exec(headers.get('sforce-limit-info') ?? '') ?? [];
  return used === undefined || limit === undefined
    ? null
    : { used: Number(used), limit: Number(limit) };
}

function readDate(headers: Headers): Date | null {
  const date = new Date(headers.get('date') ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
