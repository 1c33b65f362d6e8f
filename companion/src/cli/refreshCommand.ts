import { Messages, type Org } from '@salesforce/core';
import type { JobResult, RefreshDeps } from '../jobs/interfaces.ts';
import { type MemberFailure, readFailures } from './failures.ts';
import { HlCommand } from './command.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from './flags.ts';
import { describeJob, describeProgress } from './format.ts';
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

/** What a refresh answers: the job, and why which contacts failed. */
export type RefreshReport = JobResult & { readonly failures: readonly MemberFailure[] };

/** Runs one refresh job, shows how far it is and what came of it. */
export abstract class RefreshCommand extends HlCommand<RefreshReport> {
  protected async refresh(
    flags: RefreshFlags,
    job: (deps: RefreshDeps) => Promise<JobResult>,
  ): Promise<RefreshReport> {
    const plan = readPlan(flags.worksheet);
    const salesforce = openSalesforce(flags['target-org'], plan);
    const report = await withCommunity(flags.database, async (community) => {
      this.spinner.start('Refreshing members');
      const result = await job({
        plan,
        salesforce,
        community,
        clock: () => new Date(),
        onProgress: (progress) => {
          this.spinner.status = describeProgress(progress);
        },
      });
      return { ...result, failures: await readFailures(community, result) };
    });
    this.spinner.stop(report.status);
    this.log(describeJob(report));
    for (const { legacyContactKey, comment } of report.failures) {
      this.warn(messages.getMessage('memberFailed', [legacyContactKey, comment]));
    }
    if (report.status !== 'success' || report.failed > 0) this.exitWithFailure();
    return report;
  }
}
