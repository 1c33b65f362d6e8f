import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/*
 * A stand-in for Higher Logic's Push API v2. It refuses what the vendor's article
 * says is refused or required: a missing key, another content type, what is not
 * an array of records with an id, dates in another form. Its words are its own:
 * those of the real API are not public.
 */

type Value = Record<string, unknown>;

export interface PushedRecord {
  readonly ContactDetails: Value & { readonly ContactId: string };
  readonly [part: string]: unknown;
}

/** What the server does with the next request in place of taking it. */
export type Trouble =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  /** The records are taken, but the answer is lost. */
  | 'answer lost';

export interface PushServer {
  readonly url: string;
  /** The community as the API has made it, by ContactId. */
  readonly contacts: Map<string, PushedRecord>;
  /** Ids of each request that was taken, in their order. */
  readonly taken: string[][];
  /** How many requests came, taken or not. */
  readonly requests: () => number;
  /** Of the requests to come: what happens to each, one by one. */
  readonly troubles: Trouble[];
  /** Told of each request before it is answered; what it returns is waited for. */
  onRequest: (ids: readonly string[]) => void | Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PushServerOptions {
  readonly apiKey?: string;
  readonly keyHeader?: string;
  /** Bytes of a request. */
  readonly limit?: number;
  /** Why a record is refused; null for one that is not. */
  readonly refuse?: (record: PushedRecord) => string | null;
}

export const API_KEY = 'key-of-the-tenant';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/;
const DATE_FIELDS = ['Birthday', 'MemberSince', 'MemberExpiresOn', 'BeginDate', 'EndDate'];

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function startPushServer(options: PushServerOptions = {}): Promise<PushServer> {
  const contacts = new Map<string, PushedRecord>();
  const taken: string[][] = [];
  const troubles: Trouble[] = [];
  let requests = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++;
    const body = await text(request);
    const trouble = troubles.shift();
    if (typeof trouble === 'object') {
      response.writeHead(trouble.status, trouble.headers).end(trouble.body ?? '');
      return;
    }
    const records = readRecords(request, body, options);
    const ids = records.map(({ ContactDetails }) => ContactDetails.ContactId);
    await server.onRequest(ids);
    for (const record of records) take(contacts, record);
    taken.push(ids);
    if (trouble === 'answer lost') response.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const status = error instanceof Refused ? error.status : 500;
      response.writeHead(status).end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: PushServer = {
    url: `http://127.0.0.1:${port}/v2`,
    contacts,
    taken,
    requests: () => requests,
    troubles,
    onRequest: () => undefined,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => {
          resolve();
        });
      }),
  };
  return server;
}

function readRecords(
  { method, url, headers }: IncomingMessage,
  body: string,
  { apiKey = API_KEY, keyHeader = 'ApiKey', limit = Infinity, refuse }: PushServerOptions,
): PushedRecord[] {
  if (method !== 'POST' || url !== '/v2/contactinfo') throw new Refused(404, 'No such endpoint');
  if (headers[keyHeader.toLowerCase()] !== apiKey) {
    throw new Refused(401, `Key ${String(headers[keyHeader.toLowerCase()])} is not known`);
  }
  if (!/^(application|text)\/json\b/.test(headers['content-type'] ?? '')) {
    throw new Refused(415, 'The body must be JSON');
  }
  if (Buffer.byteLength(body) > limit) throw new Refused(413, 'The request is too large');
  const records = parse(body);
  for (const record of records) {
    const problem = problemOf(record) ?? refuse?.(record) ?? null;
    if (problem !== null) throw new Refused(400, problem);
  }
  return records;
}

function parse(body: string): PushedRecord[] {
  try {
    const records = JSON.parse(body) as unknown;
    if (Array.isArray(records)) return records as PushedRecord[];
  } catch {
    // Said below.
  }
  throw new Refused(400, 'The body is not an array of objects');
}

function problemOf({ ContactDetails: details, ...parts }: Partial<PushedRecord>): string | null {
  if (typeof details?.ContactId !== 'string' || details.ContactId === '') {
    return 'ContactId is required';
  }
  for (const part of [details, ...Object.values(parts).flat()] as Value[]) {
    for (const field of DATE_FIELDS) {
      const value = part[field];
      if (value !== undefined && !(typeof value === 'string' && DATE_TIME.test(value))) {
        return `${field} of ${details.ContactId} is no DateTime: ${JSON.stringify(value)}`;
      }
    }
  }
  return null;
}

function take(contacts: Map<string, PushedRecord>, record: PushedRecord): void {
  const { ContactId, IsDeleted } = record.ContactDetails;
  if (IsDeleted === true) contacts.delete(ContactId);
  else contacts.set(ContactId, record);
}
