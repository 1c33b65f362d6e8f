import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { deployPackage } from '../../metadata/deploy.ts';
import { readDeployOptions } from '../../metadata/options.ts';
import type { DeployOptions } from '../../metadata/options.ts';
import { readPackage } from '../../metadata/package.ts';
import type { Package } from '../../metadata/package.ts';
import type { DeployOutcome } from '../../metadata/results.ts';
import { retrieve } from '../../metadata/retrieve.ts';
import type { Retrieved } from '../../metadata/retrieve.ts';
import type { Values } from '../../schema/types.ts';
import { sessionOf } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { describeDeploy } from './deployResult.ts';
import type { Deploy } from './deployResult.ts';
import { find, localName, makeRequestId, registerSoap, soapText } from './envelope.ts';
import type { SoapCall, SoapValue } from './envelope.ts';
import {
  describeFile,
  describeRetrieve,
  describeTypes,
  listOfType,
  readRetrieveRequest,
} from './inventory.ts';
import { metadataCrud } from './metadataCrud.ts';

/** (Metadata API Developer Guide, deployRecentValidation()) */
const VALIDATION_LIFE_MS = 10 * 24 * 60 * 60 * 1000;

/** A rehearsal that ran tests, and would have succeeded. */
function isValidation({ checkOnly, testLevel }: DeployOptions, { succeeded }: DeployOutcome) {
  return checkOnly && succeeded && testLevel !== 'NoTestRun';
}

/** The Metadata API: deploys, retrieves, and what there is to retrieve. */
export function registerMetadataSoap(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const deploys = new Map<string, Deploy>();
  const validations = new Map<string, { readonly pkg: Package; readonly at: Date }>();
  const retrieves = new Map<string, Retrieved>();

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
      given.map((option) => [localName(option), option.text] as const),
    );
    return { done: false, id: runDeploy(user, readPackage(zip), options), state: 'Queued' };
  };

  /** Deploys a package. @returns the Id of the deploy, which is done. */
  const runDeploy = (user: Values, pkg: Package, options: DeployOptions): string => {
    const startDate = org.clock.now().toISOString();
    const outcome = deployPackage(pkg, options, org, user['Id'] as string);
    const id = makeRequestId('0Af');
    // What was validated before is not what the org is now.
    if (!options.checkOnly && (outcome.succeeded || outcome.partial)) validations.clear();
    if (isValidation(options, outcome)) validations.set(id, { pkg, at: org.clock.now() });
    deploys.set(id, {
      options,
      startDate,
      completedDate: org.clock.now().toISOString(),
      createdBy: { id: user['Id'] as string, name: user['Name'] as string },
      outcome,
    });
    return id;
  };

  /** Deploys what a validation has tried, without running tests again. */
  const deployRecentValidation = (call: SoapCall): SoapValue => {
    const { user } = authorise(call);
    const id = soapText(call.operation, 'validationId') ?? '';
    const { options } = findDeploy(id);
    const validation = validations.get(id);
    const age = validation && org.clock.now().getTime() - validation.at.getTime();
    if (!validation || age! > VALIDATION_LIFE_MS) {
      throw new SalesforceError(
        'INVALID_ID_FIELD',
        `The deploy ${id} cannot be deployed quickly: it is no validation that succeeded with tests in the last 10 days and since the last deploy`,
      );
    }
    return runDeploy(user, validation.pkg, {
      ...options,
      checkOnly: false,
      testLevel: 'NoTestRun',
    });
  };

  /** A deploy is done when its call has answered, so there is never one to cancel. */
  const cancelDeploy = (call: SoapCall): SoapValue => {
    authorise(call);
    // The WSDL names the parameter String; clients send other names.
    findDeploy(call.operation.children[0]?.text ?? '');
    throw new SalesforceError('INVALID_ID_FIELD', 'Deployment already completed');
  };

  const findDeploy = (id: string): Deploy => {
    const found = deploys.get(id);
    if (found) return found;
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
  };

  const checkDeployStatus = (call: SoapCall): SoapValue => {
    authorise(call);
    const id = soapText(call.operation, 'asyncProcessId') ?? '';
    const found = findDeploy(id);
    const includeDetails = soapText(call.operation, 'includeDetails') === 'true';
    return describeDeploy(id, found, includeDetails);
  };

  const describeMetadata = (call: SoapCall): SoapValue => {
    authorise(call);
    return describeTypes(org);
  };

  const listMetadata = (call: SoapCall): SoapValue => {
    authorise(call);
    const queries = call.operation.children.filter((child) => localName(child) === 'queries');
    return queries.flatMap((query) =>
      listOfType(org, soapText(query, 'type') ?? '', soapText(query, 'folder')).map((properties) =>
        describeFile(org, properties),
      ),
    );
  };

  const startRetrieve = (call: SoapCall): SoapValue => {
    authorise(call);
    const id = makeRequestId('09S');
    retrieves.set(id, retrieve(org, readRetrieveRequest(call)));
    return { done: false, id, state: 'Queued' };
  };

  const checkRetrieveStatus = (call: SoapCall): SoapValue => {
    authorise(call);
    const id = soapText(call.operation, 'asyncProcessId') ?? '';
    const found = retrieves.get(id);
    if (!found) {
      throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
    }
    return describeRetrieve(org, id, found, soapText(call.operation, 'includeZip') !== 'false');
  };

  registerSoap(app, '/services/Soap/m', 'http://soap.sforce.com/2006/04/metadata', {
    deploy,
    checkDeployStatus,
    deployRecentValidation,
    cancelDeploy,
    ...metadataCrud(org, authorise),
    describeMetadata,
    listMetadata,
    retrieve: startRetrieve,
    checkRetrieveStatus,
  });
}
