import type { JobResult } from '../jobs/interfaces.ts';
import type { PushResult } from '../jobs/push.ts';
import type { Health, LastRun } from './interfaces.ts';
import { explain, toLogged, type Logger } from './log.ts';

type RunStatus = LastRun['status'];

/** Errors that are no failure of a scheduled refresh: the next one goes on. */
const STATUS_OF_ERROR: Readonly<Record<string, RunStatus>> = {
  RefreshRunning: 'skipped',
  RefreshStopped: 'stopped',
  RefreshHalted: 'halted',
  ApiBudgetSpent: 'halted',
  ApiLimitReached: 'halted',
};

type Ended = Pick<LastRun, 'status' | 'jobId' | 'comment' | 'error'>;

export function endedRun({ jobId, status, comment }: JobResult): Ended {
  // A job that has ended is not running.
  return { jobId, status: status as Exclude<typeof status, 'running'>, comment, error: null };
}

export function brokenRun(error: unknown): Ended {
  const explained = explain(error);
  const status = STATUS_OF_ERROR[explained.name] ?? 'failure';
  return { jobId: null, status, comment: null, error: explained };
}

const WORDS: Readonly<
  Record<RunStatus, readonly [level: 'info' | 'warn' | 'error', words: string]>
> = {
  success: ['info', 'Periodic refresh: success'],
  held: ['warn', 'Periodic refresh: held until a person has looked at it'],
  failure: ['error', 'Periodic refresh: failure; the next one tries again'],
  halted: ['warn', 'Periodic refresh: halted because of the API limit'],
  stopped: ['info', 'Periodic refresh: stopped; the next one goes on from there'],
  skipped: ['info', 'Periodic refresh: skipped, another process is refreshing this store'],
};

/** @param thrown what the run ended with, if it was an error */
export function logRun(log: Logger, run: LastRun, thrown: unknown): void {
  const [level, words] = WORDS[run.status];
  log[level](run.error === null ? run : { ...run, error: toLogged(thrown) }, words);
}

export function logPush(log: Logger, { error, outbox, ...counts }: PushResult): void {
  const told = { ...counts, ...outbox, ...(error && { error }) };
  if (counts.status === 'failure') log.error(told, 'Higher Logic: not all members could be sent');
  else if (counts.sent > 0) log.info(told, 'Higher Logic: members sent');
}

/** Refused members alone are no failure of the service: they are counted, and wait for a person. */
export function statusOf(
  isHalted: boolean,
  lastRun: LastRun | null,
  lastPush: PushResult | null,
): Health['status'] {
  const isSendingBroken = lastPush?.status === 'failure' && lastPush.error !== null;
  if (lastRun?.status === 'failure' || isSendingBroken) return 'failing';
  if (isHalted) return 'halted';
  return lastRun?.status === 'held' ? 'held' : 'ok';
}
