import { Args } from '@oclif/core';
import { Messages, type Org } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../../cli/command.ts';
import { databaseFlag, optionalTargetOrgFlag, worksheetFlag } from '../../../cli/flags.ts';
import { describeDemographic, describeGroup } from '../../../cli/format.ts';
import { openSalesforce, readPlan, withExistingCommunity } from '../../../cli/open.ts';
import { HlError } from '../../../errors.ts';
import type { MemberView } from '../../../jobs/interfaces.ts';
import { readSalesforceMember, showMember } from '../../../jobs/show.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'show.member');

export default class ShowMember extends HlCommand<MemberView> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly args = {
    key: Args.string({ required: true, description: messages.getMessage('args.key.description') }),
  };
  static override readonly flags = {
    source: Flags.option({
      summary: messages.getMessage('flags.source.summary'),
      options: ['community', 'salesforce'] as const,
      default: 'community' as const,
    })(),
    'target-org': optionalTargetOrgFlag,
    worksheet: worksheetFlag,
    database: databaseFlag,
  };

  async run(): Promise<MemberView> {
    const { args, flags } = await this.parse(ShowMember);
    const member =
      flags.source === 'community'
        ? await withExistingCommunity(flags.database, (community) =>
            showMember(community, args.key),
          )
        : await askSalesforce(args.key, flags.worksheet, flags['target-org']);
    this.print(member);
    return member;
  }

  private print({ profile, reasons, ...member }: MemberView): void {
    const { demographics, communityGroups, securityGroups, ...facts } = member;
    const rows = {
      ...facts,
      reasons: reasons.join('; '),
      ...profile,
      demographics: demographics.map(describeDemographic).join('; '),
      communityGroups: communityGroups.map(describeGroup).join('; '),
      securityGroups: securityGroups.map(describeGroup).join('; '),
    };
    this.table({
      data: Object.entries(rows).map(([field, value]) => ({ field, value: value ?? '' })),
      columns: ['field', 'value'],
    });
  }
}

async function askSalesforce(
  key: string,
  worksheet: string,
  org: Org | undefined,
): Promise<MemberView> {
  if (org === undefined) {
    throw new HlError('NoTargetOrgError', messages.getMessage('noTargetOrg'), {
      actions: [messages.getMessage('noTargetOrg.action')],
    });
  }
  const plan = readPlan(worksheet);
  return readSalesforceMember(
    { plan, salesforce: openSalesforce(org, plan), clock: () => new Date() },
    key,
  );
}
