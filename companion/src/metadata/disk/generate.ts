import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Plan } from '../../worksheet/interfaces.ts';
import { packageManifest } from '../manifest.ts';
import { packageFiles, type PackageFiles } from '../package.ts';
import { travellingTests } from '../travelling/index.ts';
import { compareFiles, fingerprint, type ComparedFile, type GeneratedRecord } from './compare.ts';
import { readIfThere, writeFiles } from './files.ts';
import { readRecord, recordText } from './record.ts';
import { deactivation, flowIn, dropRetired, readRetired } from './retired.ts';

/** Where a package lies. */
export interface PackageFolders {
  /** The Salesforce project, from which files are named. */
  readonly project: string;
  /** The files of the package in it, by their kind: `force-app/main/default`. */
  readonly source: string;
  /**
   * The tests that travel: `force-app/test/default`, a package directory of its
   * own, because Professional Edition has no Apex.
   */
  readonly tests: string;
  /** What was generated last. */
  readonly record: string;
  /** What deactivates flows that the worksheet asks for no longer; beside the package, so that it is no part of it. */
  readonly retired: string;
}

/** What is there and what the worksheet asks for. */
export interface Comparison {
  readonly folders: PackageFolders;
  readonly files: readonly ComparedFile[];
  readonly wanted: PackageFiles;
  readonly recorded: GeneratedRecord;
}

/** What becomes of files that somebody edited: by path from the project. */
export interface Decisions {
  /** Replaced all the same. */
  readonly overwrite: ReadonlySet<string>;
  /** Left as they are, and taken for up to date from now on. */
  readonly keep: ReadonlySet<string>;
}

/** The folders of the package whose package directory is `directory`: `force-app/main`. */
export function packageFolders(directory: string): PackageFolders {
  const forceApp = dirname(directory);
  const project = dirname(forceApp);
  const inProject = (path: string) => relative(project, path).replaceAll('\\', '/');
  return {
    project,
    source: inProject(join(directory, 'default')),
    tests: inProject(join(forceApp, 'test/default')),
    record: join(forceApp, '.generated.json'),
    retired: join(project, 'retired-flows'),
  };
}

/** Where SFDX projects keep the list of their components. */
const MANIFEST = 'manifest/package.xml';

/** All that a plan asks for: text by path from the project. */
function projectFiles(plan: Plan, { source, tests }: PackageFolders): PackageFiles {
  const below = (folder: string, files: PackageFiles) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const files = packageFiles(plan);
  return {
    [MANIFEST]: packageManifest(files),
    ...below(source, files),
    ...below(tests, travellingTests(plan)),
  };
}

/** Compares a package with its plan, changing nothing. */
export function comparePackage(plan: Plan, folders: PackageFolders): Comparison {
  const wanted = projectFiles(plan, folders);
  const recorded = readRecord(folders.record);
  const onDisk = new Map<string, string>();
  for (const path of new Set([...Object.keys(wanted), ...Object.keys(recorded)])) {
    const text = readIfThere(join(folders.project, path));
    if (text !== undefined) onDisk.set(path, text);
  }
  return { folders, files: compareFiles(wanted, onDisk, recorded), wanted, recorded };
}

/**
 * Writes what the worksheet asks for. Files that somebody edited stay unless
 * the decisions say otherwise. Of what the worksheet asks for no longer, flows
 * move into the folder that deactivates them, and the rest stays: fields are
 * never deleted (seeds/000, "What happens when I delete fields in Salesforce?").
 *
 * @throws HlError 'WriteError'; nothing has changed then
 */
export function generatePackage(comparison: Comparison, decisions: Decisions): void {
  const { folders, files, wanted } = comparison;
  const inProject = (path: string) => join(folders.project, path);
  const outcomes = files.map((file) => ({ ...file, outcome: outcomeOf(file, wanted, decisions) }));
  const paths = (outcome: Outcome) =>
    outcomes.filter((file) => file.outcome === outcome).map(({ path }) => path);

  const retired = retiredFlows(folders, wanted, paths('retired'));
  const texts = new Map([
    ...paths('written').map((path) => [inProject(path), wanted[path]!] as const),
    ...(retired.length === 0 ? [] : Object.entries(deactivation(retired))).map(
      ([path, text]) => [join(folders.retired, path), text] as const,
    ),
    [folders.record, recordText(recordOf(comparison, outcomes))] as const,
  ]);
  writeFiles(texts);
  dropRetired(folders.retired, retired);
  for (const path of paths('retired')) rmSync(inProject(path));
}

/**
 * What becomes of a file: it is written; it is left alone; it is left alone and
 * counts as up to date; or it is a flow that goes.
 */
type Outcome = 'written' | 'left' | 'accepted' | 'retired';

function outcomeOf(
  { path, state }: ComparedFile,
  wanted: PackageFiles,
  { overwrite, keep }: Decisions,
): Outcome {
  const isEdited = state === 'edited' || state === 'conflict';
  if (state === 'current' || (isEdited && keep.has(path))) return 'accepted';
  if (isEdited && !overwrite.has(path)) return 'left';
  if (Object.hasOwn(wanted, path)) return 'written';
  return flowIn(path) === undefined ? 'left' : 'retired';
}

function recordOf(
  { wanted, recorded }: Comparison,
  outcomes: readonly { path: string; outcome: Outcome }[],
): GeneratedRecord {
  const entries = outcomes.flatMap(({ path, outcome }): [string, string][] => {
    const generated =
      outcome === 'left'
        ? recorded[path]
        : outcome !== 'retired' && Object.hasOwn(wanted, path)
          ? fingerprint(wanted[path]!)
          : undefined;
    return generated === undefined ? [] : [[path, generated]];
  });
  return Object.fromEntries(entries);
}

/** Those that earlier runs retired stay retired until the worksheet asks for them again. */
function retiredFlows(
  { retired }: PackageFolders,
  wanted: PackageFiles,
  now: readonly string[],
): string[] {
  const active = new Set(Object.keys(wanted).map(flowIn));
  const before = readRetired(retired).filter((flow) => !active.has(flow));
  return [...new Set([...before, ...now.map((path) => flowIn(path)!)])].toSorted();
}
