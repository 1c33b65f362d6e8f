import type { Org } from '../org.ts';
import type { ElementKind } from './elements.ts';
import { findComponent } from './store.ts';
import { child, childrenOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/*
 * What a permission set shows to people of apps, tabs and Apex classes: it is kept and given back, and
 * what it names must be there.
 */

interface VisiblePart {
  readonly element: string;
  readonly spec: ElementKind;
  /** The element inside that names the component. */
  readonly names: string;
  readonly type: string;
  /** Names of what Salesforce itself brings. */
  readonly standard: RegExp;
}

const parts: readonly VisiblePart[] = [
  {
    element: 'applicationVisibilities',
    spec: {
      type: 'PermissionSetApplicationVisibility',
      required: { application: 'text', visible: 'boolean' },
      optional: { default: 'boolean' },
    },
    names: 'application',
    type: 'CustomApplication',
    standard: /^standard__/,
  },
  {
    element: 'classAccesses',
    spec: {
      type: 'PermissionSetApexClassAccess',
      required: { apexClass: 'text', enabled: 'boolean' },
    },
    names: 'apexClass',
    type: 'ApexClass',
    standard: /^$/,
  },
  {
    element: 'tabSettings',
    spec: {
      type: 'PermissionSetTabSetting',
      required: { tab: 'text', visibility: 'text' },
    },
    names: 'tab',
    type: 'CustomTab',
    standard: /^standard-/,
  },
];

export const visiblePartSpecs: Readonly<Record<string, readonly [ElementKind]>> =
  Object.fromEntries(parts.map(({ element, spec }) => [element, [spec]]));

/** Apps, tabs and classes that a file names and that are not there. */
export function checkVisibleParts(root: XmlElement, org: Org): Problem[] {
  return parts.flatMap(({ element, names, type, standard }) =>
    childrenOf(root, element)
      .map((part) => child(part, names)!)
      .filter(({ text }) => !standard.test(text) && !findComponent(org.db, type, text))
      .map(({ text, line, column }) => ({
        message: `In field: ${names} - no ${type} named ${text} found`,
        line,
        column,
      })),
  );
}

/** The elements of a file that are given back as they came. */
export function keptElements(root: XmlElement): XmlElement[] {
  return parts.flatMap(({ element }) => childrenOf(root, element));
}
