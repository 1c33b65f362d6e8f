import { Messages } from '@salesforce/core';
import { StandardColors } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../../cli/command.ts';
import { databaseFlag, limitFlag } from '../../../cli/flags.ts';
import { withExistingCommunity } from '../../../cli/open.ts';
import { listMemberRefreshes } from '../../../jobs/history.ts';
import type { MemberRefreshView } from '../../../jobs/interfaces.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'jobs.members');

export default class JobsMembers extends HlCommand<readonly MemberRefreshView[]> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = { database: databaseFlag, limit: limitFlag };

  async run(): Promise<readonly MemberRefreshView[]> {
    const { flags } = await this.parse(JobsMembers);
    const refreshes = await withExistingCommunity(flags.database, (community) =>
      listMemberRefreshes(community, flags.limit),
    );
    if (refreshes.length === 0) this.log(messages.getMessage('none'));
    else this.print(refreshes);
    return refreshes;
  }

  private print(refreshes: readonly MemberRefreshView[]): void {
    this.table({
      data: refreshes.map((refresh) => ({
        ...refresh,
        // The guide shows these members in red (seeds/000, "Member Refresh History").
        deactivated: refresh.deactivated ? StandardColors.error('yes') : '',
        comment: refresh.comment ?? '',
      })),
      columns: [
        'name',
        { key: 'dateTime', name: 'Date/Time' },
        'status',
        { key: 'legacyContactKey', name: 'Legacy Contact Key' },
        { key: 'jobType', name: 'Job Type' },
        'outcome',
        'deactivated',
        { key: 'comment', name: 'Comment/Error' },
      ],
    });
  }
}
