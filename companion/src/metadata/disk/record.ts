import { HlError } from '../../errors.ts';
import type { GeneratedRecord } from './compare.ts';
import { readIfThere } from './files.ts';

/**
 * Reads what was generated last; nothing if nothing was.
 *
 * @throws HlError 'GeneratedRecordError' if the file is no such record
 */
export function readRecord(file: string): GeneratedRecord {
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    const { files } = JSON.parse(text) as { files: GeneratedRecord };
    if (Object.values(files).every((value) => typeof value === 'string')) return files;
  } catch {
    // The error below says all that there is to say.
  }
  throw new HlError('GeneratedRecordError', `${file} does not hold what was generated last.`, {
    actions: [
      'Restore it from source control, or delete it: "hl generate" then asks before it replaces a file.',
    ],
  });
}

export function recordText(record: GeneratedRecord): string {
  const files = Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ files }, null, 2)}\n`;
}
