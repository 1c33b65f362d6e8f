import type { JobTable } from '../community/schema.ts';

/** The comment of a finished job: what the job history shows in one line. */
export function summarise(job: JobTable): string {
  const parts: [number, string][] = [
    [job.refreshed, 'refreshed'],
    [job.disabled, 'disabled'],
    [job.not_imported, 'not imported'],
    [job.unchanged, 'unchanged'],
    [job.failed, 'failed'],
  ];
  const present = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const contacts = job.examined === 1 ? '1 contact' : `${job.examined} contacts`;
  return present.length === 0 ? 'Nothing had changed' : `${contacts} examined: ${present.join(', ')}`;
}
