import { toDateTime } from '../clock.ts';
import type { SObject } from '../schema/types.ts';
import type { CsvFormat } from './csv.ts';

export type JobState =
  'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';

/** What jobs of either kind are. */
export interface Job {
  readonly id: string;
  readonly jobType: 'V2Query' | 'V2Ingest';
  readonly operation: string;
  readonly object: SObject;
  readonly format: CsvFormat;
  readonly createdById: string;
  readonly createdDate: Date;
  /** API version that created the job, such as `66.0`. */
  readonly version: string;
  state: JobState;
  /** When the state changed last. */
  systemModstamp: Date;
  /** Of a job that failed. */
  errorMessage?: string;
}

const ENDED: ReadonlySet<JobState> = new Set(['JobComplete', 'Aborted', 'Failed']);

/** Whether nothing happens to the job any more. */
export function hasEnded({ state }: Job): boolean {
  return ENDED.has(state);
}

/** Ends a job as a whole, in the words of its `errorMessage`. */
export class JobFailure extends Error {
  constructor(code: 'InvalidBatch' | 'ClientInputError', message: string) {
    super(`${code} : ${message}`);
  }
}

/** What the API says of a job of either kind. */
export function describeJob(job: Job) {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object.name,
    createdById: job.createdById,
    createdDate: toDateTime(job.createdDate),
    systemModstamp: toDateTime(job.systemModstamp),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    jobType: job.jobType,
    lineEnding: job.format.lineEnding,
    columnDelimiter: job.format.columnDelimiter,
    ...(job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
  };
}

/** What it says besides once the job has been worked on. */
export function describeProgress(job: Job, processed: number) {
  return {
    numberRecordsProcessed: processed,
    retries: 0,
    totalProcessingTime: job.systemModstamp.getTime() - job.createdDate.getTime(),
  };
}
