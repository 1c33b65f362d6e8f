import type { Org } from '../org.ts';
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
      return listObjects(org);
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

/** Standard objects are listed too, whether or not a deploy has touched them. */
function listObjects(org: Org): FileProperties[] {
  const stored = listStored(org, 'CustomObject');
  const names = new Set(stored.map(({ fullName }) => fullName));
  const untouched = standardObjects(org).filter(({ fullName }) => !names.has(fullName));
  return [...untouched, ...stored].toSorted((a, b) => a.fullName.localeCompare(b.fullName));
}

/** Standard objects were there with the org; those that cannot be customised are not listed. */
function standardObjects(org: Org): FileProperties[] {
  const organization = org.organization();
  const [administrator] = org.rows.find(org.schema.object('User')!, {});
  const by = administrator!['Id'] as string;
  const at = toIso(organization['CreatedDate'] as string);
  return [...org.schema.objects()]
    .filter((object) => !object.custom && !object.isSetup && object.triggerable)
    .map(({ name }) => ({
      type: 'CustomObject',
      fullName: name,
      fileName: `objects/${name}.object`,
      id: '',
      createdDate: at,
      createdById: by,
      lastModifiedDate: at,
      lastModifiedById: by,
    }));
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
