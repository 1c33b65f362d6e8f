import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { deployPackage } from '../../metadata/deploy.ts';
import { readDeployOptions } from '../../metadata/options.ts';
import { readPackage } from '../../metadata/package.ts';
import { retrieve } from '../../metadata/retrieve.ts';
import type { Retrieved } from '../../metadata/retrieve.ts';
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

/** The Metadata API: deploys, retrieves, and what there is to retrieve. */
export function registerMetadataSoap(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const deploys = new Map<string, Deploy>();
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
    const startDate = org.clock.now().toISOString();
    const outcome = deployPackage(readPackage(zip), options, org, user['Id'] as string);
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
    describeMetadata,
    listMetadata,
    retrieve: startRetrieve,
    checkRetrieveStatus,
  });
}
