import type { Connection } from '@salesforce/core';
import pRetry, { type Options as RetryOptions } from 'p-retry';
import {
  faultError,
  loginError,
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
}

export interface Rest {
  /** @param path below the version, such as `query?q=…`, or from the root if it starts with a slash */
  get(path: string): Promise<Answer>;
  /** For requests that may be repeated: a call that got no answer is. */
  post(path: string, body: object): Promise<Answer>;
  /**
   * What may be too large for memory. An answer that is cut in the middle ends
   * with an error among the chunks, and is not asked for again.
   */
  download(path: string): Promise<{ headers: Headers; chunks: AsyncIterable<Uint8Array> }>;
  apiVersion(): string;
  /** The path of a resource from the root, as a subrequest of `composite` names it. */
  pathOf(path: string): string;
  /** Of the session as it is now. */
  organizationId(): string;
  usage(): ApiUsage;
  /** Salesforce's clock in its newest answer; null before there was one. */
  serverTime(): Date | null;
}

interface RestOptions {
  /** How a call that failed for a passing reason is repeated. */
  retry?: RetryOptions;
  /** Milliseconds that one call may take. */
  timeout?: number;
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** Whether the answer, if it is the right one, is read as a stream. */
  readonly streamed?: boolean;
}

interface RawAnswer {
  status: number;
  headers: Headers;
  /** Empty where the answer is read as a stream. */
  text: string;
  /** Null where it is not. */
  chunks: AsyncIterable<Uint8Array> | null;
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
  let serverTime: Date | null = null;

  async function call(request: Request): Promise<RawAnswer> {
    calls++;
    const waited = new AbortController();
    const timer = setTimeout(() => {
      waited.abort(new DOMException('no answer in time', 'TimeoutError'));
    }, timeout);
    try {
      return await answerTo(request, waited.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param signal ends the waiting; a stream that has begun is not waited for */
  async function answerTo(request: Request, signal: AbortSignal): Promise<RawAnswer> {
    const response = await fetch(urlOf(connection, request.path), {
      method: request.method,
      headers: {
        accept: request.streamed === true ? 'text/csv' : 'application/json',
        authorization: `Bearer ${connection.accessToken ?? ''}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: request.body ?? null,
      // A redirect would carry the session to another host.
      redirect: 'error',
      signal,
    });
    org = readUsage(response.headers) ?? org;
    serverTime = readDate(response.headers) ?? serverTime;
    const { status, headers } = response;
    return request.streamed === true && response.ok
      ? { status, headers, text: '', chunks: chunksOf(response, connection) }
      : { status, headers, text: await response.text(), chunks: null };
  }

  /** @throws HlError 'SalesforceUnreachable' for what may be over at the next attempt */
  async function attempt(request: Request): Promise<RawAnswer> {
    const { host } = new URL(connection.instanceUrl);
    const answer = await call(request).catch((error: unknown) => {
      throw unreachableError(host, error);
    });
    if (PASSING_STATUS.has(answer.status)) {
      throw unavailableError(host, readFault(answer.status, answer.text));
    }
    return answer;
  }

  const callUntilAnswered = (request: Request) => pRetry(() => attempt(request), retry);

  async function renewSession(): Promise<void> {
    calls++;
    await connection.refreshAuth().catch((error: unknown) => {
      throw (
        loginError(error) ??
        sessionError(error instanceof Error ? error.message : String(error), error)
      );
    });
  }

  async function send(request: Request): Promise<RawAnswer> {
    let answer = await callUntilAnswered(request);
    if (answer.status === 401) {
      await renewSession();
      answer = await callUntilAnswered(request);
    }
    if (answer.status !== 200) {
      throw faultError(readFault(answer.status, answer.text));
    }
    return answer;
  }

  async function ask(request: Request): Promise<Answer> {
    return { body: parseJson((await send(request)).text) };
  }

  return {
    get: (path) => ask({ method: 'GET', path }),
    post: (path, body) => ask({ method: 'POST', path, body: JSON.stringify(body) }),
    download: async (path) => {
      const { headers, chunks } = await send({ method: 'GET', path, streamed: true });
      return { headers, chunks: chunks! };
    },
    apiVersion: () => connection.getApiVersion(),
    pathOf: (path) => pathOf(connection, path),
    organizationId: () => organizationOf(connection),
    usage: () => ({ calls, org }),
    serverTime: () => serverTime,
  };
}

function pathOf(connection: RestConnection, path: string): string {
  return path.startsWith('/') ? path : `/services/data/v${connection.getApiVersion()}/${path}`;
}

function urlOf(connection: RestConnection, path: string): string {
  return connection.instanceUrl.replace(/\/+$/, '') + pathOf(connection, path);
}

/** @throws HlError 'SalesforceUnreachable' where the answer ends before its end */
async function* chunksOf(
  response: Response,
  connection: RestConnection,
): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unreachableError(new URL(connection.instanceUrl).host, error);
  }
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
