import { Messages } from '@salesforce/core';
import { HlCommand } from '../../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../../cli/flags.ts';
import { describeOrg } from '../../../salesforce/describe.ts';
import { loadWorksheet } from '../../../worksheet/load.ts';
import { checkAgainstOrg, objectsOf, type OrgProblem } from '../../../worksheet/orgCheck.ts';
import { doubtsAboutOrg } from '../../../worksheet/orgDoubts.ts';
import { compilePlan } from '../../../worksheet/plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'worksheet.check');

interface Result {
  problems: OrgProblem[];
  /** What the org offers nowhere, and may have all the same. */
  doubts: OrgProblem[];
}

export default class WorksheetCheck extends HlCommand<Result> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = { 'target-org': targetOrgFlag, worksheet: worksheetFlag };

  async run(): Promise<Result> {
    const { flags } = await this.parse(WorksheetCheck);
    const worksheet = loadWorksheet(flags.worksheet);
    const plan = compilePlan(worksheet);
    const org = await describeOrg(flags['target-org'].getConnection(), objectsOf(plan));
    const problems = checkAgainstOrg(worksheet, plan, org);
    const doubts = doubtsAboutOrg(plan, org);
    for (const { text } of problems) this.logToStderr(text);
    for (const { text } of doubts) this.warn(text);
    if (problems.length === 0) this.log(messages.getMessage('fits'));
    else this.exitWithFailure();
    return { problems, doubts };
  }
}
