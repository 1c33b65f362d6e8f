import type { Connection } from '@salesforce/core';
import { strToU8, zipSync } from 'fflate';
import type { DeployedComponent } from '../../companion/src/deploy/components.ts';

const API_VERSION = '66.0';
const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/**
 * Removes a package that this suite brought into the org: flows are
 * deactivated first, and a permission set that somebody holds cannot be deleted.
 * @param components what the deployment created.
 * @throws with the org's own words when it keeps a component.
 */
export async function removePackage(
  connection: Connection,
  components: readonly DeployedComponent[],
): Promise<void> {
  const names = (type: string) =>
    components.filter((one) => one.type === type).map(({ fullName }) => fullName);
  const flows = names('Flow');
  await deploy(connection, {
    'package.xml': manifest({ FlowDefinition: flows }),
    ...Object.fromEntries(
      flows.map((flow) => [
        `flowDefinitions/${flow}.flowDefinition`,
        `<FlowDefinition xmlns="${NAMESPACE}"><activeVersionNumber>0</activeVersionNumber></FlowDefinition>`,
      ]),
    ),
  });

  const sets = names('PermissionSet');
  const { records } = await connection.query<{ Id: string }>(
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name IN (${list(sets)})`,
  );
  await connection.sobject('PermissionSetAssignment').delete(records.map(({ Id }) => Id));

  await deploy(connection, {
    'package.xml': manifest({}),
    'destructiveChanges.xml': manifest({
      Flow: await flowVersions(connection, flows),
      PermissionSet: sets,
      CustomField: names('CustomField').filter((name) => !name.includes('__c.')),
      CustomObject: names('CustomObject'),
    }),
  });
}

/** A flow is deleted version by version. */
async function flowVersions(connection: Connection, flows: readonly string[]): Promise<string[]> {
  const { records } = await connection.tooling.query<{
    VersionNumber: number;
    Definition: { DeveloperName: string };
  }>(
    `SELECT VersionNumber, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN (${list(flows)})`,
  );
  return records.map(
    ({ Definition, VersionNumber }) => `${Definition.DeveloperName}-${VersionNumber}`,
  );
}

async function deploy(connection: Connection, files: Record<string, string>): Promise<void> {
  const zip = zipSync(
    Object.fromEntries(Object.entries(files).map(([path, xml]) => [path, strToU8(xml)])),
  );
  const { success, details } = await connection.metadata
    .deploy(Buffer.from(zip), { rollbackOnError: true, singlePackage: true })
    .complete(true);
  if (success) return;
  const problems = [details.componentFailures].flat();
  throw new Error(
    `The org keeps the package: ${problems.map(({ fullName, problem }) => `${fullName}: ${problem ?? ''}`).join('; ')}`,
  );
}

function manifest(members: Readonly<Record<string, readonly string[]>>): string {
  const types = Object.entries(members).map(
    ([type, names]) =>
      `<types>${names.map((name) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`,
  );
  return `<Package xmlns="${NAMESPACE}">${types.join('')}<version>${API_VERSION}</version></Package>`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
