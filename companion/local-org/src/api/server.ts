import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { notImplemented, SalesforceError } from '../errors.ts';
import { runDue } from '../records/due.ts';
import type { ApiContext } from './context.ts';
import { registerIdentity } from './rest/identity.ts';
import { registerLimits } from './rest/limits.ts';
import { registerQuery } from './rest/query.ts';
import { registerCollections } from './rest/collections.ts';
import { registerReplication } from './rest/replication.ts';
import { registerSObjects } from './rest/sobjects.ts';
import { registerVersions } from './rest/versions.ts';
import { registerMetadataSoap } from './soap/metadata.ts';
import { registerPartnerSoap } from './soap/partner.ts';

const MAX_BODY_BYTES = 50 * 1024 * 1024; // the platform's limit for a SOAP message
const MAX_URL_BYTES = 16_384; // REST API Developer Guide, "Status Codes and Error Responses"

/** Headers that change what a call does on the platform and that the local org does not carry out. */
const refusedHeaders = [
  'sforce-duplicate-rule-header',
  'sforce-mru',
  'x-sfdc-packageversion',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
];

/** The HTTP server that speaks Salesforce. */
export function buildServer(context: ApiContext): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    // Above what the URL may hold, so that it is our answer that the client gets.
    http: { maxHeaderSize: 4 * MAX_URL_BYTES },
    routerOptions: {
      caseSensitive: false,
      maxParamLength: 500,
    },
    // Clients send paths such as //services/data.
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/{2,}/, '/'),
    forceCloseConnections: true,
  });

  app.addContentTypeParser(
    ['text/xml', 'application/soap+xml', 'application/xml'],
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, body);
    },
  );
  // Clients send DELETE and GET with a JSON content type and no body.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(body as string));
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : '';
      done(new SalesforceError('JSON_PARSER_ERROR', detail));
    }
  });

  // Whoever asks finds done what was due by now.
  app.addHook('onRequest', (_request, _reply, done) => {
    runDue(context.org);
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    // The clock that the org stamps with is the one that it shows.
    reply.header('Date', context.org.clock.now().toUTCString());
    done(refusal(request));
  });

  app.setErrorHandler((error: FastifyError | SalesforceError, _request, reply) => {
    const known = error instanceof SalesforceError ? error : fromFastify(error);
    return reply.status(known.status).send(
      known.all.map(({ errorCode, message, fields, namesFields }) => ({
        message,
        errorCode,
        ...(namesFields && { fields }),
      })),
    );
  });
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send([
      {
        errorCode: 'NOT_FOUND',
        message: `The requested resource does not exist (the local org has no ${request.method} ${request.url.split('?')[0] ?? ''})`,
      },
    ]),
  );

  registerVersions(app);
  registerIdentity(app, context);
  registerLimits(app, context);
  registerQuery(app, context);
  registerSObjects(app, context);
  registerReplication(app, context);
  registerCollections(app, context);
  registerPartnerSoap(app, context);
  registerMetadataSoap(app, context);
  return app;
}

/** What is wrong with a request before anybody looks at what it asks for. */
function refusal({ headers, url }: FastifyRequest): SalesforceError | undefined {
  if (Buffer.byteLength(url) > MAX_URL_BYTES) {
    return new SalesforceError('URI_TOO_LONG', 'The request URI is too long.', { status: 414 });
  }
  const header = refusedHeaders.find((name) => name in headers);
  return header === undefined ? undefined : notImplemented(`the header ${header}`);
}

function fromFastify(error: FastifyError): SalesforceError {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return new SalesforceError('REQUEST_ENTITY_TOO_LARGE', error.message, { status });
  }
  if (status === 415) {
    return new SalesforceError('UNSUPPORTED_MEDIA_TYPE', error.message, { status });
  }
  return new SalesforceError(
    status < 500 ? 'JSON_PARSER_ERROR' : 'UNKNOWN_EXCEPTION',
    error.message,
    {
      status,
    },
  );
}
