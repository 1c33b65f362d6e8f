import { text } from 'node:stream/consumers';
import { Args } from '@oclif/core';
import { Messages } from '@salesforce/core';
import { splitKeys } from '../../../cli/keys.ts';
import { RefreshCommand, refreshFlags, type RefreshReport } from '../../../cli/refreshCommand.ts';
import { refreshMembers } from '../../../jobs/members.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'refresh.member');

export default class RefreshMember extends RefreshCommand {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly strict = false;
  static override readonly args = {
    key: Args.string({ required: true, description: messages.getMessage('args.key.description') }),
  };
  static override readonly flags = refreshFlags;

  async run(): Promise<RefreshReport> {
    const { argv, flags } = await this.parse(RefreshMember);
    const given = argv as string[];
    const keys = splitKeys(given.includes('-') ? [...given, await text(process.stdin)] : given);
    return this.refresh(flags, (deps) => refreshMembers(deps, keys, { confirm: flags.confirm }));
  }
}
