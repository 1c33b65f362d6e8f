import http from 'node:http';
import { HlError } from '../../errors.ts';
import type { Plan } from '../../worksheet/interfaces.ts';
import type { ContactInfo } from './contactInfo.ts';

/** Why the API would not take some records, in its own words. */
export interface Refusal {
  readonly words: string;
}

export interface PushApi {
  /**
   * Sends records, all of them or none as far as is known. They are complete, so
   * that sending them again does no harm.
   *
   * @returns null if they were taken
   * @throws HlError 'PushKeyRefused', 'PushAddressWrong', 'PushUnreachable' for what
   * concerns no single record; 'PushStopped' if it was asked to stop while it waited
   */
  readonly send: (records: readonly ContactInfo[]) => Promise<Refusal | null>;
}

export interface PushApiOptions {
  readonly apiKey: string;
  /** Ends the wait between two attempts; what is on its way is waited for. */
  readonly stop?: AbortSignal;
  /** Milliseconds before the nth repetition, of which a random part is waited. */
  readonly backoff?: (attempt: number) => number;
}

/** Answers of the kind that passes. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** 1, 2, 4, 8 and 16 seconds at most. */
const REPETITIONS = 5;
const BACKOFF = (attempt: number): number => 1000 * 2 ** (attempt - 1);

/** The API may ask for any wait; a longer one than this is not waited for here. */
const LONGEST_WAIT_MS = 5 * 60_000;

const TIMEOUT_MS = 120_000;

/** Of the server's own words. */
const LONGEST_WORDS = 500;

/** Higher Logic's Push API v2, `contactinfo`. */
export async function connectPushApi(
  { url, keyHeader }: Pick<Plan['destination'], 'url' | 'keyHeader'>,
  { apiKey, stop = new AbortController().signal, backoff = BACKOFF }: PushApiOptions,
): Promise<PushApi> {
  // Loaded only where it is used.
  const { default: ky, isHTTPError } = await import('ky');
  // Left alone, fetch does not look at the environment.
  http.setGlobalProxyFromEnv();
  const { host } = new URL(url);
  const ownWords = (status: number, body: string) => {
    const words = body.replaceAll(apiKey, '…').trim().slice(0, LONGEST_WORDS);
    return words === ''
      ? `HTTP status ${status} without a word`
      : `HTTP status ${status}: ${words}`;
  };

  async function post(records: readonly ContactInfo[]): Promise<{ status: number; body: string }> {
    const waiting = endOfWaiting(stop);
    try {
      const response = await ky.post(`${url.replace(/\/+$/, '')}/contactinfo`, {
        json: records,
        headers: { [keyHeader]: apiKey },
        // A redirect would carry the key and the members to another host.
        redirect: 'error',
        timeout: TIMEOUT_MS,
        signal: waiting.signal,
        fetch: waiting.fetch,
        throwHttpErrors: (status) => PASSING.has(status),
        retry: {
          limit: REPETITIONS,
          methods: ['post'],
          statusCodes: [...PASSING],
          afterStatusCodes: [...PASSING],
          // To the library a longer wait would be this one.
          shouldRetry: ({ error }) =>
            isHTTPError(error) && retryAfterMs(error.response) > LONGEST_WAIT_MS
              ? false
              : undefined,
          delay: backoff,
          jitter: true,
          retryOnTimeout: true,
        },
      });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      if (waiting.signal.aborted) {
        throw new HlError('PushStopped', 'Sending was stopped; what waits goes with the next.');
      }
      throw isHTTPError(error)
        ? unreachable(
            host,
            ownWords(error.response.status, textOf(error.data)),
            retryAfterMs(error.response),
          )
        : unreachable(host, reason(error), 0);
    }
  }

  return {
    async send(records) {
      const { status, body } = await post(records);
      if (status >= 200 && status < 300) return null;
      const words = ownWords(status, body);
      if (status === 401 || status === 403) throw keyRefused(host, keyHeader, words);
      if (status === 404 || status === 405) throw addressWrong(url, words);
      return { words };
    },
  };
}

/** Aborts when asked to stop, but not while an answer is on its way: it may be one that counts. */
function endOfWaiting(stop: AbortSignal) {
  const controller = new AbortController();
  let busy = false;
  const abortIfStopped = () => {
    if (stop.aborted) controller.abort();
  };
  stop.addEventListener('abort', () => {
    if (!busy) controller.abort();
  });
  const watched: typeof fetch = async (input, init) => {
    abortIfStopped();
    busy = true;
    try {
      const response = await fetch(input, init);
      if (PASSING.has(response.status)) abortIfStopped();
      return response;
    } catch (error) {
      abortIfStopped();
      throw error;
    } finally {
      busy = false;
    }
  };
  return { signal: controller.signal, fetch: watched };
}

function keyRefused(host: string, keyHeader: string, words: string): HlError {
  return new HlError(
    'PushKeyRefused',
    `The Push API at ${host} does not accept the key (${words}).`,
    {
      actions: [
        'See whether it is the API key that Higher Logic generated for your site.',
        `Ask Higher Logic for the name of its HTTP header, if it is not ${keyHeader}: destination.keyHeader of the worksheet.`,
      ],
    },
  );
}

function addressWrong(url: string, words: string): HlError {
  return new HlError('PushAddressWrong', `There is no Push API at ${url} (${words}).`, {
    actions: ['Check destination.url of the worksheet.'],
  });
}

/** @param retryAfter milliseconds that the API asks to be left alone, 0 for none; the error's data */
function unreachable(host: string, why: string, retryAfter: number): HlError {
  const wish = retryAfter === 0 ? '' : `, and wants to be asked again after ${retryAfter / 1000} s`;
  return new HlError(
    'PushUnreachable',
    `The Push API at ${host} does not take members now (${why})${wish}.`,
    {
      actions: ['Nothing is lost: they wait, and are sent after the next refresh.'],
      data: { retryAfter },
    },
  );
}

/** The header in its two forms (RFC 9110, 10.2.3) as milliseconds; 0 where it is missing or malformed. */
function retryAfterMs({ headers }: Response): number {
  const value = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

/** An answer in JSON has been parsed by then. */
function textOf(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? '');
}

/** fetch says only "fetch failed"; the code of its cause says why. */
function reason(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return error instanceof Error ? error.name : String(error);
}
