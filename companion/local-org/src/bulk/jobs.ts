import type { Clock } from '../clock.ts';
import { SalesforceError } from '../errors.ts';
import type { Faults } from '../faults/faults.ts';
import { makeId, toId18 } from '../ids.ts';
import type { Access } from '../schema/types.ts';
import { hasEnded, JobFailure } from './job.ts';
import type { Job, JobState } from './job.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** (Salesforce Developer Limits and Allocations, "Bulk API and Bulk API 2.0") */
export const QUERY_JOBS_PER_DAY = 10_000;
const LIFESPAN_MS = 7 * DAY_MS;

/** The Bulk API 2.0 jobs of an org, kept as long as the org runs. */
export class BulkJobs {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #jobs = new Map<string, Job>();
  /** When query jobs were created, deleted ones included. */
  #queries: number[] = [];
  #last = 0;

  constructor(clock: Clock, faults: Faults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** Keeps a new job. */
  add<T extends Job>(
    start: JobState,
    rest: Omit<T, 'id' | 'createdDate' | 'state' | 'systemModstamp'>,
  ): T {
    const now = this.#clock.now();
    if (rest.jobType === 'V2Query') this.#countQuery(now.getTime());
    const id = makeId('750', ++this.#last);
    const job = { ...rest, id, createdDate: now, systemModstamp: now, state: start } as T;
    this.#jobs.set(id, job);
    return job;
  }

  /**
   * The job of an Id that the user may see: their own, or any for who modifies all data.
   * @throws {SalesforceError} NOT_FOUND
   */
  get(jobType: Job['jobType'], id: string, access: Access): Job {
    const job = this.list(access).find((one) => one.id === toId18(id));
    if (job?.jobType === jobType) return job;
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
      status: 404,
    });
  }

  list(access: Access): Job[] {
    this.#forgetOld();
    const seesAll = access.hasUserPermission('ModifyAllData');
    return [...this.#jobs.values()].filter(
      ({ createdById }) => seesAll || createdById === access.userId,
    );
  }

  delete({ id }: Job): void {
    this.#jobs.delete(id);
  }

  /** Query jobs of the last 24 hours. */
  get queriesOfTheDay(): number {
    const from = this.#clock.now().getTime() - DAY_MS;
    this.#queries = this.#queries.filter((created) => created > from);
    return this.#queries.length;
  }

  moveTo(job: Job, state: JobState): void {
    job.state = state;
    job.systemModstamp = this.#clock.now();
  }

  /**
   * Works on a job one step after the other, other requests in between, until
   * it is done, has been aborted or deleted, or the org is closed.
   */
  run(job: Job, isOpen: () => boolean, steps: Iterator<void>): void {
    const turn = () => {
      if (!isOpen() || hasEnded(job) || !this.#jobs.has(job.id)) return;
      if (job.state !== 'InProgress') {
        this.moveTo(job, 'InProgress');
        const fault = this.#faults.jobFailure(job);
        if (fault !== undefined) {
          this.#fail(job, fault);
          return;
        }
      }
      try {
        if (steps.next().done === true) this.moveTo(job, 'JobComplete');
        else setImmediate(turn);
      } catch (error) {
        if (!(error instanceof JobFailure) && !(error instanceof SalesforceError)) throw error;
        this.#fail(job, error.message);
      }
    };
    setImmediate(turn);
  }

  #fail(job: Job, message: string): void {
    job.errorMessage = message;
    this.moveTo(job, 'Failed');
  }

  #countQuery(now: number): void {
    if (this.queriesOfTheDay >= QUERY_JOBS_PER_DAY) {
      throw new SalesforceError(
        'LIMIT_EXCEEDED',
        `Max bulk v2 query jobs (${QUERY_JOBS_PER_DAY}) per 24 hrs has been exceeded (${QUERY_JOBS_PER_DAY + 1})`,
      );
    }
    this.#queries.push(now);
  }

  #forgetOld(): void {
    const before = this.#clock.now().getTime() - LIFESPAN_MS;
    for (const job of this.#jobs.values()) {
      if (hasEnded(job) && job.createdDate.getTime() < before) this.delete(job);
    }
  }
}
