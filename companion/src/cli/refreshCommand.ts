import { Messages, type Org } from '@salesforce/core';
import type { JobResult, RefreshDeps } from '../jobs/interfaces.ts';
import { pushMembers, type PushResult } from '../jobs/push.ts';
import { type MemberFailure, readFailures } from './failures.ts';
import { HlCommand } from './command.ts';
import { describePush, destinationWarnings, pushWarnings } from './destination.ts';
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

/** What a refresh answers: the job, why which contacts failed, and what came of sending the members on. */
export type RefreshReport = JobResult & {
  readonly failures: readonly MemberFailure[];
  /** null where the store is the only destination. */
  readonly push: PushResult | null;
};

/** Runs one refresh job, shows how far it is and what came of it. */
export abstract class RefreshCommand extends HlCommand<RefreshReport> {
  protected async refresh(
    flags: RefreshFlags,
    job: (deps: RefreshDeps) => Promise<JobResult>,
  ): Promise<RefreshReport> {
    const plan = readPlan(flags.worksheet);
    const salesforce = openSalesforce(flags['target-org'], plan);
    destinationWarnings(plan).forEach((warning) => this.warn(warning));
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
      const failures = await readFailures(community, result);
      const push = await pushMembers({ plan, community, clock: () => new Date() });
      return { ...result, failures, push };
    });
    this.spinner.stop(report.status);
    this.log(describeJob(report));
    for (const { legacyContactKey, comment } of report.failures) {
      this.warn(messages.getMessage('memberFailed', [legacyContactKey, comment]));
    }
    const { push } = report;
    if (push !== null) {
      this.log(describePush(push));
      pushWarnings(push).forEach((warning) => this.warn(warning));
    }
    if (report.status !== 'success' || report.failed > 0 || push?.status === 'failure') {
      this.exitWithFailure();
    }
    return report;
  }
}
