import type { Package } from './package.ts';
import { elementsOf } from './schema/types.ts';
import { componentTypeNames, metadataTypes, typeHolding } from './types.ts';
import type { MetadataType } from './types.ts';
import { childrenOf, parseXml, textOf, toXml, XmlSyntaxError } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** One component of a deploy, found in one file or in a few that belong together. */
export interface Component {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  /** The element that describes it. */
  readonly root: XmlElement;
  readonly source: string;
  /** All its files, by their paths in the package. */
  readonly files: ReadonlyMap<string, string>;
}

/** A component that cannot be deployed, and why. */
export interface Unreadable {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly problem: Problem;
}

/** The files of one component, before they are looked into. */
interface FileGroup {
  readonly type: MetadataType;
  readonly fullName: string;
  readonly files: Map<string, string>;
}

const manifests = /^(?:package|destructiveChanges(?:Pre|Post)?)\.xml$/;

/** Reads every file, and compares what is there with what package.xml lists. */
export function findComponents(pkg: Package): {
  components: Component[];
  unreadable: Unreadable[];
} {
  const components: Component[] = [];
  const unreadable: Unreadable[] = [];
  const groups = new Map<string, FileGroup>();
  for (const [path, source] of pkg.files) {
    if (manifests.test(path)) continue;
    const place = locate(path);
    if (!place) {
      const message = `The local org does not implement this type of metadata: ${path}`;
      unreadable.push({ type: '', fullName: path, fileName: path, problem: { message } });
      continue;
    }
    const key = `${place.type.name}:${place.fullName}`;
    const group = groups.get(key) ?? { ...place, files: new Map<string, string>() };
    groups.set(key, group);
    group.files.set(path, source);
  }
  for (const group of groups.values()) {
    try {
      components.push(...readGroup(group, pkg));
    } catch (error) {
      if (!(error instanceof XmlSyntaxError)) throw error;
      unreadable.push({
        type: group.type.name,
        fullName: group.fullName,
        fileName: describingFile(group),
        problem: error.problem,
      });
    }
  }
  return { components, unreadable: [...unreadable, ...notFound(pkg, components, unreadable)] };
}

/** What a path says: `classes/X.cls-meta.xml` belongs to the Apex class X. */
function locate(path: string): { type: MetadataType; fullName: string } | undefined {
  const [directory = '', ...rest] = path.split('/');
  for (const type of metadataTypes) {
    if (type.directory !== directory || rest.length === 0) continue;
    if (type.form === 'bundle') {
      if (rest.length > 1) return { type, fullName: rest[0]! };
      continue;
    }
    if (rest.length !== (type.inFolder ? 2 : 1)) continue;
    const file = type.form === 'content' ? path.replace(/-meta\.xml$/, '') : path;
    const ending = type.form === 'folder' ? '-meta.xml' : `.${type.suffix}`;
    if (!file.endsWith(ending)) continue;
    const name = file.slice(directory.length + 1, -ending.length);
    return { type, fullName: decodeURIComponent(name) };
  }
  return undefined;
}

/** The file of a group that says what the component is. */
function describingFile({ type, fullName, files }: FileGroup): string {
  const [first = ''] = files.keys();
  if (type.form === 'xml' || type.form === 'folder') return first;
  if (type.form === 'content') return `${first.replace(/-meta\.xml$/, '')}-meta.xml`;
  return `${type.directory}/${fullName}/${fullName}.${type.suffix}-meta.xml`;
}

function readGroup(group: FileGroup, pkg: Package): Component[] {
  const { type, fullName, files } = group;
  const described = describingFile(group);
  const fileName = type.form === 'content' ? described.replace(/-meta\.xml$/, '') : described;
  const source = files.get(described);
  const missing = source === undefined ? described : files.has(fileName) ? undefined : fileName;
  if (source === undefined || missing !== undefined) {
    throw new XmlSyntaxError({ message: `Required file not found in zip: ${missing ?? ''}` });
  }
  const root = parseXml(source);
  const expected = type.rootSuffix === undefined ? type.name : fullName + type.rootSuffix;
  if (root.name !== expected) {
    throw new XmlSyntaxError({
      message: `Error parsing file: root element is ${root.name}, expected ${expected}`,
      line: root.line,
      column: root.column,
    });
  }
  return split({ type: type.name, fullName, fileName, root, source, files }, type, pkg);
}

/** An object's file holds the object, if package.xml lists it, and components such as its fields. */
function split(component: Component, type: MetadataType, pkg: Package): Component[] {
  if (!type.children) return [component];
  const { fullName, root } = component;
  const children = type.children.flatMap(({ name, element }) =>
    childrenOf(root, element).map((child) => ({
      ...component,
      type: name,
      fullName: `${type.onlyFile === undefined ? `${fullName}.` : ''}${textOf(child, 'fullName') ?? ''}`,
      root: child,
      source: toXml(child),
    })),
  );
  const elements = new Set(type.children.map(({ element }) => element));
  const own = root.children.filter(({ name }) => !elements.has(name));
  const listed = pkg.members.get(type.name)?.some((name) => name === fullName || name === '*');
  if (!listed && own.length === 0) return children;
  const object = { ...root, children: own };
  return [{ ...component, root: object, source: toXml(object) }, ...children];
}

function whyNotFound(type: string, fullName: string): string {
  if (componentTypeNames.includes(type)) {
    return `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`;
  }
  return elementsOf(type)
    ? `The local org does not implement the metadata type ${type}.`
    : `Unknown type name '${type}' specified in package.xml`;
}

function notFound(
  pkg: Package,
  components: readonly Component[],
  unreadable: readonly Unreadable[],
): Unreadable[] {
  const found = new Set(components.map(({ type, fullName }) => `${type}:${fullName}`));
  const broken = new Set(unreadable.map(({ fullName }) => fullName));
  // Folders are listed with what they hold.
  const isFolder = (type: string, name: string) =>
    found.has(`${typeHolding(type)?.inFolder ?? ''}:${name}`);
  return [...pkg.members].flatMap(([type, names]) =>
    names
      .filter((name) => name !== '*' && !found.has(`${type}:${name}`) && !broken.has(name))
      .filter((name) => !isFolder(type, name))
      .map((fullName) => ({
        type,
        fullName,
        fileName: 'package.xml',
        problem: { message: whyNotFound(type, fullName) },
      })),
  );
}
