import type { Org } from '../org.ts';
import type { PicklistValue, Schema } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { failOn } from './results.ts';
import type { Deployed } from './store.ts';
import { keep } from './stored.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const globalValueSetSpec: ElementSpec = {
  type: 'GlobalValueSet',
  required: { masterLabel: 'text', sorted: 'boolean' },
  optional: {
    description: 'text',
    customValue: [
      {
        type: 'CustomValue',
        required: { fullName: 'text', default: 'boolean' },
        optional: { label: 'text', isActive: { oneOf: ['true'] } },
      },
    ],
  },
};

/** Deploys values that picklists share. */
export function deployGlobalValueSet(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkElement(root, globalValueSetSpec));
  org.schema.valueSets.set(fullName.toLowerCase(), readGlobalValueSet(root));
  return keep(component, org, now);
}

export function readGlobalValueSet(root: XmlElement): PicklistValue[] {
  return readValues(root, 'customValue');
}

export interface Picklist {
  readonly values: readonly PicklistValue[];
  readonly restricted: boolean;
}

/** The values of a picklist field, its own or those of a global value set, or what is wrong with them. */
export function readPicklist(
  valueSet: XmlElement,
  schema: Schema,
): { picklist?: Picklist; problem?: Problem } {
  const definition = child(valueSet, 'valueSetDefinition');
  const name = child(valueSet, 'valueSetName');
  const fail = (message: string, { line, column }: XmlElement) => ({
    problem: { message, line, column },
  });
  if (!definition === !name) {
    const message = 'A value set has either a valueSetDefinition or a valueSetName';
    return fail(message, valueSet);
  }
  const values = definition
    ? readValues(definition, 'value')
    : schema.valueSets.get(name!.text.toLowerCase());
  if (!values) {
    return fail(`In field: valueSetName - no GlobalValueSet named ${name!.text} found`, name!);
  }
  const restricted = textOf(valueSet, 'restricted') === 'true';
  return { picklist: { values, restricted } };
}

function readValues(holder: XmlElement, element: string): PicklistValue[] {
  const values = childrenOf(holder, element).map((value) => ({
    value: textOf(value, 'fullName')!,
    label: textOf(value, 'label') ?? textOf(value, 'fullName')!,
    isDefault: textOf(value, 'default') === 'true',
  }));
  return textOf(holder, 'sorted') === 'true'
    ? values.toSorted((a, b) => a.label.localeCompare(b.label))
    : values;
}
