import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { defaultKeyFile } from '../../../cli/apps.ts';
import { HlCommand } from '../../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../../cli/flags.ts';
import { readPlan } from '../../../cli/open.ts';
import { createApps, type CreatedApps } from '../../../deploy/apps.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'app.create');

type Result = CreatedApps & {
  /** Logs the companion in; null where there is no companion app. */
  loginCommand: string | null;
};

export default class AppCreate extends HlCommand<Result> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    'key-file': Flags.string({ summary: messages.getMessage('flags.key-file.summary') }),
    renew: Flags.boolean({ summary: messages.getMessage('flags.renew.summary') }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(AppCreate);
    const org = flags['target-org'];
    const plan = readPlan(flags.worksheet);
    const connection = org.getConnection();
    const apps = await createApps(connection, plan, {
      keyFile: flags['key-file'] ?? defaultKeyFile(org.getOrgId()),
      renew: flags.renew,
      now: new Date(),
    });
    const { companion, signOn } = apps;
    const loginCommand =
      companion &&
      [
        `sf org login jwt --client-id ${companion.clientId ?? '<consumer key>'}`,
        `--jwt-key-file "${companion.keyFile}"`,
        `--username ${plan.access.username ?? org.getUsername() ?? '<user name>'}`,
        `--instance-url ${connection.instanceUrl.replace(/\/$/, '')}`,
      ].join(' ');

    if (companion !== null) {
      const day = companion.certificateExpires.slice(0, 10);
      this.log(messages.getMessage('companion', [companion.app, day]));
      this.logClient(companion);
      this.log(messages.getMessage('login', [loginCommand]));
    }
    if (signOn !== null) {
      this.log(messages.getMessage('signOn', [signOn.app, signOn.callbackUrl]));
      this.logClient(signOn);
    }
    if (companion === null && signOn === null) this.log(messages.getMessage('nothing'));
    return { ...apps, loginCommand };
  }

  private logClient({ app, clientId }: { app: string; clientId: string | null }): void {
    this.log(
      clientId === null
        ? messages.getMessage('clientIdInSetup', [app])
        : messages.getMessage('clientId', [clientId]),
    );
  }
}
