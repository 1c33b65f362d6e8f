import { hash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { HlError } from '../errors.ts';
import type { Health } from './interfaces.ts';
import { explain, toLogged, type Logger } from './log.ts';
import type { Service } from './service.ts';

/** Of a body: many times what the longest list of keys takes. */
const BODY_LIMIT_BYTES = 16 * 1024;

/** For a request to arrive; its answer may take longer. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Seconds after which to ask again what could not be done now. */
const RETRY_AFTER = '30';

const refreshBody = z.strictObject({
  keys: z.array(z.string()).min(1).max(200),
});

export interface HttpDeps {
  readonly service: Pick<Service, 'signOn'>;
  readonly health: () => Promise<Health>;
  /** Who shows it may refresh members; without one, nobody may. */
  readonly token: string | undefined;
  readonly log: Logger;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (deps: HttpDeps, request: IncomingMessage, closed: AbortSignal) => Promise<Reply>;

/** By path and method. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/health': { GET: answerHealth },
  '/refresh': { POST: answerRefresh },
};

/** The service over HTTP: `GET /health`, `POST /refresh`. JSON in, JSON out. */
export function createHttpServer(deps: HttpDeps): Server {
  const server = createServer((request, response) => {
    void respond(deps, request, response);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  return server;
}

async function respond(
  deps: HttpDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  const { status, body, headers } = await reply(deps, request, closed.signal).catch(
    (error: unknown) => toReply(deps, error),
  );
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
    // What of the body was not read would be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(`${JSON.stringify(body)}\n`);
}

async function reply(
  deps: HttpDeps,
  request: IncomingMessage,
  closed: AbortSignal,
): Promise<Reply> {
  const [path] = (request.url ?? '').split('?');
  const methods = Object.hasOwn(ROUTES, path!) ? ROUTES[path!]! : undefined;
  if (methods === undefined) {
    throw new HlError('NotFound', 'There is nothing at this path.', {
      actions: [`There is: ${Object.keys(ROUTES).join(', ')}.`],
    });
  }
  const handler = methods[request.method ?? ''];
  if (handler === undefined) {
    const allow = Object.keys(methods).join(', ');
    const error = new HlError('MethodNotAllowed', `This path takes only ${allow}.`);
    return { ...toReply(deps, error), headers: { allow } };
  }
  return handler(deps, request, closed);
}

async function answerHealth({ health }: HttpDeps): Promise<Reply> {
  const body = await health();
  return { status: HEALTH_STATUS[body.status], body };
}

/** A halt ends by itself; for the others a person has to do something. */
const HEALTH_STATUS: Readonly<Record<Health['status'], number>> = {
  ok: 200,
  halted: 200,
  held: 503,
  failing: 503,
};

async function answerRefresh(
  { service, token }: HttpDeps,
  request: IncomingMessage,
  closed: AbortSignal,
): Promise<Reply> {
  if (token === undefined) {
    throw new HlError('RefreshDisabled', 'This service refreshes nobody on request.', {
      actions: ['To allow it, start it with a token in the environment: HL_SERVICE_TOKEN.'],
    });
  }
  if (!bears(request, token)) {
    throw new HlError('Unauthorized', 'The request does not bear the token of this service.', {
      actions: ['Send the header "Authorization: Bearer" with the value of HL_SERVICE_TOKEN.'],
    });
  }
  const { keys } = await readBody(request);
  return { status: 200, body: await service.signOn(keys, closed) };
}

/** Compared by hashes of one length, so that the time tells nothing. */
function bears({ headers }: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer +(.*)$/i.exec(headers.authorization ?? '') ?? [];
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(given), digest(token));
}

async function readBody(request: IncomingMessage): Promise<z.infer<typeof refreshBody>> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new HlError('UnsupportedMediaType', 'The body must be of type application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) {
      throw new HlError('BodyTooLarge', `The body is larger than ${BODY_LIMIT_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  const { data, error } = refreshBody.safeParse(parseJson(Buffer.concat(chunks).toString()));
  if (error !== undefined) {
    throw new HlError('InvalidBody', `The body is not what it must be: ${z.prettifyError(error)}`, {
      actions: ['Send { "keys": ["003…"] }, with 1 to 200 legacy contact keys.'],
    });
  }
  return data;
}

/** @returns undefined for what is no JSON, which no schema takes */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  InvalidKey: 400,
  InvalidBody: 400,
  Unauthorized: 401,
  RefreshDisabled: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  BodyTooLarge: 413,
  UnsupportedMediaType: 415,
  SalesforceUnreachable: 502,
  SessionExpired: 502,
  LoginRefused: 502,
  RefreshRunning: 503,
  RefreshStopped: 503,
  RefreshHalted: 503,
  ApiBudgetSpent: 503,
  ApiLimitReached: 503,
};

/** A fault of ours is told in the log only. */
function toReply({ log }: HttpDeps, error: unknown): Reply {
  const explained = explain(error);
  const status = STATUS_OF_ERROR[explained.name] ?? 500;
  if (status >= 500) log.error({ error: toLogged(error) }, 'A request could not be answered');
  const isOurs = error instanceof HlError;
  return {
    status,
    body: {
      error: isOurs ? explained : { name: 'Error', message: 'The log says why.', actions: [] },
    },
    headers: {
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(status === 503 && { 'retry-after': RETRY_AFTER }),
    },
  };
}
