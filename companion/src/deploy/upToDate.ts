import { join, relative } from 'node:path';
import { HlError } from '../errors.ts';
import type { FileState } from '../metadata/disk/compare.ts';
import type { Comparison } from '../metadata/disk/generate.ts';

/** A package with such a file does not do what the worksheet asks for. */
const PROBLEMS: Readonly<Partial<Record<FileState, string>>> = {
  missing: 'is missing',
  outdated: 'is older than the worksheet',
  conflict: 'was edited by hand, and the worksheet asks for something else',
};

/**
 * Deployed as it is, a package that does not follow the worksheet would lose
 * changes without a word, or keep the companion from reading what it must.
 *
 * @throws HlError 'PackageOutdatedError' that names every file
 */
export function refuseOutdated({ files, folders }: Comparison): void {
  const problems = files.flatMap(({ path, state }) => {
    const problem = PROBLEMS[state];
    const file = relative(process.cwd(), join(folders.project, path));
    return problem === undefined ? [] : [{ file, state, problem }];
  });
  if (problems.length === 0) return;
  throw new HlError(
    'PackageOutdatedError',
    [
      'The package does not follow the worksheet:',
      ...problems.map(({ file, problem }) => `  ${file} ${problem}`),
    ].join('\n'),
    {
      actions: ['Run "hl generate", which writes these files or says how to, and deploy again.'],
      data: problems,
    },
  );
}
