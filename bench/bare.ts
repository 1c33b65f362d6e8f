import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { awaitQueryJob, startQueryJob } from '../companion/src/salesforce/bulkJobs.ts';
import { createRest } from '../companion/src/salesforce/rest.ts';
import { bulkContactsQuery, bulkMembershipsQuery } from '../companion/src/salesforce/soql.ts';
import { parseWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import type { BenchOrg } from './benchOrg.ts';

/** What no client can do without: to download the results of a full refresh's queries and split them into records. */
export interface Bare {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Has Salesforce prepare the results; then what it takes can be measured again and again. */
export async function prepareBare(org: BenchOrg, worksheet: string): Promise<() => Promise<Bare>> {
  const { sources } = compilePlan(parseWorksheet(worksheet, 'worksheet of the association'));
  const rest = createRest({
    accessToken: org.accessToken,
    instanceUrl: org.url,
    getApiVersion: () => '66.0',
    getAuthInfoFields: () => ({}),
    refreshAuth: () => Promise.reject(new Error('no refresh token')),
  });
  const everything = { since: null, by: 'stamp' } as const;
  const jobs = [
    await startQueryJob(rest, bulkMembershipsQuery(everything)),
    await startQueryJob(rest, bulkContactsQuery(sources, everything)),
  ];
  for (const job of jobs) await awaitQueryJob(rest, job);
  return () => downloadAndSplit(org, jobs);
}

async function downloadAndSplit({ url, accessToken }: BenchOrg, jobs: string[]): Promise<Bare> {
  const script = new URL('bareClient.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ORG_URL: url, ACCESS_TOKEN: accessToken, JOBS: jobs.join(',') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output) as Bare;
}
