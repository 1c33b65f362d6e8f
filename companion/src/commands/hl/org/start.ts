import { once } from 'node:events';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../../cli/command.ts';
import { endSignal } from '../../../cli/signals.ts';
import { sample, startBareOrg, startOrg } from '../../../cli/localOrg.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'org.start');

export default class OrgStart extends HlCommand<undefined> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    port: Flags.integer({
      summary: messages.getMessage('flags.port.summary'),
      min: 0,
      max: 65_535,
      default: 0,
    }),
    contacts: Flags.integer({
      summary: messages.getMessage('flags.contacts.summary'),
      min: 0,
      default: sample.contacts,
    }),
    bare: Flags.boolean({
      summary: messages.getMessage('flags.bare.summary'),
      exclusive: ['contacts'],
    }),
    edition: Flags.string({ summary: messages.getMessage('flags.edition.summary') }),
    'person-accounts': Flags.boolean({
      summary: messages.getMessage('flags.person-accounts.summary'),
    }),
    data: Flags.string({ summary: messages.getMessage('flags.data.summary') }),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(OrgStart);
    const end = endSignal();
    this.spinner.start(messages.getMessage('starting'));
    const options = {
      port: flags.port,
      personAccounts: flags['person-accounts'],
      ...(flags.edition === undefined ? {} : { edition: flags.edition }),
      ...(flags.data === undefined ? {} : { dataDir: flags.data }),
    };
    const org = flags.bare
      ? await startBareOrg(options)
      : await startOrg({ ...options, contacts: flags.contacts });
    this.spinner.stop();
    const { url, username, password, securityToken, accessToken } = org;
    // One line on stdout with and without --json: scripts wait for it.
    process.stdout.write(
      `${JSON.stringify({ url, username, password, securityToken, accessToken })}\n`,
    );
    this.logToStderr(messages.getMessage('login', [accessToken, url, accessToken, url]));
    if (!end.aborted) await once(end, 'abort');
    await org.close();
    return undefined;
  }
}
