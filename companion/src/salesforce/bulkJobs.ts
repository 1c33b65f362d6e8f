import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '../errors.ts';
import { faultError, isInterruption } from './errors.ts';
import type { Rest } from './rest.ts';

/** Milliseconds between two looks at a job: at first, and at most. Each look is an API call. */
const FIRST_LOOK = 500;
const LONGEST_WAIT = 20_000;

/** Rows a download. More would save few calls, and a cut connection would cost more. */
const MAX_RECORDS = 50_000;

/** Where in a job's results a download begins; null for their start. */
type Locator = string | null;

export interface Download {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many rows there are, where Salesforce says so. */
  readonly records: number | null;
  /** Where the next one begins; null behind the last. */
  readonly next: Locator;
}

interface JobInfo {
  readonly id: string;
  readonly state: string;
  readonly object: string;
  readonly apiVersion: number;
  readonly errorMessage: string | null;
}

/** Has Salesforce run a query in the background (Bulk API 2.0). One API call. */
export async function startQueryJob(rest: Rest, soql: string): Promise<string> {
  const { body } = await rest.post('jobs/query', { operation: 'query', query: soql });
  return readJobInfo(body).id;
}

/**
 * Waits until a job is done.
 *
 * @throws HlError 'BulkJobFailed', or what the failure was about
 */
export async function awaitQueryJob(rest: Rest, id: string): Promise<void> {
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const job = await lookAt(rest, id);
    switch (job.state) {
      case 'JobComplete':
        return;
      case 'Failed':
      case 'Aborted':
        throw jobError(job);
      default:
        await sleep(wait);
    }
  }
}

/**
 * Whether the results of a job can still be had. They are kept for seven days, and
 * are read with the API version that made the job.
 */
export async function isUsable(rest: Rest, id: string): Promise<boolean> {
  try {
    const { apiVersion, state } = await lookAt(rest, id);
    return apiVersion === Number(rest.apiVersion()) && state !== 'Failed' && state !== 'Aborted';
  } catch (error) {
    if (isInterruption(error)) {
      throw error;
    }
    return false;
  }
}

/** Some results of a finished job. One API call. */
export async function download(rest: Rest, id: string, from: Locator): Promise<Download> {
  const locator = from === null ? '' : `&locator=${encodeURIComponent(from)}`;
  const path = `jobs/query/${id}/results?maxRecords=${MAX_RECORDS}${locator}`;
  const { headers, chunks } = await rest.download(path);
  const next = headers.get('sforce-locator');
  const records = headers.get('sforce-numberofrecords');
  return {
    chunks,
    records: records === null ? null : Number(records),
    // The text "null" ends the results.
    next: next === null || next === 'null' ? null : next,
  };
}

async function lookAt(rest: Rest, id: string): Promise<JobInfo> {
  return readJobInfo((await rest.get(`jobs/query/${id}`)).body);
}

function readJobInfo(body: unknown): JobInfo {
  const { id, state, object, apiVersion, errorMessage } = (body ?? {}) as Partial<JobInfo>;
  if (typeof id !== 'string' || typeof state !== 'string') {
    throw new HlError('UnexpectedAnswer', 'Salesforce answered with something that is not a job.');
  }
  return {
    id,
    state,
    object: object ?? 'unknown object',
    apiVersion: apiVersion ?? NaN,
    errorMessage: errorMessage ?? null,
  };
}

function jobError({ id, state, object, errorMessage }: JobInfo): HlError {
  if (errorMessage?.includes('No such column') === true) {
    return faultError({ errorCode: 'INVALID_FIELD', message: errorMessage });
  }
  const why = errorMessage ?? 'Salesforce does not say why';
  return new HlError(
    'BulkJobFailed',
    `The bulk query ${id} of ${object} ended as ${state}: ${why}.`,
    {
      actions: [
        'Run the refresh again: it asks anew.',
        'Setup > Bulk Data Load Jobs shows the job and what it was waiting for.',
      ],
    },
  );
}
