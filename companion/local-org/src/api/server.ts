import compress from '@fastify/compress';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import { errorBody, SalesforceError } from '../errors.ts';
import { registerFaultAdmin } from '../faults/admin.ts';
import { registerRequestFaults } from '../faults/requests.ts';
import { registerOutbox } from '../mail/admin.ts';
import { runDue } from '../records/due.ts';
import type { ApiContext } from './context.ts';
import { refuseHeaders, refuseLongRequests } from './headers.ts';
import { registerComposite } from './rest/composite.ts';
import { registerFlowActions } from './rest/flowActions.ts';
import { registerIdentity } from './rest/identity.ts';
import { registerLimits } from './rest/limits.ts';
import { registerOAuth } from './rest/oauth.ts';
import { registerPassword } from './rest/password.ts';
import { registerQuery } from './rest/query.ts';
import { registerBulkIngest } from './rest/bulkIngest.ts';
import { registerBulkQuery } from './rest/bulkQuery.ts';
import { registerCollectionRetrieve } from './rest/collectionRetrieve.ts';
import { registerCollections } from './rest/collections.ts';
import { registerReplication } from './rest/replication.ts';
import { registerSObjects } from './rest/sobjects.ts';
import { registerTree } from './rest/tree.ts';
import { registerUpsert } from './rest/upsert.ts';
import { registerVersions } from './rest/versions.ts';
import { registerMetadataSoap } from './soap/metadata.ts';
import { registerPartnerSoap } from './soap/partner.ts';

const MAX_BODY_BYTES = 50 * 1024 * 1024; // the platform's limit for a SOAP message

const KEEP_ALIVE_MS = 600_000;

/** The HTTP server that speaks Salesforce. */
export function buildServer(context: ApiContext): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    // Long URLs come this far, to be refused in the platform's way.
    http: { maxHeaderSize: 256 * 1024 },
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: 500,
    },
    // Clients send paths such as //services/data.
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/{2,}/, '/'),
    forceCloseConnections: true,
    // Long work holds the thread: its end must not look like a client's silence.
    keepAliveTimeout: KEEP_ALIVE_MS,
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
  app.addHook('onRequest', (request, _reply, done) => {
    refuseLongRequests(request.raw);
    refuseHeaders(request.headers);
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    // The clock that the org stamps with is the one that it shows.
    reply.header('Date', context.org.clock.now().toUTCString());
    done(null, payload);
  });
  registerRequestFaults(app, context);

  app.setErrorHandler((error: FastifyError | SalesforceError, _request, reply) => {
    const known = error instanceof SalesforceError ? error : fromFastify(error);
    return reply.status(known.status).send(errorBody(known));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send([
      {
        errorCode: 'NOT_FOUND',
        message: `The requested resource does not exist (the local org has no ${request.method} ${request.url.split('?')[0] ?? ''})`,
      },
    ]),
  );

  // Answers in gzip for who accepts it. It applies to the routes that come after it.
  void app.register(compress, { encodings: ['gzip', 'deflate'] });
  void app.after(() => {
    registerFaultAdmin(app, context.org);
    registerOutbox(app, context.org);
    registerVersions(app);
    registerOAuth(app, context);
    registerIdentity(app, context);
    registerLimits(app, context);
    registerQuery(app, context);
    registerSObjects(app, context);
    registerPassword(app, context);
    registerFlowActions(app, context);
    registerReplication(app, context);
    registerCollections(app, context);
    registerCollectionRetrieve(app, context);
    registerUpsert(app, context);
    registerTree(app, context);
    registerComposite(app, context);
    registerBulkQuery(app, context);
    // In a scope of its own: nothing else takes CSV.
    void app.register((scope, _options, done) => {
      registerBulkIngest(scope, context);
      done();
    });
    registerPartnerSoap(app, context);
    registerMetadataSoap(app, context);
  });
  return app;
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
