import type { FastifyInstance } from 'fastify';
import { describeJob, describeProgress } from '../../bulk/job.ts';
import { DEFAULT_PAGE, fromLocator, parallelPages, toLocator } from '../../bulk/locators.ts';
import { compileBulkQuery, runQueryJob } from '../../bulk/query.ts';
import type { QueryJob } from '../../bulk/query.ts';
import { ResultSet } from '../../bulk/resultSet.ts';
import { SalesforceError } from '../../errors.ts';
import { queryContext } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { FORMAT_PROPERTIES, oneOf, readFormat, readJobBody } from './bulkBody.ts';
import { findJob, notAllowed, registerJobs, requireEnded, sendCsv } from './bulkJobs.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

const PATH = '/jobs/query';
/** (Bulk API 2.0, "Get Parallel Results for a Query Job") */
const FIRST_VERSION_WITH_RESULT_PAGES = 58;

/** Query jobs of Bulk API 2.0. */
export function registerBulkQuery(app: FastifyInstance, context: ApiContext): void {
  const { jobs, org } = context;

  registerJobs<QueryJob>(app, context, {
    path: PATH,
    jobType: 'V2Query',
    describe: (job) => ({
      ...describeJob(job),
      ...describeProgress(job, job.results.count),
      isPkChunkingSupported: true,
    }),
    moves: {},
  });

  rest(app, context, 'POST', PATH, ({ access, request, version }) => {
    const body = readJobBody(request.body, ['operation', 'query', ...FORMAT_PROPERTIES]);
    const operation = oneOf(body, 'operation', ['query', 'queryAll']);
    const format = readFormat(body);
    if (typeof body['query'] !== 'string' || body['query'] === '') {
      throw new SalesforceError('INVALIDJOB', 'query is required');
    }
    const includeDeleted = operation === 'queryAll';
    const asked = queryContext(org, { access, version }, { includeDeleted });
    const query = compileBulkQuery(body['query'], asked);
    const results = new ResultSet(
      query.columns.map(({ header }) => header),
      format,
    );
    const job = jobs.add<QueryJob>('UploadComplete', {
      jobType: 'V2Query',
      operation,
      object: query.object,
      format,
      createdById: access.userId,
      version,
      results,
    });
    jobs.run(job, () => org.db.isOpen, runQueryJob(query, results));
    return describeJob(job);
  });

  rest(
    app,
    context,
    'GET',
    `${PATH}/:id/results`,
    (call) => {
      const { results } = finishedJob(call);
      const from = start(call, results.count);
      const to = Math.min(from + pageSize(call), results.count);
      call.reply
        .header('Sforce-NumberOfRecords', String(to - from))
        .header('Sforce-Locator', to === results.count ? 'null' : toLocator(to));
      return sendCsv(call, results, from, to);
    },
    ['locator', 'maxRecords'],
  );

  rest(
    app,
    context,
    'GET',
    `${PATH}/:id/resultPages`,
    (call) => {
      if (Number(call.version) < FIRST_VERSION_WITH_RESULT_PAGES) {
        throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
          status: 404,
        });
      }
      const { id, results } = finishedJob(call);
      const { pages, next } = parallelPages(results.count, start(call, results.count));
      const url = `/services/data/v${call.version}${PATH}/${id}`;
      return {
        resultPages: pages.map((row) => ({
          resultUrl: `${url}/results?locator=${toLocator(row)}`,
        })),
        nextRecordsUrl: next === undefined ? null : `${url}/resultPages?locator=${toLocator(next)}`,
        done: next === undefined,
      };
    },
    ['locator'],
  );

  function finishedJob(call: RestCall): QueryJob {
    const job = findJob<QueryJob>(context, 'V2Query', call);
    if (job.version !== call.version) {
      throw new SalesforceError(
        'API_ERROR',
        `The results of a job of API version ${job.version} are read with that version, not with ${call.version}`,
        { status: 409 },
      );
    }
    requireEnded(job);
    if (job.state === 'JobComplete') return job;
    throw notAllowed('Reading results of', job);
  }
}

function start({ query }: RestCall, count: number): number {
  const locator = query('locator');
  return locator === undefined ? 0 : fromLocator(locator, count);
}

function pageSize({ query }: RestCall): number {
  const text = query('maxRecords');
  if (text === undefined) return DEFAULT_PAGE;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new SalesforceError('INVALID_QUERY_OPTIONS', `maxRecords cannot be ${text}`);
}
