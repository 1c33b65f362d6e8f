import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HlError } from '../../errors.ts';

/** The text of a file; undefined if there is none. */
export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * Writes several files so that none is ever half there: each is written beside
 * its place, and only when all are written do they take their places.
 *
 * @param texts by absolute path
 * @throws HlError 'WriteError' that names the file; nothing has changed then
 */
export function writeFiles(texts: ReadonlyMap<string, string>): void {
  const written: { draft: string; file: string }[] = [];
  let current = '';
  try {
    for (const [file, text] of texts) {
      current = file;
      mkdirSync(dirname(file), { recursive: true });
      // Tools for Salesforce sources pass over names that begin with a dot.
      const draft = join(dirname(file), `.${basename(file)}.draft`);
      written.push({ draft, file });
      writeFileSync(draft, text);
    }
  } catch (cause) {
    for (const { draft } of written) rmSync(draft, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    throw new HlError(
      'WriteError',
      `${current} cannot be written (${code ?? 'unknown reason'}). Nothing was changed.`,
      { actions: ['See that the folder may be written to and that the disk is not full.'], cause },
    );
  }
  for (const { draft, file } of written) renameSync(draft, file);
}
