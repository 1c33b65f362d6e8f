import { readFileSync, writeFileSync } from 'node:fs';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../../cli/command.ts';
import { targetOrgFlag } from '../../../cli/flags.ts';
import { HlError } from '../../../errors.ts';
import { describeOrg } from '../../../salesforce/describe.ts';
import { draftWorksheet } from '../../../worksheet/draft.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'worksheet.init');

/** config/worksheet.yaml as it comes: the example is the documentation. */
const EXAMPLE = new URL('../../../../templates/worksheet.yaml', import.meta.url);

interface Result {
  file: string;
}

export default class WorksheetInit extends HlCommand<Result> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    output: Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.output.summary'),
      default: 'worksheet.draft.yaml',
    }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(WorksheetInit);
    const org = await describeOrg(flags['target-org'].getConnection(), ['Contact', 'Account']);
    if (org.size < 2) {
      throw new HlError(
        'ObjectsNotVisible',
        'The org does not show contacts and accounts to this user.',
        {
          actions: ['Log in as a user who may read both.'],
        },
      );
    }
    writeNew(flags.output, draftWorksheet(readFileSync(EXAMPLE, 'utf8'), org));
    this.log(messages.getMessage('written', [flags.output]));
    return { file: flags.output };
  }
}

/** @throws HlError 'WriteError', also when the file is there already */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HlError(
      'WriteError',
      code === 'EEXIST'
        ? `${file} is there already, and is not overwritten.`
        : `${file} cannot be written (${code ?? 'unknown reason'}).`,
      { actions: ['Name another file with --output.'], cause },
    );
  }
}
