import type { Org } from '../org.ts';
import { standardProfiles } from '../security/standardProfiles.ts';
import { findFlow } from './flowDefinition.ts';
import { findComponent, listComponents } from './store.ts';
import { holderName, typeHolding } from './types.ts';
import type { MetadataType } from './types.ts';

/** What the Metadata API says about a component of the org. */
export interface FileProperties {
  readonly type: string;
  readonly fullName: string;
  /** Where a retrieve puts it. */
  readonly fileName: string;
  readonly id: string;
  readonly createdDate: string;
  readonly createdById: string;
  readonly lastModifiedDate: string;
  readonly lastModifiedById: string;
}

/** Every component of one type, in the order of their names. */
export function listMetadata(org: Org, type: string): FileProperties[] {
  switch (type) {
    case 'Flow':
    case 'FlowDefinition':
      return listFlows(org, type);
    case 'CustomObject':
      return withUntouched(org, type, standardObjectNames(org));
    case 'Profile':
      return withUntouched(
        org,
        type,
        standardProfiles.map(({ fullName }) => fullName),
      );
    default:
      return listStored(org, type);
  }
}

function listStored(org: Org, type: string): FileProperties[] {
  const holder = typeHolding(type)!;
  return listComponents(org.db, type).map((component) => ({
    type,
    fullName: component.fullName,
    fileName: fileNameOf(holder, type, component.fullName),
    id: component.id,
    createdDate: toIso(component.created),
    createdById: component.createdBy,
    lastModifiedDate: toIso(component.modified),
    lastModifiedById: component.modifiedBy,
  }));
}

/** A flow is listed once, with its definition's name; its versions are asked for by Tooling API. */
function listFlows(org: Org, type: 'Flow' | 'FlowDefinition'): FileProperties[] {
  const definitions = org.rows.find(org.schema.object('FlowDefinitionView')!, {});
  return definitions
    .map((definition) => definition['ApiName'] as string)
    .toSorted()
    .map((fullName) => {
      const { definition, shown } = shownVersion(org, fullName)!;
      const component = findComponent(org.db, 'Flow', shown.component)!;
      return {
        type,
        fullName,
        fileName: fileNameOf(typeHolding(type)!, type, fullName),
        id: type === 'Flow' ? shown.id : (definition['Id'] as string),
        createdDate: toIso(definition['CreatedDate'] as string),
        createdById: component.createdBy,
        lastModifiedDate: toIso(definition['LastModifiedDate'] as string),
        lastModifiedById: component.modifiedBy,
      };
    });
}

/**
 * The version of a flow that a retrieve gives back: the active one, or the latest if none is.
 * (Metadata API Developer Guide, Flow, "API version 44.0 and later")
 */
export function shownVersion(org: Org, fullName: string) {
  const flow = findFlow(org, fullName);
  if (!flow) return undefined;
  const { definition, versions } = flow;
  const active = versions.find((version) => version['Id'] === definition['ActiveVersionId']);
  const version = active ?? versions.at(-1)!;
  return {
    definition,
    activeNumber: active ? Number(active['VersionNumber']) : 0,
    shown: {
      id: version['Id'] as string,
      component: `${fullName}-${String(version['VersionNumber'])}`,
    },
  };
}

/** What came with the org is listed too, whether or not a deploy has touched it. */
function withUntouched(org: Org, type: string, names: readonly string[]): FileProperties[] {
  const stored = listStored(org, type);
  const touched = new Set(stored.map(({ fullName }) => fullName));
  const by = org.administrator()['Id'] as string;
  const at = toIso(org.organization()['CreatedDate'] as string);
  const untouched = names
    .filter((name) => !touched.has(name))
    .map((fullName) => ({
      type,
      fullName,
      fileName: fileNameOf(typeHolding(type)!, type, fullName),
      id: '',
      createdDate: at,
      createdById: by,
      lastModifiedDate: at,
      lastModifiedById: by,
    }));
  return [...untouched, ...stored].toSorted((a, b) => a.fullName.localeCompare(b.fullName));
}

/** Those that cannot be customised are not listed. */
function standardObjectNames(org: Org): string[] {
  return [...org.schema.objects()]
    .filter((object) => !object.custom && !object.isSetup && object.triggerable)
    .map(({ name }) => name);
}

/** The file of a component; one that stands inside another's file has that file. */
export function fileNameOf(holder: MetadataType, type: string, fullName: string): string {
  const name = holderName(type, fullName);
  const path = `${holder.directory}/${name.split('/').map(encodeFileName).join('/')}`;
  return holder.form === 'bundle' || holder.form === 'folder' ? path : `${path}.${holder.suffix}`;
}

/** Names of files escape what file systems refuse. */
function encodeFileName(name: string): string {
  return name.replaceAll(/[%/\\:*?"<>|]/g, (character) => encodeURIComponent(character));
}

function toIso(dateTime: string): string {
  return dateTime.replace('+0000', 'Z');
}
