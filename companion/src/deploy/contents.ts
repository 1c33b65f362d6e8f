import { ComponentSet, type SourceComponent } from '@salesforce/source-deploy-retrieve';
import { PACKAGE } from '../worksheet/packageNames.ts';
import type { PackageContents } from './gaps.ts';
import type { PackageSource } from './project.ts';

/* The parser gives every value as text, and a single element without a list. */

interface FlowXml {
  Flow: { start?: { filterFormula?: string } };
}

interface PermissionSetXml {
  PermissionSet: { fieldPermissions?: FieldPermission | FieldPermission[] };
}

interface FieldPermission {
  field: string;
  readable: string;
}

/** Reads what of the package a worksheet decides. Throws what the parser says of broken XML. */
export async function readPackageContents({ directory }: PackageSource): Promise<PackageContents> {
  const components = ComponentSet.fromSource(directory).getSourceComponents().toArray();
  const find = (type: string, fullName: string) =>
    components.find((one) => one.type.name === type && one.fullName === fullName);
  const [contact, account, permissionSet] = await Promise.all([
    readFlow(find('Flow', PACKAGE.stampFlows.Contact)),
    readFlow(find('Flow', PACKAGE.stampFlows.Account)),
    readPermissionSet(find('PermissionSet', PACKAGE.permissionSet)),
  ]);
  return { flows: { Contact: contact, Account: account }, permissionSet };
}

async function readFlow(component: SourceComponent | undefined) {
  if (component?.xml === undefined) return undefined;
  const { Flow } = (await component.parseXml()) as unknown as FlowXml;
  return { file: component.xml, filterFormula: Flow.start?.filterFormula ?? '' };
}

async function readPermissionSet(component: SourceComponent | undefined) {
  if (component?.xml === undefined) return undefined;
  const { PermissionSet } = (await component.parseXml()) as unknown as PermissionSetXml;
  const permissions = [PermissionSet.fieldPermissions ?? []].flat();
  const fields = permissions.filter(({ readable }) => readable === 'true');
  return { file: component.xml, fields: fields.map(({ field }) => field) };
}
