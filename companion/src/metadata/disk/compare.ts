import { hash } from 'node:crypto';
import type { PackageFiles } from '../package.ts';
import { flowIn } from './retired.ts';

/**
 * How a file of the package stands to what the worksheet asks for:
 * - `missing`: it is not there yet;
 * - `outdated`: it is as it was generated, and the worksheet asks for something else now;
 * - `current`: it is what the worksheet asks for;
 * - `edited`: somebody changed what was generated, and the worksheet asks for nothing new since;
 * - `conflict`: somebody changed it, and the worksheet asks for something else now;
 * - `unwanted`: it was generated once, and the worksheet asks for it no longer.
 */
export type FileState = 'missing' | 'outdated' | 'current' | 'edited' | 'conflict' | 'unwanted';

/** One file, by its path from the project. */
export interface ComparedFile {
  readonly path: string;
  readonly state: FileState;
}

/** Fingerprints of what was generated last, by path: how a hand-edited file is known. */
export type GeneratedRecord = Readonly<Record<string, string>>;

/**
 * @param wanted what the worksheet asks for
 * @param onDisk what is there, of the wanted and the recorded files
 */
export function compareFiles(
  wanted: PackageFiles,
  onDisk: ReadonlyMap<string, string>,
  recorded: GeneratedRecord,
): ComparedFile[] {
  const ofWorksheet = Object.entries(wanted).map(([path, text]) => ({
    path,
    state: stateOf(text, onDisk.get(path), recorded[path]),
  }));
  const unwanted = Object.entries(recorded).flatMap(([path, generated]) => {
    const found = onDisk.get(path);
    if (Object.hasOwn(wanted, path) || found === undefined) return [];
    // An edited flow is somebody's work: it is not taken away without a question.
    const edited = flowIn(path) !== undefined && fingerprint(found) !== generated;
    return [{ path, state: edited ? ('conflict' as const) : ('unwanted' as const) }];
  });
  return [...ofWorksheet, ...unwanted].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function stateOf(
  wanted: string,
  found: string | undefined,
  recorded: string | undefined,
): FileState {
  if (found === undefined) return 'missing';
  if (fingerprint(found) === fingerprint(wanted)) return 'current';
  if (fingerprint(found) === recorded) return 'outdated';
  return fingerprint(wanted) === recorded ? 'edited' : 'conflict';
}

/** The same for both kinds of line ending: Git may change them on Windows. */
export function fingerprint(text: string): string {
  return hash('sha256', text.replaceAll('\r\n', '\n'), 'hex');
}
