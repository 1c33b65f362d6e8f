import { Messages } from '@salesforce/core';
import { HlCommand } from '../../../cli/command.ts';
import { databaseFlag, limitFlag, worksheetFlag } from '../../../cli/flags.ts';
import { readPlan, withExistingCommunity } from '../../../cli/open.ts';
import { readPushStatus, type PushStatus } from '../../../jobs/push.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'push.status');

export default class PushStatusCommand extends HlCommand<PushStatus> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    worksheet: worksheetFlag,
    database: databaseFlag,
    limit: limitFlag,
  };

  async run(): Promise<PushStatus> {
    const { flags } = await this.parse(PushStatusCommand);
    const plan = readPlan(flags.worksheet);
    const status = await withExistingCommunity(flags.database, (community) =>
      readPushStatus({ plan, community }, flags.limit),
    );
    const since = status.waitingSince === null ? '' : `, the first since ${status.waitingSince}`;
    this.log(`To ${status.url}: ${status.waiting} waiting${since}; ${status.failed} refused`);
    if (status.refused.length === 0) this.log(messages.getMessage('none'));
    else this.print(status.refused);
    return status;
  }

  private print(refused: PushStatus['refused']): void {
    this.table({
      data: refused.map((member) => ({ ...member })),
      columns: [
        'name',
        { key: 'legacyContactKey', name: 'Legacy Contact Key' },
        { key: 'dateTime', name: 'Date/Time' },
        { key: 'error', name: 'Comment/Error' },
      ],
    });
  }
}
