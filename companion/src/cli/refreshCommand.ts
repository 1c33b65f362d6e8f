import { Messages, type Org } from '@salesforce/core';
import type { JobResult, RefreshDeps } from '../jobs/interfaces.ts';
import { HlCommand } from './command.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from './flags.ts';
import { describeJob } from './format.ts';
import { openSalesforce, readPlan, withCommunity } from './open.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'shared');

/** The flags of every refresh. */
export const refreshFlags = {
  'target-org': targetOrgFlag,
  worksheet: worksheetFlag,
  database: databaseFlag,
};

interface RefreshFlags {
  'target-org': Org;
  worksheet: string;
  database: string;
}

/** Runs one refresh job, shows how far it is and what came of it. */
export abstract class RefreshCommand extends HlCommand<JobResult> {
  protected async refresh(
    flags: RefreshFlags,
    job: (deps: RefreshDeps) => Promise<JobResult>,
  ): Promise<JobResult> {
    const plan = readPlan(flags.worksheet);
    const salesforce = openSalesforce(flags['target-org'], plan);
    const result = await withCommunity(flags.database, (community) => {
      this.spinner.start('Refreshing members');
      return job({
        plan,
        salesforce,
        community,
        clock: () => new Date(),
        onProgress: ({ counts, resumed }) => {
          const note = resumed ? ', taken up where a killed job stopped' : '';
          this.spinner.status = `${counts.examined} examined${note}`;
        },
      });
    });
    this.spinner.stop(result.status);
    this.log(describeJob(result));
    if (result.failed > 0) this.warn(messages.getMessage('someFailed', [result.failed]));
    if (result.status !== 'success' || result.failed > 0) this.exitWithFailure();
    return result;
  }
}
