import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notImplemented, SalesforceError } from '../../errors.ts';
import { requestSession } from '../context.ts';
import type { ApiContext, Session } from '../context.ts';
import { countRequest } from '../usage.ts';
import { isApiVersion } from '../versions.ts';

export interface RestCall extends Session {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Such as `66.0`. */
  readonly version: string;
  readonly param: (name: string) => string;
  readonly query: (name: string) => string | undefined;
}

/** The one resource that a user whose password has expired may use. */
export const PASSWORD_PATH = '/sobjects/User/:id/password';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * Registers a resource of the REST API below `/services/data/vNN.N`: the
 * version is checked, the session found, the call counted. URL parameters that
 * are not listed are refused.
 */
export function rest(
  app: FastifyInstance,
  context: ApiContext,
  method: Method,
  path: string,
  handler: (call: RestCall) => unknown,
  parameters: readonly string[] = [],
): void {
  app.route({
    method,
    url: `/services/data/v:version${path}`,
    handler: (request, reply) => {
      const params = request.params as Record<string, string>;
      const query = request.query as Record<string, string | undefined>;
      const version = params['version']!;
      if (!isApiVersion(version)) {
        throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
          status: 404,
        });
      }
      const session = requestSession(request, context.org, {
        setsPassword: path === PASSWORD_PATH,
      });
      const foreign = Object.keys(query).find((name) => !parameters.includes(name));
      if (foreign !== undefined) throw notImplemented(`the URL parameter ${foreign}`);
      countRequest(context.usage, reply);
      return handler({
        ...session,
        request,
        reply,
        version,
        param: (name) => params[name] ?? '',
        query: (name) => query[name],
      });
    },
  });
}
