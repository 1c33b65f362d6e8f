import type { FastifyInstance } from 'fastify';
import { editionOf } from '../../bootstrap.ts';
import { QUERY_JOBS_PER_DAY } from '../../bulk/jobs.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';

/**
 * Limits of what the local org has no use for: all of it remains. Two numbers are those of a
 * Developer Edition and of the other editions. (Salesforce Developer Limits Quick Reference)
 */
const UNUSED: Readonly<Record<string, number | readonly [developer: number, others: number]>> = {
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentSyncReportRuns: 20,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyDurableGenericStreamingApiEvents: [10_000, 200_000],
  DailyDurableStreamingApiEvents: [10_000, 200_000],
  DailyGenericStreamingApiEvents: 10_000,
  DailyStreamingApiEvents: [10_000, 200_000],
  DailyWorkflowEmails: [15, 1_000],
  DurableStreamingApiConcurrentClients: [20, 1_000],
  HourlyAsyncReportRuns: 1_200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5_000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyODataCallout: [1_000, 20_000],
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: [50, 1_000],
  MassEmail: [10, 5_000],
  PermissionSets: 1_500,
  SingleEmail: [15, 5_000],
  StreamingApiConcurrentClients: [20, 1_000],
};

/** The org's limits, and what remains of each. */
export function registerLimits(app: FastifyInstance, context: ApiContext): void {
  const { jobs, org, usage } = context;
  rest(app, context, 'GET', '/limits', () => {
    const edition = editionOf(org.organization()['OrganizationType'] as string);
    const unused = Object.entries(UNUSED).map(([name, limit]) => {
      const max = typeof limit === 'number' ? limit : limit[edition === 'Developer' ? 0 : 1];
      return [name, { Max: max, Remaining: max }] as const;
    });
    const kept = {
      DailyApiRequests: { Max: usage.limit, Remaining: usage.limit - usage.used },
      DailyBulkV2QueryJobs: {
        Max: QUERY_JOBS_PER_DAY,
        Remaining: QUERY_JOBS_PER_DAY - jobs.queriesOfTheDay,
      },
    };
    return { ...kept, ...Object.fromEntries(unused) };
  });
}
