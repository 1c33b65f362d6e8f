import assert from 'node:assert/strict';
import type { LocalOrg } from '../../src/index.ts';

export const BASE = '/services/data/v66.0/jobs';

export interface JobInfo {
  id: string;
  state: string;
  errorMessage?: string;
  numberRecordsProcessed: number;
  numberRecordsFailed: number;
}

/** Sends a request below `/services/data/v66.0/jobs`, or to a whole path. */
export function send(
  org: LocalOrg,
  method: string,
  path: string,
  body?: string | object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const json = typeof body === 'object';
  return fetch(`${org.url}${path.startsWith('/services') ? path : BASE + path}`, {
    method,
    headers: {
      authorization: `Bearer ${org.accessToken}`,
      ...(body !== undefined && { 'content-type': json ? 'application/json' : 'text/csv' }),
      ...headers,
    },
    ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
  });
}

/** Asks again until the job has ended. */
export async function ended(org: LocalOrg, kind: string, id: string): Promise<JobInfo> {
  let info: JobInfo;
  do info = (await (await send(org, 'GET', `/${kind}/${id}`)).json()) as JobInfo;
  while (['UploadComplete', 'InProgress'].includes(info.state));
  return info;
}

/** Runs a query job to its end. */
export async function query(org: LocalOrg, soql: string, options: object = {}): Promise<JobInfo> {
  const response = await send(org, 'POST', '/query', {
    operation: 'query',
    query: soql,
    ...options,
  });
  const { id, state } = (await response.json()) as JobInfo;
  assert.equal(state, 'UploadComplete');
  return ended(org, 'query', id);
}

/** Runs an ingest job to its end, and reads what became of its rows. */
export async function ingest(
  org: LocalOrg,
  job: object,
  csv: string,
): Promise<JobInfo & Record<'successful' | 'failed' | 'unprocessed', string>> {
  const { id } = (await (await send(org, 'POST', '/ingest', job)).json()) as JobInfo;
  assert.equal((await send(org, 'PUT', `/ingest/${id}/batches`, csv)).status, 201);
  assert.equal(
    (await send(org, 'PATCH', `/ingest/${id}`, { state: 'UploadComplete' })).status,
    200,
  );
  const info = await ended(org, 'ingest', id);
  const results = async (name: string) => (await send(org, 'GET', `/ingest/${id}/${name}`)).text();
  return {
    ...info,
    successful: await results('successfulResults'),
    failed: await results('failedResults'),
    unprocessed: await results('unprocessedrecords'),
  };
}
