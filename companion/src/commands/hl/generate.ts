import { join, relative, resolve } from 'node:path';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../cli/command.ts';
import { worksheetFlag } from '../../cli/flags.ts';
import { readPlan } from '../../cli/open.ts';
import { findPackageSource } from '../../deploy/project.ts';
import { HlError } from '../../errors.ts';
import type { FileState } from '../../metadata/disk/compare.ts';
import {
  comparePackage,
  type Comparison,
  generatePackage,
  packageFolders,
} from '../../metadata/disk/generate.ts';
import { readRetired } from '../../metadata/disk/retired.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'generate');

/** Every file, by its path from the current folder, and how it stood before. */
export interface GenerateResult {
  files: { file: string; state: FileState }[];
  /** Flows that the folder `retired-flows` deactivates. */
  retiredFlows: string[];
}

/** What the worksheet asks for is not, or not yet, what is there. */
const DEVIATIONS: readonly FileState[] = ['missing', 'outdated', 'edited', 'conflict'];

export default class Generate extends HlCommand<GenerateResult> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    worksheet: worksheetFlag,
    check: Flags.boolean({
      summary: messages.getMessage('flags.check.summary'),
      exclusive: ['overwrite', 'keep'],
    }),
    overwrite: Flags.string({
      summary: messages.getMessage('flags.overwrite.summary'),
      multiple: true,
      delimiter: ',',
      default: [],
    }),
    keep: Flags.string({
      summary: messages.getMessage('flags.keep.summary'),
      multiple: true,
      delimiter: ',',
      default: [],
    }),
  };

  async run(): Promise<GenerateResult> {
    const { flags } = await this.parse(Generate);
    const plan = readPlan(flags.worksheet);
    const { directory } = await findPackageSource(process.cwd());
    const comparison = comparePackage(plan, packageFolders(directory));
    if (flags.check) {
      const result = describe(comparison);
      this.print(result);
      if (result.files.some(({ state }) => DEVIATIONS.includes(state))) this.exitWithFailure();
      return result;
    }
    const overwrite = await this.confirmed(comparison, {
      overwrite: named(comparison, flags.overwrite),
      keep: named(comparison, flags.keep),
    });
    generatePackage(comparison, overwrite);
    const result = describe(comparison);
    this.print(result);
    const open = comparison.files.filter(
      ({ path, state }) =>
        state === 'conflict' && !overwrite.overwrite.has(path) && !overwrite.keep.has(path),
    );
    if (open.length > 0) this.exitWithFailure();
    return result;
  }

  /** Asks about each edited file that the worksheet wants otherwise, where there is somebody to ask. */
  private async confirmed(
    { files, folders }: Comparison,
    decided: { overwrite: Set<string>; keep: Set<string> },
  ): Promise<typeof decided> {
    if (!this.isAttended()) return decided;
    for (const { path, state } of files) {
      if (state !== 'conflict' || decided.overwrite.has(path) || decided.keep.has(path)) continue;
      const file = relative(process.cwd(), join(folders.project, path));
      if (await this.ask(messages.getMessage('confirm', [file]))) decided.overwrite.add(path);
    }
    return decided;
  }

  private print({ files, retiredFlows }: GenerateResult): void {
    const told = files.filter(({ state }) => state !== 'current');
    if (told.length === 0) this.log(messages.getMessage('allCurrent', [files.length]));
    for (const { file, state } of told) {
      const text = messages.getMessage(`state.${state}`, [file]);
      if (state === 'missing' || state === 'outdated') this.log(text);
      else this.warn(text);
    }
    if (retiredFlows.length > 0) {
      this.warn(messages.getMessage('retired', [retiredFlows.join(', ')]));
    }
  }
}

function describe({ files, folders }: Comparison): GenerateResult {
  return {
    files: files.map(({ path, state }) => ({
      file: relative(process.cwd(), join(folders.project, path)),
      state,
    })),
    retiredFlows: readRetired(folders.retired),
  };
}

/** The files that a flag names, by their path from the project. */
function named({ files, folders }: Comparison, given: readonly string[]): Set<string> {
  return new Set(
    given.map((file) => {
      const path = relative(folders.project, resolve(file)).replaceAll('\\', '/');
      if (files.some((one) => one.path === path)) return path;
      throw new HlError('NotGeneratedError', `${file} is no file that "hl generate" writes.`, {
        actions: ['Name a file as "hl generate --check" names it.'],
      });
    }),
  );
}
