import { join } from 'node:path';
import type { OptionFlag } from '@oclif/core/interfaces';
import { Messages, type Org } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { findProjectFolder } from '../deploy/project.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'shared');

/** The org to work with; the default org of `sf` if none is named. */
export const targetOrgFlag: OptionFlag<Org> = withInstantHelp(Flags.requiredOrg());

/** The same for commands that need an org only for some of their work. */
export const optionalTargetOrgFlag: OptionFlag<Org | undefined> = withInstantHelp(
  Flags.optionalOrg({ multiple: false, required: false }),
);

/** The worksheet to follow. */
export const worksheetFlag = Flags.string({
  char: 'w',
  summary: messages.getMessage('flags.worksheet.summary'),
  ...inProject('config/worksheet.yaml', '--worksheet'),
});

/** Where the community store is. */
export const databaseFlag = Flags.string({
  char: 'd',
  summary: messages.getMessage('flags.database.summary'),
  env: 'HL_DATABASE_URL',
  ...inProject('.hl/community.db', '--database'),
});

/** How much of a history to show, newest first. */
export const limitFlag = Flags.integer({
  char: 'n',
  summary: messages.getMessage('flags.limit.summary'),
  default: 20,
  min: 1,
});

/** A default that is the same file from everywhere in the project. */
function inProject(path: string, flag: string) {
  return {
    default: async () =>
      join(await findProjectFolder(process.cwd(), `Or name the file with ${flag}.`), path),
    // Help shows no path of the machine that built it: the summary says it.
    noCacheDefault: true,
  };
}

/**
 * To show the default org in `--help`, sf's flag loads all of @salesforce/core;
 * help should answer at once.
 */
function withInstantHelp<T extends { defaultHelp?: unknown }>(flag: T): T {
  delete flag.defaultHelp;
  return flag;
}
