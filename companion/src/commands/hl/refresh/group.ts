import { Args, Flags } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { RefreshCommand, refreshFlags, type RefreshReport } from '../../../cli/refreshCommand.ts';
import { refreshGroup } from '../../../jobs/groups.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'refresh.group');

export default class RefreshGroup extends RefreshCommand {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly args = {
    key: Args.string({ required: true, description: messages.getMessage('args.key.description') }),
  };
  static override readonly flags = {
    ...refreshFlags,
    type: Flags.option({
      options: ['community', 'security'] as const,
      required: true,
      summary: messages.getMessage('flags.type.summary'),
    })(),
  };

  async run(): Promise<RefreshReport> {
    const { args, flags } = await this.parse(RefreshGroup);
    const { confirm, type } = flags;
    return this.refresh(flags, (deps) => refreshGroup(deps, type, args.key, { confirm }));
  }
}
