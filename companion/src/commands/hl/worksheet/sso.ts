import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../../cli/flags.ts';
import { readPlan } from '../../../cli/open.ts';
import { readConsumerKey } from '../../../deploy/apps.ts';
import { signOnFacts, type SignOnFacts } from '../../../deploy/signOn.ts';
import { HlError } from '../../../errors.ts';
import { PACKAGE } from '../../../worksheet/packageNames.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'worksheet.sso');

export default class WorksheetSso extends HlCommand<SignOnFacts> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    'site-url': Flags.url({ summary: messages.getMessage('flags.site-url.summary') }),
  };

  async run(): Promise<SignOnFacts> {
    const { flags } = await this.parse(WorksheetSso);
    const { sso } = readPlan(flags.worksheet);
    if (sso === null) {
      throw new HlError('NoSignOnError', messages.getMessage('noSection'), {
        actions: [messages.getMessage('noSection.action')],
      });
    }
    const connection = flags['target-org'].getConnection();
    const site = flags['site-url']?.href ?? connection.instanceUrl;
    const clientId = await readConsumerKey(connection, PACKAGE.signOnApp);
    const facts = signOnFacts(sso, site, clientId);

    const { claims, ...others } = facts;
    this.table({
      data: [
        ...Object.entries(others).map(([fact, value]) => ({ fact, value: value ?? '' })),
        ...Object.entries(claims).map(([name, claim]) => ({
          fact: `claim: ${name}`,
          value: claim,
        })),
      ],
      columns: ['fact', 'value'],
    });
    this.log(messages.getMessage(clientId === null ? 'noClient' : 'secret', [PACKAGE.signOnApp]));
    return facts;
  }
}
