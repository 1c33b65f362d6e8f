import { Messages } from '@salesforce/core';
import { HlCommand } from '../../cli/command.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { describeStatus } from '../../cli/format.ts';
import { openSalesforce, readPlan, withExistingCommunity } from '../../cli/open.ts';
import { countStampFailures, type StatusReport } from '../../cli/stampFailures.ts';
import { readStatus } from '../../jobs/status.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'status');

export default class Status extends HlCommand<StatusReport> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    database: databaseFlag,
  };

  async run(): Promise<StatusReport> {
    const { flags } = await this.parse(Status);
    const plan = readPlan(flags.worksheet);
    const salesforce = openSalesforce(flags['target-org'], plan);
    const overview = await withExistingCommunity(flags.database, (community) =>
      readStatus({ plan, salesforce, community, clock: () => new Date() }),
    );
    const stampFailures = await countStampFailures(flags['target-org'].getConnection());
    const status = { ...overview, stampFailures };
    this.log(describeStatus(status));
    return status;
  }
}
