import type { FastifyRequest } from 'fastify';
import type { RequestFault, RequestMatch } from './fault.ts';

/** What a match may ask of a request. */
const facts: Readonly<
  Record<'method' | 'path' | 'soql', (request: FastifyRequest) => string | undefined>
> = {
  method: ({ method }) => method,
  path: pathOf,
  soql: ({ query, body }) => {
    const { q } = query as { q?: string };
    const { query: posted } = (typeof body === 'object' && body !== null ? body : {}) as {
      query?: unknown;
    };
    return q ?? (typeof posted === 'string' ? posted : undefined);
  },
};

/** Whether a fault is meant for this request. Faults are about the org's APIs, and nothing else. */
export function matches({ match = {}, effect }: RequestFault, request: FastifyRequest): boolean {
  if (!/^\/(?:services|id)\b/i.test(pathOf(request))) return false;
  if (effect.kind === 'locatorExpired' && cursorOf(request) === undefined) return false;
  return Object.entries(facts).every(([name, factOf]) => {
    const pattern = match[name as keyof typeof facts & keyof RequestMatch];
    if (pattern === undefined) return true;
    const fact = factOf(request);
    return fact !== undefined && new RegExp(pattern, 'i').test(fact);
  });
}

/** The session that a request comes in: from its header, its URL, or its SOAP envelope. */
export function accessTokenOf({ headers, query, body }: FastifyRequest): string | undefined {
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const { oauth_token: parameter } = query as { oauth_token?: string };
  const envelope = typeof body === 'string' ? body : '';
  const [, sessionId] = /<(?:\w+:)?sessionId>\s*([^<\s]+)/.exec(envelope) ?? [];
  return bearer ?? parameter ?? sessionId;
}

/** The cursor that the query locator `…/query/01g…-2000` in a URL stands for. */
export function cursorOf(request: FastifyRequest): string | undefined {
  return /\/query(?:All)?\/(\w+)-\d+$/i.exec(pathOf(request))?.[1];
}

/** Puts a locator in the place of the request's own that no org knows. */
export function forgetLocator(request: FastifyRequest): void {
  (request.params as { locator?: string }).locator = 'expired';
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!;
}
