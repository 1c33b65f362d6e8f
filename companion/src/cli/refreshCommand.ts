import { Flags } from '@oclif/core';
import { Messages, type Org } from '@salesforce/core';
import { type DryRun, runDry } from '../jobs/dryRun.ts';
import type { JobResult, MemberRefreshView, Progress, RefreshDeps } from '../jobs/interfaces.ts';
import { pushMembers, type PushResult } from '../jobs/push.ts';
import { type MemberFailure, readFailures } from './failures.ts';
import { HlCommand } from './command.ts';
import { describePush, destinationWarnings, pushWarnings } from './destination.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from './flags.ts';
import { describeChange, describeJob, describeProgress } from './format.ts';
import { openSalesforce, readPlan, withCommunity } from './open.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'shared');

/** The flags of every refresh. */
export const refreshFlags = {
  'target-org': targetOrgFlag,
  worksheet: worksheetFlag,
  database: databaseFlag,
  'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
  confirm: Flags.boolean({ summary: messages.getMessage('flags.confirm.summary') }),
};

interface RefreshFlags {
  'target-org': Org;
  worksheet: string;
  database: string;
  'dry-run': boolean;
}

/** What a refresh answers: the job, why which contacts failed, and of a dry run what would change. */
export type RefreshReport = JobResult & {
  readonly failures: readonly MemberFailure[];
  readonly dryRun: boolean;
  /** Of a dry run; the first thousand. */
  readonly changes: readonly MemberRefreshView[];
  /** null where the store is the only destination, and after a dry run. */
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
      this.spinner.start(flags['dry-run'] ? 'Looking what would change' : 'Refreshing members');
      const deps = {
        plan,
        salesforce,
        community,
        clock: () => new Date(),
        onProgress: (progress: Progress) => {
          this.spinner.status = describeProgress(progress);
        },
      };
      return flags['dry-run'] ? reportDryRun(await runDry(deps, job)) : reportJob(deps, job);
    });
    this.spinner.stop(report.status);
    this.show(report);
    if (report.status !== 'success' || report.failed > 0 || report.push?.status === 'failure') {
      this.exitWithFailure();
    }
    return report;
  }

  private show(report: RefreshReport): void {
    if (report.dryRun) {
      this.log(messages.getMessage('dryRun'));
    }
    for (const change of report.changes) {
      this.log(describeChange(change));
    }
    this.log(describeJob(report));
    for (const { legacyContactKey, comment } of report.failures) {
      this.warn(messages.getMessage('memberFailed', [legacyContactKey, comment]));
    }
    const { push } = report;
    if (push !== null) {
      this.log(describePush(push));
      pushWarnings(push).forEach((warning) => this.warn(warning));
    }
  }
}

async function reportJob(
  deps: RefreshDeps,
  job: (deps: RefreshDeps) => Promise<JobResult>,
): Promise<RefreshReport> {
  const result = await job(deps);
  const failures = await readFailures(deps.community, result);
  const push = await pushMembers(deps);
  return { ...result, failures, dryRun: false, changes: [], push };
}

function reportDryRun({ result, changes }: DryRun): RefreshReport {
  const isFailure = ({ outcome }: MemberRefreshView) => outcome === 'failed';
  return {
    ...result,
    failures: changes.filter(isFailure),
    dryRun: true,
    changes: changes.filter((change) => !isFailure(change)),
    push: null,
  };
}
