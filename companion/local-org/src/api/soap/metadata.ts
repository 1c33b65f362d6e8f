import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { deployPackage, readDeployOptions } from '../../metadata/deploy.ts';
import type { ComponentResult, DeployOptions, DeployOutcome } from '../../metadata/deploy.ts';
import { readPackage } from '../../metadata/package.ts';
import { sessionOf } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { find, localName, makeRequestId, registerSoap, soapText } from './envelope.ts';
import type { SoapCall, SoapValue } from './envelope.ts';

interface Deploy {
  readonly options: DeployOptions;
  readonly startDate: string;
  readonly completedDate: string;
  readonly createdBy: { readonly id: string; readonly name: string };
  readonly outcome: DeployOutcome;
}

/** `deploy` and `checkDeployStatus` of the Metadata API. */
export function registerMetadataSoap(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const deploys = new Map<string, Deploy>();

  const authorise = ({ sessionId }: SoapCall) => {
    const session = sessionOf(org, sessionId);
    context.usage.count();
    const { access } = session;
    if (!access.hasUserPermission('ModifyAllData') && !access.hasUserPermission('ModifyMetadata')) {
      throw new SalesforceError(
        'INSUFFICIENT_ACCESS',
        'INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
      );
    }
    return session;
  };

  const deploy = (call: SoapCall): SoapValue => {
    const { user } = authorise(call);
    const zip = Buffer.from(soapText(call.operation, 'ZipFile') ?? '', 'base64');
    const given = find(call.operation, 'DeployOptions')?.children ?? [];
    const options = readDeployOptions(
      Object.fromEntries(given.map((option) => [localName(option), option.text])),
    );
    const startDate = org.clock.now().toISOString();
    const outcome = deployPackage(readPackage(zip), options, org);
    const id = makeRequestId('0Af');
    deploys.set(id, {
      options,
      startDate,
      completedDate: org.clock.now().toISOString(),
      createdBy: { id: user['Id'] as string, name: user['Name'] as string },
      outcome,
    });
    return { done: false, id, state: 'Queued' };
  };

  const checkDeployStatus = (call: SoapCall): SoapValue => {
    authorise(call);
    const id = soapText(call.operation, 'asyncProcessId') ?? '';
    const found = deploys.get(id);
    if (!found) {
      throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
    }
    const includeDetails = soapText(call.operation, 'includeDetails') === 'true';
    return describeDeploy(id, found, includeDetails);
  };

  registerSoap(app, '/services/Soap/m', 'http://soap.sforce.com/2006/04/metadata', {
    deploy,
    checkDeployStatus,
  });
}

/** The DeployResult of the Metadata API. */
function describeDeploy(id: string, deploy: Deploy, includeDetails: boolean): SoapValue {
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
    ignoreWarnings: false,
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
    changed: component.result === 'changed' || component.result === 'created',
    componentType: component.type,
    created: component.result === 'created',
    createdDate,
    deleted: false,
    fileName: component.fileName,
    fullName: component.fullName,
    ...(component.id && { id: component.id }),
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
