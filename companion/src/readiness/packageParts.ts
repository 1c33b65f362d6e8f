import { XMLParser } from 'fast-xml-parser';
import { packageFiles } from '../metadata/package.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import type { Component } from './questions.ts';

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

/** The objects that have fields of the package. */
export function objectsOfFields(parts: readonly PackagePart[]): string[] {
  const names = namesOf(parts, 'CustomField').map((name) => name.slice(0, name.indexOf('.')));
  // Contact and Account are asked for in any case, and so in one question with others.
  return [...new Set(['Contact', 'Account', ...names])];
}

function rootOf(text: string): Component {
  const document = parser.parse(text) as Record<string, Component>;
  const [root] = Object.entries(document).filter(([name]) => name !== '?xml');
  return root![1];
}
