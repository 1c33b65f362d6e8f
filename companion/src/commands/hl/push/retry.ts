import { text } from 'node:stream/consumers';
import { Args } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { HlCommand } from '../../../cli/command.ts';
import { describePush, destinationWarnings, pushWarnings } from '../../../cli/destination.ts';
import { databaseFlag, worksheetFlag } from '../../../cli/flags.ts';
import { splitKeys } from '../../../cli/keys.ts';
import { readPlan, withExistingCommunity } from '../../../cli/open.ts';
import { retryRefused, type PushResult } from '../../../jobs/push.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'push.retry');

export default class PushRetry extends HlCommand<PushResult> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly strict = false;
  static override readonly args = {
    key: Args.string({ description: messages.getMessage('args.key.description') }),
  };
  static override readonly flags = { worksheet: worksheetFlag, database: databaseFlag };

  async run(): Promise<PushResult> {
    const { argv, flags } = await this.parse(PushRetry);
    const given = argv as string[];
    const all = given.includes('-') ? [...given, await text(process.stdin)] : given;
    const keys = all.length === 0 ? [] : splitKeys(all);
    const plan = readPlan(flags.worksheet);
    destinationWarnings(plan).forEach((warning) => this.warn(warning));
    const result = await withExistingCommunity(flags.database, (community) =>
      retryRefused({ plan, community, clock: () => new Date() }, keys),
    );
    this.log(describePush(result));
    pushWarnings(result).forEach((warning) => this.warn(warning));
    if (result.status !== 'success') this.exitWithFailure();
    return result;
  }
}
