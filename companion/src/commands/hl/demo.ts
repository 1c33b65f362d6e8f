import { Messages } from '@salesforce/core';
import { HlCommand } from '../../cli/command.ts';
import { endSignal } from '../../cli/signals.ts';
import { runDemo } from '../../demo/demo.ts';
import { HlError } from '../../errors.ts';
import type { DemoReport } from '../../demo/interfaces.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'demo');

export default class Demo extends HlCommand<DemoReport> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');

  async run(): Promise<DemoReport> {
    await this.parse(Demo);
    const end = endSignal();
    try {
      const report = await runDemo(
        {
          heading: (text) => {
            this.log(`\n${text}\n${'-'.repeat(text.length)}`);
          },
          command: (commandLine) => {
            this.log(`$ ${commandLine}`);
          },
          say: (text) => {
            this.log(`  ${text}`);
          },
        },
        end,
      );
      this.print(report);
      return report;
    } catch (error) {
      if (!end.aborted) throw error;
      throw new HlError('DemoEndedError', messages.getMessage('ended'), { exitCode: 130 });
    }
  }

  private print({ edits, apiCalls, durationMs }: DemoReport): void {
    this.log();
    this.table({
      title: messages.getMessage('edits'),
      data: edits.map(({ what, contacts, stamped, outcome, why }) => ({
        what: `${what} (${contacts.length === 1 ? contacts[0]! : `${contacts.length} contacts`})`,
        stamped: stamped === null ? '-' : stamped ? 'yes' : 'no',
        outcome,
        why,
      })),
      columns: ['what', 'stamped', 'outcome', 'why'],
      overflow: 'wrap',
    });
    this.table({
      title: messages.getMessage('apiCalls'),
      data: [
        { refresh: 'first', ...apiCalls.firstRefresh },
        { refresh: 'second', ...apiCalls.secondRefresh },
      ],
      columns: [
        'refresh',
        { key: 'companion', name: 'This companion' },
        { key: 'oneCallAMember', name: 'At one call a member' },
      ],
    });
    this.log(messages.getMessage('end', [(durationMs / 1000).toFixed(0)]));
  }
}
