import type { Connection } from '@salesforce/core';
import { ComponentSet } from '@salesforce/source-deploy-retrieve';
import { HlError } from '../errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { type DeployedComponent, listComponents } from './components.ts';
import { type FlowState, readFlowStates } from './flows.ts';
import { type Assignment, assignPermissionSet } from './permissionSet.ts';
import type { PackageSource } from './project.ts';

/** Those of the Metadata API that need no list of tests. */
export const testLevels = ['NoTestRun', 'RunLocalTests', 'RunAllTestsInOrg'] as const;
export type TestLevel = (typeof testLevels)[number];

export interface DeployOptions {
  /** Salesforce validates and changes nothing. */
  dryRun?: boolean;
  testLevel?: TestLevel;
  /** Who gets the permission set. */
  username: string;
  onProgress?: (done: number, total: number) => void;
}

export interface DeployReport {
  deployId: string;
  /** Salesforce's own word: `Succeeded`, `Failed`, `Canceled`… */
  status: string;
  components: DeployedComponent[];
  assigned: Assignment[];
  flows: FlowState[];
}

/**
 * Deploys the package, assigns its permission set, and looks whether its flows
 * run. A deployment that Salesforce refuses is a report, not an error: it names
 * every problem. After a refused deployment or a dry run nothing is assigned.
 */
export async function deployPackage(
  connection: Connection,
  source: PackageSource,
  options: DeployOptions,
): Promise<DeployReport> {
  const components = ComponentSet.fromSource(source.directory);
  if (components.size === 0) {
    throw new HlError('PackageDirectoryError', `${source.directory} holds no metadata.`);
  }
  if (source.apiVersion !== undefined) components.sourceApiVersion = source.apiVersion;

  const deployment = await components.deploy({
    usernameOrConnection: connection,
    apiOptions: {
      checkOnly: options.dryRun ?? false,
      ...(options.testLevel === undefined ? {} : { testLevel: options.testLevel }),
    },
  });
  deployment.onUpdate(({ numberComponentsDeployed, numberComponentsTotal }) => {
    options.onProgress?.(numberComponentsDeployed, numberComponentsTotal);
  });
  const result = await deployment.pollStatus();

  const report: DeployReport = {
    deployId: result.response.id,
    status: result.response.status,
    components: listComponents(result.getFileResponses(), result.response.details),
    assigned: [],
    flows: [],
  };
  if (!result.response.success || options.dryRun === true) return report;

  const flows = components
    .getSourceComponents()
    .toArray()
    .filter((c) => c.type.name === 'Flow');
  return {
    ...report,
    assigned: [await assignPermissionSet(connection, PACKAGE.permissionSet, options.username)],
    flows: await readFlowStates(
      connection,
      flows.map((flow) => flow.fullName),
    ),
  };
}

/** Salesforce accepted everything and every flow runs. */
export function isDeployed(report: DeployReport): boolean {
  return report.status === 'Succeeded' && report.flows.every((flow) => flow.active);
}
