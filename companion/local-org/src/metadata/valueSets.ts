import type { Org } from '../org.ts';
import type { PicklistValue, Schema, SObject } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { customValueSpec } from './fieldSpec.ts';
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
    customValue: [customValueSpec],
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
  /** The field on whose value it depends which of the values are offered. */
  readonly controller: string | null;
}

/** The values of a picklist field, its own or those of a global value set, or what is wrong with them. */
export function readPicklist(
  valueSet: XmlElement,
  object: SObject,
  schema: Schema,
): { picklist?: Picklist; problem?: Problem } {
  const definition = child(valueSet, 'valueSetDefinition');
  const name = child(valueSet, 'valueSetName');
  const fail = (message: string, { line, column }: XmlElement) => ({
    problem: { message, line, column },
  });
  if (!definition === !name) {
    const message = 'Value set must reference a value set name or define a value set, but not both';
    return fail(message, valueSet);
  }
  const values = definition
    ? readValues(definition, 'value')
    : schema.valueSets.get(name!.text.toLowerCase());
  if (!values) {
    return fail(`In field: valueSetName - no GlobalValueSet named ${name!.text} found`, name!);
  }
  const twin = values.find(({ value }, i) => values.findIndex((one) => one.value === value) < i);
  if (twin)
    return fail(`duplicate value found: [${twin.value}] is defined multiple times`, valueSet);
  const restricted = textOf(valueSet, 'restricted') === 'true';
  const named = child(valueSet, 'controllingField');
  if (!named) return { picklist: { values, restricted, controller: null } };
  const controller = object.fields.get(named.text.toLowerCase());
  if (controller?.type !== 'picklist' && controller?.type !== 'boolean') {
    return fail(
      `In field: controllingField - no CustomField named ${object.name}.${named.text} found`,
      named,
    );
  }
  const settings = childrenOf(valueSet, 'valueSettings');
  const unknown = settings.find(
    (one) => !values.some(({ value }) => value === textOf(one, 'valueName')),
  );
  if (unknown)
    return fail(`Cannot find the picklist value: ${textOf(unknown, 'valueName')!}`, unknown);
  const offered = values.map((value) => ({
    ...value,
    offeredFor: settings
      .filter((one) => textOf(one, 'valueName') === value.value)
      .flatMap((one) => childrenOf(one, 'controllingFieldValue').map(({ text }) => text)),
  }));
  return { picklist: { values: offered, restricted, controller: controller.name } };
}

function readValues(holder: XmlElement, element: string): PicklistValue[] {
  const active = childrenOf(holder, element).filter((one) => textOf(one, 'isActive') !== 'false');
  const values = active.map((value) => ({
    value: textOf(value, 'fullName')!,
    label: textOf(value, 'label') ?? textOf(value, 'fullName')!,
    isDefault: textOf(value, 'default') === 'true',
  }));
  return textOf(holder, 'sorted') === 'true'
    ? values.toSorted((a, b) => a.label.localeCompare(b.label))
    : values;
}
