import type { Component, Content } from './xml.ts';
import type { FlowCondition, FlowElementReferenceOrValue } from '@salesforce/types/metadata';

/** The kinds of element that a flow file holds, as the Metadata API declares them. */
export type FlowContent = Component<'Flow'>;
/** Some kinds of element, as lists. */
export type FlowParts<Kind extends keyof FlowContent> = {
  readonly [Key in Kind]: NonNullable<FlowContent[Key]>;
};
type Value = Content<FlowElementReferenceOrValue>;
type Condition = Content<FlowCondition>;

export const API_VERSION = 66;

/** What every element on the canvas begins with. Flow Builder lays the canvas out by itself. */
export function node(name: string, description?: string) {
  return { description, name, label: name.replaceAll('_', ' '), locationX: 0, locationY: 0 };
}

/** A connector from an element to the next. */
export function to(targetReference: string) {
  return { targetReference };
}

/** A connector into a path that another one leads into already. */
export function joins(targetReference: string) {
  return { isGoTo: true, targetReference };
}

export function reference(elementReference: string): Value {
  return { elementReference };
}

export function literal(value: string | boolean | number): Value {
  if (typeof value === 'number') return { numberValue: value };
  return typeof value === 'boolean' ? { booleanValue: value } : { stringValue: value };
}

/** `left` names a resource or a field of one: `$Record.Email`. */
export function when(
  leftValueReference: string,
  operator: NonNullable<Condition['operator']>,
  rightValue: Value,
): Condition {
  return { leftValueReference, operator, rightValue };
}

export function isNull(leftValueReference: string, yes = true): Condition {
  return when(leftValueReference, 'IsNull', literal(yes));
}

/**
 * A rule of a decision: where the flow goes when the conditions hold: all of
 * them, one of them, or as `conditionLogic` says with their numbers from 1.
 */
export function rule(
  name: string,
  conditions: readonly Condition[],
  target: string,
  conditionLogic = 'and',
) {
  return {
    name,
    conditionLogic,
    conditions,
    connector: to(target),
    label: name.replaceAll('_', ' '),
  };
}

/** Sets flow variables, in this order. */
export function assign(values: Readonly<Record<string, Value>>) {
  return Object.entries(values).map(([assignToReference, value]) => ({
    assignToReference,
    operator: 'Assign' as const,
    value,
  }));
}

/** Fields to write, in the order in which Salesforce gives them back. */
export function fieldValues(values: Readonly<Record<string, Value>>) {
  return Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, value]) => ({ field, value }));
}

/** A variable of the flow. `purpose` is its description. */
export function variable(name: string, dataType: 'String' | 'Boolean' | 'Number', purpose: string) {
  return {
    description: purpose,
    name,
    dataType,
    isCollection: false,
    isInput: false,
    isOutput: false,
  };
}

/** Marks that Flow Builder leaves in each flow that it saves. */
const builtInFlowBuilder = [
  { name: 'BuilderType', value: literal('LightningFlowBuilder') },
  { name: 'CanvasMode', value: literal('AUTO_LAYOUT_CANVAS') },
];

/** A whole flow, active. */
export function flow(label: string, content: FlowContent): FlowContent {
  return {
    apiVersion: API_VERSION,
    environments: ['Default'],
    interviewLabel: `${label} {!$Flow.CurrentDateTime}`,
    label,
    processMetadataValues: builtInFlowBuilder,
    status: 'Active',
    ...content,
  };
}
