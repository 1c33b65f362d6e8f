import { relative } from 'node:path';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { HlCommand } from '../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { readPlan } from '../../cli/open.ts';
import { type DeployedComponent, describeProblem } from '../../deploy/components.ts';
import { deployPackage, type DeployReport, isDeployed, testLevels } from '../../deploy/deploy.ts';
import { findPackageSource } from '../../deploy/project.ts';
import { refuseOutdated } from '../../deploy/upToDate.ts';
import { comparePackage, packageFolders } from '../../metadata/disk/generate.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'deploy');

export default class Deploy extends HlCommand<DeployReport> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    'test-level': Flags.option({
      char: 'l',
      summary: messages.getMessage('flags.test-level.summary'),
      options: testLevels,
    })(),
  };

  async run(): Promise<DeployReport> {
    const { flags } = await this.parse(Deploy);
    const org = flags['target-org'];
    const plan = readPlan(flags.worksheet);
    const source = await findPackageSource(process.cwd());
    refuseOutdated(comparePackage(plan, packageFolders(source.directory)));

    this.spinner.start(flags['dry-run'] ? 'Validating the package' : 'Deploying the package');
    const report = await deployPackage(org.getConnection(), source, {
      username: org.getUsername() ?? '',
      dryRun: flags['dry-run'],
      ...(flags['test-level'] === undefined ? {} : { testLevel: flags['test-level'] }),
      onProgress: (done, total) => {
        this.spinner.status = `${done} of ${total} components`;
      },
    });
    this.spinner.stop(report.status);

    this.print(report);
    if (!isDeployed(report)) this.exitWithFailure();
    return report;
  }

  private print({ components, assigned, flows }: DeployReport): void {
    const shown = components.map(withRelativePath);
    const problems = shown.filter(({ problem }) => problem !== undefined);
    for (const component of problems) this.logToStderr(describeProblem(component));
    if (problems.length === 0) {
      this.table({
        data: shown.map(({ state, type, fullName, file }) => ({
          state,
          type,
          fullName,
          file,
        })),
        columns: ['state', 'type', { key: 'fullName', name: 'Name' }, 'file'],
      });
    }
    for (const { permissionSet, username, assigned: isNew } of assigned) {
      this.log(
        messages.getMessage(isNew ? 'assigned' : 'assignedBefore', [permissionSet, username]),
      );
    }
    for (const { name, active } of flows) {
      if (active) this.log(messages.getMessage('flowActive', [name]));
      else this.warn(messages.getMessage('flowInactive', [name]));
    }
  }
}

function withRelativePath(component: DeployedComponent): DeployedComponent {
  return component.file === undefined
    ? component
    : { ...component, file: relative(process.cwd(), component.file) };
}
