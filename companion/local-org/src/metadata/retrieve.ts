import { strToU8, zipSync } from 'fflate';
import { notImplemented } from '../errors.ts';
import type { Org } from '../org.ts';
import { shownExternalClientApp } from './externalClientApps.ts';
import { permissionSetFile, profileFile } from './grantFiles.ts';
import type { GrantFilter } from './grantFiles.ts';
import { fileNameOf, listMetadata, shownVersion } from './inventory.ts';
import type { FileProperties } from './inventory.ts';
import { findComponent, listComponents } from './store.ts';
import { holderName, metadataTypes, typeHolding } from './types.ts';
import type { MetadataType } from './types.ts';
import { element, escapeXml, NAMESPACE, parseXml, writeXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface RetrieveRequest {
  /** Names by type, `*` for all. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly version: string;
  /** The files stand at the root of the zip instead of in a folder `unpackaged`. */
  readonly singlePackage: boolean;
}

export interface Retrieved {
  readonly zip: Uint8Array;
  readonly fileProperties: readonly FileProperties[];
  /** What was asked for and is not there. */
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

/**
 * One component by itself, as `readMetadata` gives it back: its root holds its elements.
 * @returns undefined when there is none of that name.
 * @throws {SalesforceError} NOT_IMPLEMENTED for components that are more than their XML.
 */
export function readComponent(org: Org, type: string, fullName: string): XmlElement | undefined {
  const holder = typeHolding(type)!;
  if (holder.form !== 'xml') throw notImplemented(`reading a component of type ${type}`);
  if (!listMetadata(org, type).some((one) => one.fullName === fullName)) return undefined;
  if (holder.name !== type) return parseXml(findComponent(org.db, type, fullName)!.content);
  if (type === 'Profile') return parseXml(profileFile(org, fullName));
  const [file] = filesOf(org, holder, new Map([[type, [fullName]]]));
  return parseXml(file![1]);
}

/** Packs the components that a manifest asks for, as the Metadata API gives them back. */
export function retrieve(org: Org, request: RetrieveRequest): Retrieved {
  const root = request.singlePackage ? '' : 'unpackaged/';
  const files = new Map<string, string>();
  const fileProperties: FileProperties[] = [];
  const messages: { fileName: string; problem: string }[] = [];
  const manifest = new Map<string, string[]>();
  const found = new Map<string, string[]>();
  for (const [type, names] of request.members) {
    const listed = listWithFolders(org, type);
    manifest.set(type, []);
    for (const name of names) {
      const wanted = listed.filter(({ fullName }) => name === '*' || fullName === name);
      if (wanted.length === 0 && name !== '*') {
        messages.push({
          fileName: `${root}package.xml`,
          problem: `Entity of type '${type}' named '${name}' cannot be found`,
        });
      }
      fileProperties.push(...wanted.map((one) => ({ ...one, fileName: `${root}${one.fileName}` })));
      for (const one of wanted) {
        manifest.get(type)!.push(one.fullName);
        found.set(one.type, [...(found.get(one.type) ?? []), one.fullName]);
      }
    }
  }
  for (const type of metadataTypes) {
    for (const [path, content] of filesOf(org, type, found)) files.set(`${root}${path}`, content);
  }
  files.set(`${root}package.xml`, packageXml(manifest, request.version));
  const zip = zipSync(
    Object.fromEntries([...files].map(([path, content]) => [path, strToU8(content)])),
  );
  return { zip, fileProperties, messages };
}

/** Names of components by their types. */
type Manifest = ReadonlyMap<string, readonly string[]>;

/** What else a retrieve asks for decides what it tells of a profile. */
function askedFor(org: Org, manifest: Manifest): GrantFilter {
  const has = (type: string, name: string) => manifest.get(type)?.includes(name) === true;
  // An object brings its custom fields and record types.
  const within = (name: string) => has('CustomObject', name.split('.')[0]!);
  return {
    object: (name) => has('CustomObject', name),
    field: (name) => {
      const [object = '', field = ''] = name.split('.');
      const isCustom = org.schema.field(object, field)?.custom === true;
      return has('CustomField', name) || (within(name) && isCustom);
    },
    recordType: (name) => has('RecordType', name) || within(name),
  };
}

/** Folders are asked for with what they hold. */
function listWithFolders(org: Org, type: string): FileProperties[] {
  const holder = typeHolding(type);
  if (!holder) return [];
  const folders = holder.inFolder === undefined ? [] : listMetadata(org, holder.inFolder);
  return [...folders, ...listMetadata(org, type)];
}

/** The files of all components of a type, and of what stands inside them. */
function filesOf(org: Org, type: MetadataType, manifest: Manifest): Iterable<[string, string]> {
  if (type.children) return parentFiles(org, type, manifest);
  return (manifest.get(type.name) ?? []).flatMap((fullName) => {
    const path = fileNameOf(type, type.name, fullName);
    const made = madeFiles[type.name];
    if (made) return [[path, made(org, fullName, manifest)]];
    const { content } = findComponent(org.db, type.name, fullName)!;
    return type.storedOnly
      ? Object.entries(JSON.parse(content) as Record<string, string>)
      : [[path, content]];
  });
}

/** Types whose files are made of what the org is now, not given back as they came. */
const madeFiles: Readonly<
  Record<string, (org: Org, fullName: string, manifest: Manifest) => string>
> = {
  ExtlClntAppGlobalOauthSettings: (org, name) =>
    shownExternalClientApp(org, 'ExtlClntAppGlobalOauthSettings', name),
  ExtlClntAppOauthSettings: (org, name) =>
    shownExternalClientApp(org, 'ExtlClntAppOauthSettings', name),
  Flow: (org, name) =>
    findComponent(org.db, 'Flow', shownVersion(org, name)!.shown.component)!.content,
  PermissionSet: permissionSetFile,
  Profile: (org, name, manifest) => profileFile(org, name, askedFor(org, manifest)),
  FlowDefinition: (org, name) => {
    const { activeNumber } = shownVersion(org, name)!;
    return writeXml(
      element('FlowDefinition', [element('activeVersionNumber', String(activeNumber))]),
    );
  },
};

/** Objects: one that is asked for comes with all its fields, else those that are asked for. */
function* parentFiles(
  org: Org,
  type: MetadataType,
  manifest: Manifest,
): Iterable<[string, string]> {
  const whole = new Set(manifest.get(type.name));
  const contents = new Map<string, XmlElement[]>(
    [...whole].map((name) => {
      const stored = findComponent(org.db, type.name, name);
      return [name, stored ? [...parseXml(stored.content).children] : []];
    }),
  );
  for (const child of type.children!) {
    const listed = new Set(manifest.get(child.name));
    for (const { fullName, content } of listComponents(org.db, child.name)) {
      const parent = holderName(child.name, fullName);
      if (!whole.has(parent) && !listed.has(fullName)) continue;
      contents.set(parent, [...(contents.get(parent) ?? []), parseXml(content)]);
    }
  }
  for (const [name, children] of contents) {
    const ordered = children.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
    yield [fileNameOf(type, type.name, name), writeXml(element(type.name, ordered))];
  }
}

function packageXml(manifest: ReadonlyMap<string, readonly string[]>, version: string): string {
  const types = [...manifest].map(([name, members]) => {
    const lines = members.map((member) => `        <members>${escapeXml(member)}</members>\n`);
    return `    <types>\n${lines.join('')}        <name>${escapeXml(name)}</name>\n    </types>\n`;
  });
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="${NAMESPACE}">\n${types.join('')}` +
    `    <version>${escapeXml(version)}</version>\n</Package>\n`
  );
}
