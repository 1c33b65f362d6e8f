import type { Org } from '../org.ts';
import { checkApexClass } from './apex.ts';
import type { Component } from './components.ts';
import { findFlow } from './flowDefinition.ts';
import { failOn } from './results.ts';
import { checkAgainstSchema } from './schema/check.ts';
import { findComponent, putComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf, typeHolding } from './types.ts';
import type { Problem, XmlElement } from './xml.ts';

/** An element of a stored type that names something which must be there. */
interface Reference {
  /** Names of the elements from the root down. */
  readonly path: readonly string[];
  readonly to: 'CustomField' | 'CustomObject' | 'CustomTab' | 'Flow' | 'LightningComponentBundle';
  /** Names of other forms have a meaning of their own there: `FULL_NAME`, `Account__r.Name`. */
  readonly form?: RegExp;
}

const ownField = { to: 'CustomField', form: /^\w+__c$/ } as const;

/** The folder that every org has. */
const DEFAULT_FOLDER = 'unfiled$public';

const references: Readonly<Record<string, readonly Reference[]>> = {
  CompactLayout: [{ path: ['fields'], ...ownField }],
  CustomApplication: [{ path: ['tabs'], to: 'CustomTab' }],
  FieldSet: [
    { path: ['displayedFields', 'field'], ...ownField },
    { path: ['availableFields', 'field'], ...ownField },
  ],
  FlowTest: [{ path: ['flowApiName'], to: 'Flow' }],
  Layout: [
    { path: ['layoutSections', 'layoutColumns', 'layoutItems', 'field'], to: 'CustomField' },
  ],
  ListView: [
    { path: ['columns'], ...ownField },
    { path: ['filters', 'field'], ...ownField },
  ],
  QuickAction: [
    { path: ['flowDefinition'], to: 'Flow' },
    { path: ['lightningWebComponent'], to: 'LightningComponentBundle' },
    { path: ['targetObject'], to: 'CustomObject' },
  ],
};

/** Whether what a component refers to is in the org. */
const exists: Readonly<Record<Reference['to'], (org: Org, name: string) => boolean>> = {
  CustomField: (org, name) => {
    const [objectName = '', fieldName = ''] = name.split('.');
    return org.schema.field(objectName, fieldName) !== undefined;
  },
  // Tabs of standard objects and features are named standard-…
  CustomTab: (org, name) =>
    name.startsWith('standard-') || findComponent(org.db, 'CustomTab', name) !== undefined,
  CustomObject: (org, name) => org.schema.object(name) !== undefined,
  Flow: (org, name) => findFlow(org, name) !== undefined,
  LightningComponentBundle: (org, name) =>
    findComponent(org.db, 'LightningComponentBundle', name) !== undefined,
};

/** Keeps a component that nothing in the local org acts on, once it is sure that it is valid. */
export function deployStored(component: Component, org: Org, now: Date): Deployed {
  const { type, fullName, fileName, files, root } = component;
  const { notInProfessional, inFolder } = typeHolding(type)!;
  if (notInProfessional && org.edition === 'Professional') {
    failOn([{ message: 'Not available for deploy for this organization' }]);
  }
  failOn(checkAgainstSchema(root, type));
  failOn(checkReferences(component, org));
  const folder = fullName.slice(0, Math.max(fullName.indexOf('/'), 0));
  if (inFolder && folder !== DEFAULT_FOLDER && !findComponent(org.db, inFolder, folder)) {
    failOn([{ message: `Cannot find folder:${folder}` }]);
  }
  if (type === 'ApexClass') failOn(checkApexClass(files.get(fileName)!));
  return keep(component, org, now);
}

/** Keeps a component: its files, or its element if it stands in the file of another. */
export function keep({ type, fullName, source, files }: Component, org: Org, now: Date): Deployed {
  const holder = typeHolding(type)!;
  const content = holder.storedOnly ? JSON.stringify(Object.fromEntries(files)) : source;
  return putComponent(org.db, { type, fullName, content, keyPrefix: keyPrefixOf(type) }, now);
}

/** How components are named after their object; a quick action without one is global. */
const ofObject: Readonly<Record<string, RegExp>> = {
  CompactLayout: /^(\w+)\./,
  FieldSet: /^(\w+)\./,
  Layout: /^([^-]+)-/,
  ListView: /^(\w+)\./,
  QuickAction: /^(\w+)\./,
  WebLink: /^(\w+)\./,
};

function checkReferences({ type, fullName, root }: Component, org: Org): Problem[] {
  const objectName = ofObject[type]?.exec(fullName)?.[1] ?? '';
  if (objectName !== '' && !org.schema.object(objectName)) {
    const element = type[0]!.toLowerCase() + type.slice(1);
    return [{ message: `In field: ${element} - no CustomObject named ${objectName} found` }];
  }
  return (references[type] ?? []).flatMap(({ path, to, form }) =>
    elementsAt(root, path).flatMap(({ name: element, text, line, column }) => {
      const name = to === 'CustomField' ? `${objectName}.${text}` : text;
      if (form?.test(text) === false || exists[to](org, name)) return [];
      return [{ message: `In field: ${element} - no ${to} named ${name} found`, line, column }];
    }),
  );
}

function elementsAt(element: XmlElement, [name, ...rest]: readonly string[]): XmlElement[] {
  if (name === undefined) return [element];
  return element.children
    .filter((child) => child.name === name)
    .flatMap((child) => elementsAt(child, rest));
}
