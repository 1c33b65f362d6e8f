import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { RefreshCommand, refreshFlags, type RefreshReport } from '../../../cli/refreshCommand.ts';
import { refreshPeriodic } from '../../../jobs/periodic.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'refresh.periodic');

export default class RefreshPeriodic extends RefreshCommand {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    ...refreshFlags,
    full: Flags.boolean({ summary: messages.getMessage('flags.full.summary') }),
  };

  async run(): Promise<RefreshReport> {
    const { flags } = await this.parse(RefreshPeriodic);
    const { confirm, full } = flags;
    return this.refresh(flags, (deps) => refreshPeriodic(deps, { confirm, full }));
  }
}
