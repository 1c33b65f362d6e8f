import { Messages } from '@salesforce/core';
import { HlCommand } from '../../cli/command.ts';
import { databaseFlag, limitFlag } from '../../cli/flags.ts';
import { withExistingCommunity } from '../../cli/open.ts';
import { listJobs } from '../../jobs/history.ts';
import type { JobView } from '../../jobs/interfaces.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'jobs');

export default class Jobs extends HlCommand<readonly JobView[]> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = { database: databaseFlag, limit: limitFlag };

  async run(): Promise<readonly JobView[]> {
    const { flags } = await this.parse(Jobs);
    const jobs = await withExistingCommunity(flags.database, (community) =>
      listJobs(community, flags.limit),
    );
    if (jobs.length === 0) this.log(messages.getMessage('none'));
    else this.print(jobs);
    return jobs;
  }

  private print(jobs: readonly JobView[]): void {
    this.table({
      data: jobs.map((job) => ({ ...job, comment: job.comment ?? '' })),
      columns: [
        { key: 'jobId', name: 'Job' },
        { key: 'dateTime', name: 'Date/Time' },
        'status',
        { key: 'jobType', name: 'Job Type' },
        'examined',
        'refreshed',
        'unchanged',
        'disabled',
        { key: 'notImported', name: 'Not Imported' },
        'failed',
        { key: 'apiCalls', name: 'API Calls' },
        { key: 'comment', name: 'Comment/Error' },
      ],
    });
  }
}
