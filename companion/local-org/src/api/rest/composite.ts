import type { FastifyInstance } from 'fastify';
import { errorBody, notImplemented, SalesforceError } from '../../errors.ts';
import { transaction } from '../../storage/database.ts';
import type { ApiContext } from '../context.ts';
import { refuseHeaders } from '../headers.ts';
import { readComposite } from './compositeBody.ts';
import type { Subrequest } from './compositeBody.ts';
import { resolveReferences } from './references.ts';
import { findRoute, invoke, refuseForeignParameters, requireVersion, rest } from './route.ts';
import type { RestCall, RestReply } from './route.ts';

/** (REST API Developer Guide, "Composite": sObject collections count as queries do) */
const MAX_QUERIES = 5;

interface SubResponse {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** Resources that a subrequest may name, by the beginning of their path. */
const RESOURCES = ['/sobjects', '/query', '/queryAll', '/composite/sobjects', '/composite/tree'];
const QUERIES = ['/query', '/queryAll', '/composite/sobjects'];

/**
 * `composite`: up to 25 requests in one call, one after the other; a later one
 * may use what an earlier one answered. Together they count as one API request.
 */
export function registerComposite(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;

  rest(app, context, 'POST', '/composite', (call) => {
    const { subrequests, allOrNone } = readComposite(call.request.body);
    refuseTooManyQueries(subrequests);
    if (!allOrNone) return { compositeResponse: runAll(call, subrequests) };
    try {
      const run = () => {
        const responses = runAll(call, subrequests);
        if (responses.some(isFailure)) throw new RolledBack(responses);
        return responses;
      };
      return { compositeResponse: transaction(org.db, run) };
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      const halted = error.responses.map((one) => (isFailure(one) ? one : rolledBack(one)));
      return { compositeResponse: halted };
    }
  });

  function runAll(call: RestCall, subrequests: readonly Subrequest[]): SubResponse[] {
    const bodies = new Map<string, unknown>();
    return subrequests.map((subrequest) => {
      const response = runOne(call, subrequest, bodies);
      if (!isFailure(response)) bodies.set(subrequest.referenceId, response.body);
      return response;
    });
  }

  function runOne(
    call: RestCall,
    subrequest: Subrequest,
    bodies: ReadonlyMap<string, unknown>,
  ): SubResponse {
    const { referenceId, method } = subrequest;
    const answer = collectingReply();
    try {
      const text = resolveReferences(subrequest.url, bodies) as string;
      const { version, path, query } = readUrl(text);
      const found = isAllowed(path) ? findRoute(context.routes, method, path) : undefined;
      if (!found) {
        throw notImplemented(`${method} ${text.split('?')[0]!} as a subrequest of composite`);
      }
      org.faults.failSubrequest({ referenceId, method, path });
      refuseHeaders(subrequest.headers);
      refuseForeignParameters(found.route, query);
      const body = invoke(found.route, {
        user: call.user,
        access: call.access,
        request: {
          body: resolveReferences(subrequest.body, bodies),
          headers: subrequest.headers,
        },
        reply: answer.reply,
        version,
        params: found.params,
        query,
      });
      return {
        body: answer.sent() ? null : body,
        httpHeaders: answer.headers,
        httpStatusCode: answer.status(),
        referenceId,
      };
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      return {
        body: errorBody(error),
        httpHeaders: {},
        httpStatusCode: error.status,
        referenceId,
      };
    }
  }
}

/** A reply that is kept, not sent. */
function collectingReply() {
  let status = 200;
  let sent = false;
  const headers: Record<string, string> = {};
  const reply: RestReply = {
    status: (code) => {
      status = code;
      return reply;
    },
    header: (name, value) => {
      headers[name] = value;
      return reply;
    },
    send: () => {
      sent = true;
      return undefined;
    },
  };
  return { reply, headers, status: () => status, sent: () => sent };
}

function readUrl(text: string) {
  const url = new URL(text, 'http://subrequest');
  const match = /^\/services\/data\/v([\d.]+)(\/.*)$/.exec(url.pathname);
  if (!match) {
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
      status: 404,
    });
  }
  return {
    version: requireVersion(match[1]!),
    path: match[2]!.replace(/\/$/, ''),
    query: Object.fromEntries(url.searchParams),
  };
}

function isAllowed(path: string): boolean {
  return startsWithOneOf(path, RESOURCES);
}

function startsWithOneOf(path: string, resources: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return resources.some((one) => `${lower}/`.startsWith(`${one.toLowerCase()}/`));
}

function refuseTooManyQueries(subrequests: readonly Subrequest[]): void {
  const queries = subrequests.filter(({ url }) => {
    const path = /^\/services\/data\/v[\d.]+(\/[^?]*)/.exec(url)?.[1] ?? '';
    return startsWithOneOf(path, QUERIES);
  });
  if (queries.length <= MAX_QUERIES) return;
  throw new SalesforceError(
    'BAD_REQUEST',
    `A composite request can hold up to ${MAX_QUERIES} queries or sObject collections; this one holds ${queries.length}.`,
  );
}

function isFailure({ httpStatusCode }: SubResponse): boolean {
  return httpStatusCode >= 300;
}

class RolledBack extends Error {
  readonly responses: readonly SubResponse[];

  constructor(responses: readonly SubResponse[]) {
    super('The composite request was rolled back');
    this.responses = responses;
  }
}

function rolledBack({ referenceId }: SubResponse): SubResponse {
  const error = new SalesforceError(
    'PROCESSING_HALTED',
    'The transaction was rolled back since another operation in the same transaction failed.',
  );
  return { body: errorBody(error), httpHeaders: {}, httpStatusCode: 400, referenceId };
}
