import { Args } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { HlCommand } from '../../cli/command.ts';
import { describeExplanation } from '../../cli/explanation.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { openSalesforce, readPlan, withExistingCommunity } from '../../cli/open.ts';
import { findStampFailures } from '../../cli/stampFailures.ts';
import { explainMember } from '../../jobs/explain.ts';
import type { Explanation } from '../../refresh/explain/interfaces.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'explain');

export default class Explain extends HlCommand<Explanation> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly args = {
    key: Args.string({ required: true, description: messages.getMessage('args.key.description') }),
  };
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    database: databaseFlag,
  };

  async run(): Promise<Explanation> {
    const { args, flags } = await this.parse(Explain);
    const plan = readPlan(flags.worksheet);
    const connection = flags['target-org'].getConnection();
    const explanation = await withExistingCommunity(flags.database, (community) =>
      explainMember(
        {
          plan,
          salesforce: openSalesforce(flags['target-org'], plan),
          community,
          clock: () => new Date(),
          findStampFailures: (ids) => findStampFailures(connection, ids),
        },
        args.key,
      ),
    );
    this.log(describeExplanation(explanation));
    return explanation;
  }
}
