import { XMLParser } from 'fast-xml-parser';
import { packageFiles } from '../metadata/package.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { metadata, type Component, type Question } from './questions.ts';

/** A component of the package that a plan asks for. */
export interface PackagePart {
  readonly type: 'CustomField' | 'Flow' | 'PermissionSet';
  readonly fullName: string;
  readonly content: Component;
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

const PATHS: Readonly<Record<PackagePart['type'], RegExp>> = {
  CustomField: /^objects\/(.+)\/fields\/(.+)\.field-meta\.xml$/,
  Flow: /^flows\/(.+)\.flow-meta\.xml$/,
  PermissionSet: /^permissionsets\/(.+)\.permissionset-meta\.xml$/,
};

/** What of the package decides whether refreshes see every change: its fields, flows and permission sets. */
export function packageParts(plan: Plan): PackagePart[] {
  return Object.entries(packageFiles(plan)).flatMap(([path, text]) =>
    (Object.keys(PATHS) as PackagePart['type'][]).flatMap((type) => {
      const names = PATHS[type].exec(path);
      return names === null
        ? []
        : [{ type, fullName: names.slice(1).join('.'), content: rootOf(text) }];
    }),
  );
}

/** Names of the parts of one type. */
export function namesOf(parts: readonly PackagePart[], type: PackagePart['type']): string[] {
  return parts.filter((part) => part.type === type).map(({ fullName }) => fullName);
}

/**
 * Contact, Account and the objects of the package, with their fields and
 * validation rules: one call for all who ask, however many fields there are.
 */
export function customObjects(plan: Plan): Question<readonly Component[]> {
  const fields = namesOf(packageParts(plan), 'CustomField');
  const objects = fields.map((name) => name.slice(0, name.indexOf('.')));
  return metadata('CustomObject', [...new Set(['Contact', 'Account', ...objects])]);
}

export function objectNamed(objects: readonly Component[], name: string): Component | undefined {
  return objects.find(({ fullName }) => fullName === name);
}

export function fieldsOf({ fields = [] }: Component): readonly Component[] {
  return (Array.isArray(fields) ? fields : [fields]) as readonly Component[];
}

function rootOf(text: string): Component {
  const document = parser.parse(text) as Record<string, Component>;
  const [root] = Object.entries(document).filter(([name]) => name !== '?xml');
  return root![1];
}
