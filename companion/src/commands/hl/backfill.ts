import { type Connection, Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { backfill, countUnstamped, type BackfillReport } from '../../backfill/backfill.ts';
import { HlCommand } from '../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { readPlan } from '../../cli/open.ts';
import { HlError } from '../../errors.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'backfill');

/** More failures than these are only counted on the screen; `--json` has them all. */
const SHOWN_FAILURES = 10;

export default class Backfill extends HlCommand<BackfillReport> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    yes: Flags.boolean({ char: 'y', summary: messages.getMessage('flags.yes.summary') }),
  };

  async run(): Promise<BackfillReport> {
    const { flags } = await this.parse(Backfill);
    const plan = readPlan(flags.worksheet);
    const connection = flags['target-org'].getConnection();
    if (flags['dry-run']) return this.count(connection);
    if (!flags.yes) await this.requireConsent(await countUnstamped(connection));

    this.spinner.start(messages.getMessage('stamping'));
    const report = await backfill(connection, {
      plan,
      now: new Date(),
      onProgress: (done, found) => {
        this.spinner.status = messages.getMessage('progress', [done, found]);
      },
    });
    this.spinner.stop();
    this.print(report);
    if (report.remaining > 0) this.exitWithFailure();
    return report;
  }

  private async count(connection: Connection): Promise<BackfillReport> {
    const found = await countUnstamped(connection);
    this.log(messages.getMessage('dryRun', [found]));
    return { found, stamped: 0, failures: [], remaining: found, halted: false };
  }

  /** @throws HlError 'NotConfirmed' if the answer is no, or nobody is there to answer */
  private async requireConsent(unstamped: number): Promise<void> {
    const question = messages.getMessage('confirm', [unstamped]);
    if (!this.isAttended() || !(await this.ask(question))) {
      throw new HlError('NotConfirmed', messages.getMessage('notConfirmed', [unstamped]), {
        actions: [messages.getMessage('notConfirmed.action')],
      });
    }
  }

  private print({ stamped, failures, remaining, halted }: BackfillReport): void {
    this.log(messages.getMessage('stamped', [stamped]));
    for (const { legacyContactKey, problem } of failures.slice(0, SHOWN_FAILURES)) {
      this.warn(messages.getMessage('failed', [legacyContactKey, problem]));
    }
    if (failures.length > SHOWN_FAILURES) {
      this.warn(messages.getMessage('moreFailed', [failures.length - SHOWN_FAILURES]));
    }
    if (halted) this.warn(messages.getMessage('halted', [remaining]));
  }
}
