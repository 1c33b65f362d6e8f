import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { Messages, type Org } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { defaultKeyFile } from '../../cli/apps.ts';
import { HlCommand } from '../../cli/command.ts';
import { targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { adviceOn } from '../../deploy/advice.ts';
import { createApps, type CreatedApps } from '../../deploy/apps.ts';
import { type DeployedComponent, describeProblem } from '../../deploy/components.ts';
import {
  deployPackage,
  type DeployOptions,
  type DeployReport,
  isDeployed,
  testLevels,
} from '../../deploy/deploy.ts';
import { sameWithSf, type Step, stepsOf } from '../../deploy/followUp.ts';
import { checkBeforeDeploy } from '../../deploy/preflight.ts';
import { findPackageSource, type PackageSource } from '../../deploy/project.ts';
import { deactivateFlows, runningFlows } from '../../deploy/retire.ts';
import { HlError } from '../../errors.ts';
import { packageFolders } from '../../metadata/disk/generate.ts';
import { readRetired } from '../../metadata/disk/retired.ts';
import type { Plan } from '../../worksheet/interfaces.ts';
import { loadWorksheet } from '../../worksheet/load.ts';
import { compilePlan } from '../../worksheet/plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'deploy');

type Result = DeployReport & {
  /** Flows that ran and do not run any more. */
  deactivated: string[];
  /** null where there are none, or where they could not be made: a warning says why. */
  apps: CreatedApps | null;
  /** What is left to people. */
  steps: Step[];
  /** The commands of the Salesforce CLI that do the same. */
  sameWithSf: string[];
};

export default class Deploy extends HlCommand<Result> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    yes: Flags.boolean({ char: 'y', summary: messages.getMessage('flags.yes.summary') }),
    'test-level': Flags.option({
      char: 'l',
      summary: messages.getMessage('flags.test-level.summary'),
      options: testLevels,
    })(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(Deploy);
    const org = flags['target-org'];
    const worksheet = loadWorksheet(flags.worksheet);
    const plan = compilePlan(worksheet);
    const source = await findPackageSource(process.cwd());
    const username = plan.access.username ?? org.getUsername() ?? '';
    const doubts = await checkBeforeDeploy(org.getConnection(), worksheet, plan, {
      ...source,
      username,
    });
    for (const { text } of doubts) this.warn(text);

    const options: DeployOptions = {
      username,
      ...(flags['test-level'] === undefined ? {} : { testLevel: flags['test-level'] }),
    };
    const validated = await this.deploy(org, source, { ...options, dryRun: true });
    this.printComponents(validated);
    const { retired } = packageFolders(source.directory);
    for (const flow of await runningFlows(org.getConnection(), readRetired(retired))) {
      this.log(messages.getMessage('willDeactivate', [flow]));
    }
    const report =
      isDeployed(validated) && !flags['dry-run'] && (await this.mayGoOn(flags.yes))
        ? await this.deploy(org, source, options)
        : validated;
    const result = await this.finish(org, plan, source, report, report !== validated);
    this.printOutcome(result);
    return result;
  }

  private async deploy(
    org: Org,
    source: PackageSource,
    options: DeployOptions,
  ): Promise<DeployReport> {
    this.spinner.start(
      options.dryRun === true ? 'Validating the package' : 'Deploying the package',
    );
    const report = await deployPackage(org.getConnection(), source, {
      ...options,
      onProgress: (done, total) => {
        this.spinner.status = `${done} of ${total} components`;
      },
    });
    this.spinner.stop(report.status);
    if (!isDeployed(report)) this.exitWithFailure();
    return report;
  }

  /** Scripts have nobody to ask. */
  private async mayGoOn(yes: boolean): Promise<boolean> {
    if (yes || !this.isAttended()) return true;
    if (await this.ask(messages.getMessage('confirm'))) return true;
    this.exitWithFailure();
    return false;
  }

  /** What comes after a deployment; each part can be done again. */
  private async finish(
    org: Org,
    plan: Plan,
    { directory }: PackageSource,
    report: DeployReport,
    isReal: boolean,
  ): Promise<Result> {
    const { retired } = packageFolders(directory);
    const succeeded = isReal && report.status === 'Succeeded';
    const connection = org.getConnection();
    return {
      ...report,
      components: report.components.map(toShow),
      deactivated: succeeded ? await deactivateFlows(connection, readRetired(retired)) : [],
      apps: succeeded ? await this.makeApps(org, plan) : null,
      steps: stepsOf(plan),
      sameWithSf: sameWithSf(plan, {
        target: org.getUsername() ?? '',
        directory: relative(process.cwd(), directory) || '.',
        retired: existsSync(retired) ? relative(process.cwd(), retired) : null,
      }),
    };
  }

  /** The package works without; so a failure is told, and the way to try again. */
  private async makeApps(org: Org, plan: Plan): Promise<CreatedApps | null> {
    try {
      return await createApps(org.getConnection(), plan, {
        keyFile: defaultKeyFile(org.getOrgId()),
        renew: false,
        now: new Date(),
      });
    } catch (error) {
      if (!(error instanceof HlError)) throw error;
      this.warn(messages.getMessage('appsFailed', [error.message]));
      this.exitWithFailure();
      return null;
    }
  }

  private printComponents({ components }: DeployReport): void {
    const shown = components.map(toShow);
    const problems = shown.filter(({ problem }) => problem !== undefined);
    for (const component of problems) {
      this.logToStderr(describeProblem(component));
      this.logToStderr(`  ${component.fix ?? ''}`);
    }
    if (problems.length > 0) return;
    this.table({
      data: shown.map(({ state, type, fullName, file }) => ({
        state: messages.getMessage(`state.${state}`),
        type,
        fullName,
        file,
      })),
      columns: ['state', 'type', { key: 'fullName', name: 'Name' }, 'file'],
    });
  }

  private printOutcome({ assigned, deactivated, flows, apps, steps, ...result }: Result): void {
    for (const { permissionSet, username, assigned: isNew } of assigned) {
      this.log(
        messages.getMessage(isNew ? 'assigned' : 'assignedBefore', [permissionSet, username]),
      );
    }
    for (const flow of deactivated) this.log(messages.getMessage('deactivated', [flow]));
    for (const { name, active } of flows) {
      if (active) this.log(messages.getMessage('flowActive', [name]));
      else this.warn(messages.getMessage('flowInactive', [name]));
    }
    if (apps?.companion) this.log(messages.getMessage('app', [apps.companion.app]));
    if (apps?.signOn) this.log(messages.getMessage('app', [apps.signOn.app]));
    this.log(messages.getMessage('steps'));
    for (const step of steps) this.log(`- ${messages.getMessage(`step.${step}`)}`);
    this.log(messages.getMessage('sameWithSf'));
    for (const command of result.sameWithSf) this.log(command);
  }
}

/** The file by its path from here, and what to do about a failure. */
function toShow(component: DeployedComponent): DeployedComponent {
  const { file, problem } = component;
  return {
    ...component,
    ...(file !== undefined && { file: relative(process.cwd(), file) }),
    ...(problem !== undefined && { fix: messages.getMessage(`fix.${adviceOn(component)}`) }),
  };
}
