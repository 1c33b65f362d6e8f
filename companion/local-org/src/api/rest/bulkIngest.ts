import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { describeJob, describeProgress } from '../../bulk/job.ts';
import { runIngestJob } from '../../bulk/ingest.ts';
import type { IngestJob, IngestOperation, IngestOutcome } from '../../bulk/ingest.ts';
import type { ResultSet } from '../../bulk/resultSet.ts';
import { SalesforceError } from '../../errors.ts';
import { lookupField } from '../../records/externalIds.ts';
import type { Access, Field, SObject } from '../../schema/types.ts';
import type { ApiContext } from '../context.ts';
import { FORMAT_PROPERTIES, oneOf, readFormat, readJobBody } from './bulkBody.ts';
import type { Json } from './bulkBody.ts';
import { findJob, notAllowed, registerJobs, requireEnded, sendCsv } from './bulkJobs.ts';
import { isMultipart, readMultipart } from './bulkMultipart.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

const PATH = '/jobs/ingest';
const OPERATIONS: readonly IngestOperation[] = [
  'insert',
  'update',
  'upsert',
  'delete',
  'hardDelete',
];
/** 150 MB in base64, to which the platform converts an upload. (Bulk API 2.0, "Limits", "Prepare CSV Files") */
const MAX_UPLOAD_BYTES = (150 * 1024 * 1024 * 3) / 4;

/** Ingest jobs of Bulk API 2.0; `app` takes CSV and multipart bodies from here on. */
export function registerBulkIngest(app: FastifyInstance, context: ApiContext): void {
  const { jobs, org } = context;
  app.addContentTypeParser(
    'text/csv',
    { parseAs: 'buffer', bodyLimit: MAX_UPLOAD_BYTES },
    (_request, body, done) => {
      done(null, body);
    },
  );
  void app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fileSize: MAX_UPLOAD_BYTES },
  });

  const describe = (job: IngestJob) => {
    const failed = job.outcome?.failed.count ?? 0;
    return {
      ...describeOpen(job),
      ...describeProgress(job, failed + (job.outcome?.successful.count ?? 0)),
      numberRecordsFailed: failed,
      apiActiveProcessingTime: 0,
      apexProcessingTime: 0,
    };
  };

  const open = ({ access, version }: RestCall, sent: unknown): IngestJob => {
    const body = readJobBody(sent, [
      'object',
      'operation',
      'externalIdFieldName',
      ...FORMAT_PROPERTIES,
    ]);
    const operation = oneOf(body, 'operation', OPERATIONS);
    const format = readFormat(body);
    const object = objectOf(context, body, access);
    if (operation === 'hardDelete' && !access.hasUserPermission('BulkApiHardDelete')) {
      throw new SalesforceError(
        'FEATURENOTENABLED',
        'hardDelete operation requires special user profile permission, please contact your system administrator',
      );
    }
    return jobs.add<IngestJob>('Open', {
      jobType: 'V2Ingest',
      operation,
      object,
      format,
      createdById: access.userId,
      version,
      ...(operation === 'upsert' && { externalId: externalIdOf(body, object, access) }),
    });
  };

  const start = (job: IngestJob): void => {
    jobs.moveTo(job, 'UploadComplete');
    jobs.run(job, () => org.db.isOpen, runIngestJob(org, job));
  };

  registerJobs<IngestJob>(app, context, {
    path: PATH,
    jobType: 'V2Ingest',
    describe,
    moves: {
      UploadComplete: (job) => {
        if (job.state !== 'Open') throw notAllowed('Closing', job);
        start(job);
      },
    },
  });

  rest(app, context, 'POST', PATH, (call) => {
    const { request } = call;
    if (!isMultipart(request)) return describeOpen(open(call, request.body));
    const { job: sent, data } = readMultipart(request);
    const job = open(call, sent);
    job.data = data;
    start(job);
    return describeOpen(job);
  });

  rest(app, context, 'PUT', `${PATH}/:id/batches`, (call) => {
    const job = findJob<IngestJob>(context, 'V2Ingest', call);
    if (job.state !== 'Open') throw notAllowed('Uploading data to', job);
    if (job.data) {
      throw new SalesforceError(
        'CLIENTINPUTERROR',
        `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the ` +
          `current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
      );
    }
    if (!Buffer.isBuffer(call.request.body)) {
      throw new SalesforceError('UNSUPPORTED_MEDIA_TYPE', 'The data must come as text/csv', {
        status: 415,
      });
    }
    job.data = call.request.body;
    return call.reply.status(201).send();
  });

  const results = (name: string, read: (outcome: IngestOutcome) => ResultSet) => {
    rest(app, context, 'GET', `${PATH}/:id/${name}`, (call) => {
      const job = findJob<IngestJob>(context, 'V2Ingest', call);
      requireEnded(job);
      if (job.outcome) return sendCsv(call, read(job.outcome));
      // Nothing was read of it: it comes back as it was uploaded.
      const unread = name === 'unprocessedrecords' ? job.data : undefined;
      return call.reply.header('Content-Type', 'text/csv').send(unread ?? Buffer.alloc(0));
    });
  };
  results('successfulResults', ({ successful }) => successful);
  results('failedResults', ({ failed }) => failed);
  results('unprocessedrecords', ({ unprocessed }) => unprocessed());
}

function describeOpen(job: IngestJob) {
  return {
    ...describeJob(job),
    contentUrl: `services/data/v${job.version}${PATH}/${job.id}/batches`,
    ...(job.externalId && { externalIdFieldName: job.externalId.name }),
  };
}

function objectOf({ org }: ApiContext, body: Json, access: Access): SObject {
  const name = body['object'];
  if (typeof name !== 'string') throw new SalesforceError('INVALIDJOB', 'object is required');
  const object = org.schema.object(name);
  if (object && access.canRead(object)) return object;
  throw new SalesforceError('INVALIDENTITY', `Unable to find object: ${name}`);
}

function externalIdOf(body: Json, object: SObject, access: Access): Field {
  const name = body['externalIdFieldName'];
  if (typeof name !== 'string' || name === '') {
    throw new SalesforceError(
      'INVALIDJOB',
      `External ID was blank for ${object.name}. An External ID must be specified for upsert.`,
    );
  }
  const field = lookupField(object, name, access);
  if (field) return field;
  throw new SalesforceError(
    'INVALIDJOB',
    `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
  );
}
