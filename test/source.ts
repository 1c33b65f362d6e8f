import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import type { Connection } from 'jsforce';
import { metadataFile } from '../companion/local-org/test/support.ts';
import { checkout } from './support.ts';

/** Text of source files by their path in a package. */
export type SourceFiles = Readonly<Record<string, string>>;

/**
 * Deploys the package of this checkout together with further source files, as
 * `sf project deploy start` does, without a process of its own.
 *
 * @throws an error with every problem that the org found
 */
export async function deploySource(connection: Connection, files: SourceFiles): Promise<void> {
  await deployFolder(connection, join(checkout, 'force-app/main/default'), files);
}

/** The same without our package: what an org has of its own. */
export async function deployOwn(connection: Connection, files: SourceFiles): Promise<void> {
  await deployFolder(connection, null, files);
}

/** Deploys what is in a folder, if one is named, and further source files. */
export async function deployFolder(
  connection: Connection,
  source: string | null,
  files: SourceFiles = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hl-source-'));
  try {
    if (source !== null) cpSync(source, folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const components = ComponentSet.fromSource(folder);
    components.sourceApiVersion = '66.0';
    const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', {
      type: 'zip',
    });
    connection.metadata.pollInterval = 20;
    const { success, details } = await connection.metadata
      .deploy(zipBuffer!, { rollbackOnError: true, singlePackage: true })
      .complete(true);
    if (!success) throw new Error(JSON.stringify(details.componentFailures, null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives a user permission sets, by name. */
export async function assignPermissionSets(
  connection: Connection,
  username: string,
  names: readonly string[],
): Promise<void> {
  const idOf = async (soql: string) => (await connection.query(soql)).records[0]!.Id!;
  const AssigneeId = await idOf(`SELECT Id FROM User WHERE Username = '${username}'`);
  for (const name of names) {
    const PermissionSetId = await idOf(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
    await connection.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId });
  }
}

/** Most orgs share their accounts with all who work there, and contacts with them. */
export const publicSharing: SourceFiles = {
  'objects/Account/Account.object-meta.xml': metadataFile(
    'CustomObject',
    '<sharingModel>ReadWrite</sharingModel>',
  ),
  'objects/Contact/Contact.object-meta.xml': metadataFile(
    'CustomObject',
    '<sharingModel>ControlledByParent</sharingModel>',
  ),
};

/** What a customer may have on Contact: a rule that refuses, and a flow that changes what is saved. */
export const customerAutomation: SourceFiles = {
  'objects/Contact/validationRules/Email_Required.validationRule-meta.xml': metadataFile(
    'ValidationRule',
    `<fullName>Email_Required</fullName><active>true</active>
     <errorConditionFormula>ISBLANK(Email)</errorConditionFormula>
     <errorMessage>An e-mail address, please.</errorMessage>`,
  ),
  'flows/Tidy.flow-meta.xml': metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>
     <assignments><name>Mark</name><label>Mark</label><locationX>0</locationX><locationY>0</locationY>
       <assignmentItems><assignToReference>$Record.Department</assignToReference><operator>Assign</operator><value><stringValue>Tidied</stringValue></value></assignmentItems>
     </assignments>
     <label>Tidy</label><processType>AutoLaunchedFlow</processType>
     <start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Mark</targetReference></connector>
       <object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start>
     <status>Active</status>`,
  ),
};

/** What the package of a project says, by file: every element with its text, whatever the layout. */
export function readPackage(project: string): Record<string, string[]> {
  const folder = join(project, 'force-app/main/default');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('-meta.xml'));
  return Object.fromEntries(
    files.map((name) => [name, valuesOf(readFileSync(join(folder, name), 'utf8'))]),
  );
}

/** Without the link of an app, which is the org's own. */
function valuesOf(xml: string): string[] {
  const elements = [...xml.matchAll(/<((?!oauthLink)\w+)>([^<]*)<\/\1>/g)];
  return elements.map(([, name, text]) => `${name}=${text!.replace(/\s+/g, ' ')}`).sort();
}
