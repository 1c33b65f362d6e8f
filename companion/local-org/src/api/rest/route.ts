import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notImplemented, SalesforceError } from '../../errors.ts';
import { requestSession } from '../context.ts';
import type { ApiContext, Session } from '../context.ts';
import { countRequest } from '../usage.ts';
import { isApiVersion } from '../versions.ts';

/** What a resource reads of its request: a subrequest of `composite` has no more than that. */
export type RestRequest = Pick<FastifyRequest, 'body' | 'headers'>;

/** What a resource says besides the body that it returns. */
export interface RestReply {
  status(code: number): RestReply;
  header(name: string, value: string): RestReply;
  send(body?: unknown): unknown;
}

export interface RestCall extends Session {
  readonly request: RestRequest;
  readonly reply: RestReply;
  /** Such as `66.0`. */
  readonly version: string;
  readonly param: (name: string) => string;
  readonly query: (name: string) => string | undefined;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Parameters = Readonly<Record<string, string | undefined>>;

/** One resource of the REST API. */
export interface RestRoute {
  readonly method: Method;
  /** Below `/services/data/vNN.N`, parameters with a colon: `/sobjects/:object`. */
  readonly path: string;
  readonly handler: (call: RestCall) => unknown;
  /** URL parameters that the resource understands; others are refused. */
  readonly parameters: readonly string[];
}

/** Where a call comes from: over HTTP, or from inside another call. */
export interface CallSource extends Session {
  readonly request: RestRequest;
  readonly reply: RestReply;
  readonly version: string;
  readonly params: Parameters;
  readonly query: Parameters;
}

/** The one resource that a user whose password has expired may use. */
export const PASSWORD_PATH = '/sobjects/User/:id/password';

/**
 * Registers a resource of the REST API below `/services/data/vNN.N`: the
 * version is checked, the session found, the call counted.
 */
export function rest(
  app: FastifyInstance,
  context: ApiContext,
  method: Method,
  path: string,
  handler: (call: RestCall) => unknown,
  parameters: readonly string[] = [],
): void {
  const route: RestRoute = { method, path, handler, parameters };
  context.routes.push(route);
  app.route({
    method,
    url: `/services/data/v:version${path}`,
    handler: (request, reply) => {
      const params = request.params as Parameters;
      const query = request.query as Parameters;
      const version = requireVersion(params['version']!);
      const session = requestSession(request, context.org, {
        setsPassword: path === PASSWORD_PATH,
      });
      refuseForeignParameters(route, query);
      countRequest(context.usage, reply);
      return invoke(route, { ...session, request, reply, version, params, query });
    },
  });
}

/** Runs a resource; `refuseForeignParameters` has been asked. */
export function invoke(route: RestRoute, { params, query, ...source }: CallSource): unknown {
  return route.handler({
    ...source,
    param: (name) => params[name] ?? '',
    query: (name) => query[name],
  });
}

/** @throws {SalesforceError} NOT_FOUND for a version that there is not. */
export function requireVersion(version: string): string {
  if (isApiVersion(version)) return version;
  throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', { status: 404 });
}

/** @throws {SalesforceError} NOT_IMPLEMENTED for a URL parameter that the resource does not know. */
export function refuseForeignParameters({ parameters }: RestRoute, query: Parameters): void {
  const foreign = Object.keys(query).find((name) => !parameters.includes(name));
  if (foreign !== undefined) throw notImplemented(`the URL parameter ${foreign}`);
}

/** The resource at a path below `/services/data/vNN.N`, and the parameters in the path. */
export function findRoute(
  routes: readonly RestRoute[],
  method: string,
  path: string,
): { route: RestRoute; params: Parameters } | undefined {
  const wanted = path.split('/');
  const found = routes
    .filter((route) => route.method === method)
    .map((route) => ({ route, params: matchPath(route.path.split('/'), wanted) }))
    .filter((match) => match.params !== undefined)
    // A word in a path goes before a parameter, as in the router of the server.
    .toSorted((a, b) => Object.keys(a.params!).length - Object.keys(b.params!).length)[0];
  return found && { route: found.route, params: found.params! };
}

function matchPath(pattern: readonly string[], path: readonly string[]): Parameters | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const given = path[i]!;
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given);
    else if (part.toLowerCase() !== given.toLowerCase()) return undefined;
  }
  return params;
}
