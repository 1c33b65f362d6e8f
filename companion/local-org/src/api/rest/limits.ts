import type { FastifyInstance } from 'fastify';
import { QUERY_JOBS_PER_DAY } from '../../bulk/jobs.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';

/** Only the limits that the local org keeps are listed. */
export function registerLimits(app: FastifyInstance, context: ApiContext): void {
  rest(app, context, 'GET', '/limits', () => ({
    DailyApiRequests: {
      Max: context.usage.limit,
      Remaining: context.usage.limit - context.usage.used,
    },
    DailyBulkV2QueryJobs: {
      Max: QUERY_JOBS_PER_DAY,
      Remaining: QUERY_JOBS_PER_DAY - context.jobs.queriesOfTheDay,
    },
  }));
}
