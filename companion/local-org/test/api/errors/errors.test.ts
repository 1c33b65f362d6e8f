import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg } from '../../../src/index.ts';
import type { LocalOrg } from '../../../src/index.ts';
import { bulkErrors } from './bulk.ts';
import type { ErrorCase } from './case.ts';
import { compositeErrors } from './composite.ts';
import { queryErrors } from './query.ts';

const ECHO = /^\n.*\n *\^\nERROR at Row:\d+:Column:\d+\n/;

let org: LocalOrg;
/** Ids of jobs by what has become of them. */
let jobs: Record<string, string>;

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const url = path.startsWith('/services') ? path : `/services/data/v66.0${path}`;
  const isUpload = path.endsWith('/batches');
  return fetch(org.url + url, {
    method,
    headers: {
      authorization: `Bearer ${org.accessToken}`,
      ...(body !== undefined && { 'content-type': isUpload ? 'text/csv' : 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function job(kind: string, body: object): Promise<string> {
  const created = (await (await send('POST', `/jobs/${kind}`, body)).json()) as { id: string };
  return created.id;
}

async function completed(path: string): Promise<void> {
  let state = '';
  while (state !== 'JobComplete') {
    ({ state } = (await (await send('GET', path)).json()) as { state: string });
  }
}

before(async () => {
  org = await startLocalOrg();
  const insert = { object: 'Contact', operation: 'insert' };
  jobs = {
    open: await job('ingest', insert),
    uploaded: await job('ingest', insert),
    aborted: await job('ingest', insert),
    ingested: await job('ingest', insert),
    queried: await job('query', { operation: 'query', query: 'SELECT Id FROM Contact' }),
  };
  await send('PUT', `/jobs/ingest/${jobs['uploaded']!}/batches`, 'LastName\nA\n');
  await send('PATCH', `/jobs/ingest/${jobs['aborted']!}`, { state: 'Aborted' });
  await send('PUT', `/jobs/ingest/${jobs['ingested']!}/batches`, 'LastName\nA\n');
  await send('PATCH', `/jobs/ingest/${jobs['ingested']!}`, { state: 'UploadComplete' });
  await completed(`/jobs/ingest/${jobs['ingested']!}`);
  await completed(`/jobs/query/${jobs['queried']!}`);
});
after(() => org.close());

async function check({ request, ...expected }: ErrorCase): Promise<void> {
  const [method, path, body] = request;
  const response = await send(
    method,
    path.replace(/\{(\w+)\}/, (_, name: string) => jobs[name]!),
    body,
  );
  const [error] = (await response.json()) as { errorCode: string; message: string }[];
  const message = error!.message.replace(ECHO, '');
  assert.deepEqual(
    [response.status, error!.errorCode],
    [expected.status, expected.errorCode],
    message,
  );
  if (typeof expected.message === 'string') assert.equal(message, expected.message);
  else assert.match(message, expected.message);
}

for (const [area, cases] of Object.entries({ queryErrors, bulkErrors, compositeErrors })) {
  describe(area, () => {
    for (const one of cases) {
      const [method, path, body] = one.request;
      const what = body === undefined ? path : `${path} ${JSON.stringify(body)}`;
      it(`${method} ${what.slice(0, 120)} → ${one.errorCode}`, () => check(one));
    }
  });
}
