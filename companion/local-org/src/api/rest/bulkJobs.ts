import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { describeJob, hasEnded } from '../../bulk/job.ts';
import type { Job, JobState } from '../../bulk/job.ts';
import type { ResultSet } from '../../bulk/resultSet.ts';
import { SalesforceError } from '../../errors.ts';
import type { ApiContext } from '../context.ts';
import { oneOf, readJobBody } from './bulkBody.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** How states are called in errors. */
const STATE_NAMES: Partial<Record<JobState, string>> = { JobComplete: 'Completed' };

/**
 * What jobs of both kinds have: their description, the list of all, abortion
 * and deletion. `moves` are the states besides Aborted that a client may set.
 */
export function registerJobs<T extends Job>(
  app: FastifyInstance,
  context: ApiContext,
  kind: {
    readonly path: string;
    readonly jobType: T['jobType'];
    readonly describe: (job: T) => unknown;
    readonly moves: Partial<Record<JobState, (job: T) => void>>;
  },
): void {
  const { jobs } = context;
  const one = `${kind.path}/:id`;

  rest(app, context, 'GET', one, (call) => kind.describe(findJob(context, kind.jobType, call)));

  rest(
    app,
    context,
    'GET',
    kind.path,
    ({ access, query }) => ({
      done: true,
      records: jobs
        .list(access)
        .filter(({ jobType }) => jobType === (query('jobType') ?? kind.jobType))
        .map(describeJob),
      nextRecordsUrl: null,
    }),
    ['jobType'],
  );

  rest(app, context, 'PATCH', one, (call) => {
    const job = findJob<T>(context, kind.jobType, call);
    const states = ['Aborted', ...Object.keys(kind.moves)] as JobState[];
    const state = oneOf(readJobBody(call.request.body, ['state']), 'state', states);
    if (state !== 'Aborted') kind.moves[state]!(job);
    else if (hasEnded(job)) throw notAllowed('Aborting', job);
    else jobs.moveTo(job, 'Aborted');
    return describeJob(job);
  });

  rest(app, context, 'DELETE', one, (call) => {
    const job = findJob(context, kind.jobType, call);
    requireEnded(job);
    jobs.delete(job);
    return call.reply.status(204).send();
  });
}

/** The job that a path names. */
export function findJob<T extends Job>(
  { jobs }: ApiContext,
  jobType: T['jobType'],
  { access, param }: RestCall,
): T {
  return jobs.get(jobType, param('id'), access) as T;
}

/** What cannot be done in the state in which a job is. */
export function notAllowed(what: string, { state }: Job): SalesforceError {
  return new SalesforceError(
    'INVALIDJOBSTATE',
    `${what} already ${STATE_NAMES[state] ?? state} Job not allowed`,
  );
}

/** @throws {SalesforceError} INVALIDJOBSTATE for a job that something may still happen to. */
export function requireEnded(job: Job): void {
  if (hasEnded(job)) return;
  throw new SalesforceError('INVALIDJOBSTATE', `Job is not complete: ${job.state}`);
}

/** Sends rows as CSV. */
export function sendCsv({ reply }: RestCall, results: ResultSet, from?: number, to?: number) {
  return reply
    .status(200)
    .header('Content-Type', 'text/csv')
    .send(Readable.from(results.slice(from, to)));
}
