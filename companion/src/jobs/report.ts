import { toCounts, type JobTable } from '../community/schema.ts';
import type { JobResult } from './interfaces.ts';
import type { Run } from './run.ts';

export function toJobResult(row: JobTable): JobResult {
  return {
    jobId: row.id,
    jobType: row.type,
    status: row.status,
    from: row.window_from,
    to: row.window_to,
    ...toCounts(row),
    apiCalls: row.api_calls,
    durationMs: row.duration_ms,
    comment: row.comment,
  };
}

/**
 * The comment of a finished job: what the job history shows in one line.
 *
 * @param note what was left undone, as a sentence
 */
export function summarise(job: JobTable, note: string | null = null): string {
  const summary = summariseCounts(job);
  return note === null ? summary : `${summary}. ${note}`;
}

function summariseCounts(job: JobTable): string {
  const parts: [number, string][] = [
    [job.refreshed, 'refreshed'],
    [job.disabled, 'disabled'],
    [job.not_imported, 'not imported'],
    [job.unchanged, 'unchanged'],
    [job.failed, 'failed'],
  ];
  const present = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const contacts = job.examined === 1 ? '1 contact' : `${job.examined} contacts`;
  return present.length === 0
    ? 'Nothing had changed'
    : `${contacts} examined: ${present.join(', ')}`;
}

export function reportProgress({ deps, row, resumed }: Run): void {
  deps.onProgress?.({
    jobType: row.type,
    phase: row.phase,
    counts: toCounts(row),
    total: row.total,
    resumed,
  });
}
