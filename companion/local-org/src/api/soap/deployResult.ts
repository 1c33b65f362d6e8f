import type { DeployOptions } from '../../metadata/options.ts';
import type { ComponentResult, DeployOutcome } from '../../metadata/results.ts';
import type { SoapValue } from './envelope.ts';

/** A deploy that is done. */
export interface Deploy {
  readonly options: DeployOptions;
  readonly startDate: string;
  readonly completedDate: string;
  readonly createdBy: { readonly id: string; readonly name: string };
  readonly outcome: DeployOutcome;
}

/** The DeployResult of the Metadata API. */
export function describeDeploy(id: string, deploy: Deploy, includeDetails: boolean): SoapValue {
  const { outcome, options, completedDate } = deploy;
  const failures = outcome.components.filter(({ result }) => result === 'failed');
  const successes = outcome.components.filter(({ result }) => result !== 'failed');
  const status = outcome.succeeded ? 'Succeeded' : outcome.partial ? 'SucceededPartial' : 'Failed';
  return {
    checkOnly: options.checkOnly,
    completedDate,
    createdBy: deploy.createdBy.id,
    createdByName: deploy.createdBy.name,
    createdDate: deploy.startDate,
    details: includeDetails
      ? {
          componentFailures: failures.flatMap((one) => describeFailure(one, completedDate)),
          componentSuccesses: [
            packageXml(completedDate),
            ...successes.map((one) => describeSuccess(one, completedDate)),
          ],
          runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: '0.0' },
        }
      : [],
    done: true,
    id,
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: completedDate,
    numberComponentErrors: failures.length,
    numberComponentsDeployed: successes.length,
    numberComponentsTotal: outcome.components.length,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: false,
    startDate: deploy.startDate,
    status,
    success: outcome.succeeded,
  };
}

/** Every problem is a failure of its own, as on the platform. */
function describeFailure(component: ComponentResult, createdDate: string): SoapValue[] {
  return component.problems.map(({ message, line, column }) => ({
    changed: false,
    ...(column !== undefined && { columnNumber: column }),
    componentType: component.type,
    created: false,
    createdDate,
    deleted: false,
    fileName: component.fileName,
    fullName: component.fullName,
    ...(line !== undefined && { lineNumber: line }),
    problem: message,
    problemType: 'Error',
    success: false,
  }));
}

function describeSuccess(component: ComponentResult, createdDate: string): SoapValue {
  return {
    changed: component.result !== 'unchanged',
    componentType: component.type,
    created: component.result === 'created',
    createdDate,
    deleted: component.result === 'deleted',
    fileName: component.fileName,
    fullName: component.fullName,
    ...(component.id && { id: component.id }),
    ...(component.warning !== undefined && {
      problem: component.warning,
      problemType: 'Warning',
    }),
    success: true,
  };
}

/** The manifest is answered as a component without a type. */
function packageXml(createdDate: string): SoapValue {
  return {
    changed: true,
    componentType: '',
    created: false,
    createdDate,
    deleted: false,
    fileName: 'package.xml',
    fullName: 'package.xml',
    success: true,
  };
}
