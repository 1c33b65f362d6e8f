import { HlError } from '../errors.ts';

/**
 * The legacy contact keys in what a user typed and piped in: separated by white
 * space or commas, each once. `-` only says that more comes from stdin.
 */
export function splitKeys(given: readonly string[]): string[] {
  const keys = given.flatMap((text) => text.split(/[\s,]+/)).filter((key) => key && key !== '-');
  if (keys.length === 0) {
    throw new HlError('NoKeysError', 'No legacy contact key was given.', {
      actions: ['Name the 18-character Ids of the contacts, or pipe them in with "-".'],
    });
  }
  return [...new Set(keys)];
}
