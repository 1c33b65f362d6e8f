import { SalesforceError } from '../errors.ts';
import { operandTypeOf } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { invalid, noSuchField } from './problems.ts';
import type { Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import { FlowFault, LimitExceeded, type FlowNode, type Read, type Run } from './types.ts';
import { checkFits, fieldValue, valueOf } from './values.ts';

/** A field of a record and what it is set to. */
export interface Input {
  readonly field: string;
  readonly read: Read;
}

export function inputAssignments(
  element: XmlElement,
  object: SObject,
  permission: 'createable' | 'updateable',
  resolve: Resolve,
): Input[] {
  return childrenOf(element, 'inputAssignments').map((input) => {
    const field = fieldOf(input, 'field', object);
    checkWritable(field, permission, input);
    const value = valueOf(child(input, 'value'), resolve);
    checkFits(value, operandTypeOf(field)!, 'inputAssignments', input);
    return { field: field.name, read: fieldValue(field, value.read) };
  });
}

export const evaluateInputs = (inputs: readonly Input[], run: Run): Values =>
  Object.fromEntries(inputs.map(({ field, read }) => [field, read(run)]));

/** The field of an object that an element names in one of its children. */
export function fieldOf(element: XmlElement, child: string, object: SObject): Field {
  const name = textOf(element, child)?.trim();
  if (!name) throw invalid(`Required field is missing: ${child}`, element);
  const field = object.fields.get(name.toLowerCase());
  if (!field || !operandTypeOf(field)) throw noSuchField(name, object.name, element);
  return field;
}

export function checkWritable(
  field: Field,
  permission: 'createable' | 'updateable',
  element: XmlElement,
): void {
  if (field[permission]) return;
  throw invalid(`The field "${field.name}" can't be edited.`, element);
}

type Step = () => FlowNode | undefined;

/** What $Flow.FaultMessage says when saving or finding records fails. */
export const recordFault =
  (verb: 'create' | 'delete' | 'look up' | 'update') =>
  ({ errorCode, message }: SalesforceError): string =>
    `This error occurred when the flow tried to ${verb} records: ${errorCode}: ${message}. You can look up ExceptionCode values in the SOAP API Developer Guide.`;

/** Runs a step that can fail; what it fails with goes to the fault path, if there is one. */
export function faultGuard(
  element: XmlElement,
  faultMessage: (error: SalesforceError) => string,
  { target }: Surroundings,
): (run: Run, step: Step) => FlowNode | undefined {
  const faultPath = target(child(element, 'faultConnector'));
  return (run, step) => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      // No fault path catches a limit of the transaction.
      if (error instanceof LimitExceeded) throw new LimitExceeded(error.detail, run.flow.label);
      const detail = faultMessage(error);
      if (!faultPath) throw new FlowFault(run.flow.label, detail);
      run.faultMessage = detail;
      return faultPath;
    }
  };
}

/** @throws {FlowProblem} in a flow that runs before its record is saved. */
export function refuseBeforeSave(
  element: XmlElement,
  { trigger }: Surroundings,
  what: string,
): void {
  if (trigger?.type !== 'RecordBeforeSave') return;
  throw invalid(`A before-save flow can't ${what}.`, element);
}
