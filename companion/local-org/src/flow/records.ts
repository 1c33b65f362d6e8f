import { SalesforceError } from '../errors.ts';
import { operandTypeOf } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { compileFilters } from './conditions.ts';
import { invalid, noSuchField, notImplementedHere, wrongType } from './problems.ts';
import type { Resolve } from './resources.ts';
import type { Surroundings } from './surroundings.ts';
import { FlowFault, type FlowNode, type Read, type Run } from './types.ts';
import { checkFits, familyOf, fieldValue, referenceAt, valueOf } from './values.ts';

/** Update Records, of the record that triggered the flow. */
export function compileRecordUpdate(
  element: XmlElement,
  around: Surroundings,
): FlowNode['execute'] {
  const { trigger, resolve, target } = around;
  const reference = textOf(element, 'inputReference')?.trim();
  if (reference === undefined) throw invalid('Required field is missing: inputReference', element);
  if (reference.toLowerCase() !== '$record') {
    throw notImplementedHere(`updates of ${reference}`, element);
  }
  if (!trigger) throw invalid('The element has an invalid reference to "$Record".', element);
  const { object } = trigger.record;
  const applies = compileFilters(element, object, resolve) ?? (() => true);
  const inputs = inputAssignments(element, object, 'updateable', resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, 'update', around);
  const changes = (run: Run): Values =>
    inputs.length > 0 ? evaluateInputs(inputs, run) : assignedValues(run);

  if (trigger.type === 'RecordBeforeSave') {
    return (run) => {
      if (applies(run)) Object.assign(run.record, changes(run));
      return next;
    };
  }
  return (run) => {
    if (!applies(run)) return next;
    return guard(run, () => {
      const values = changes(run);
      const update = { Id: run.record['Id'] ?? null, ...values };
      run.interview.host.updateRecords(object.name, [update]);
      Object.assign(run.record, values);
      return next;
    });
  };
}

/** Create Records, of one record whose fields the element sets one by one. */
export function compileRecordCreate(
  element: XmlElement,
  around: Surroundings,
): FlowNode['execute'] {
  const { schema, trigger, resolve, target } = around;
  if (trigger?.type === 'RecordBeforeSave') {
    throw invalid("A before-save flow can't create records.", element);
  }
  const name = textOf(element, 'object')?.trim();
  if (!name) throw invalid('Required field is missing: object', element);
  const object = schema.object(name);
  if (!object?.createable) throw invalid(`Records of "${name}" can't be created.`, element);
  const inputs = inputAssignments(element, object, 'createable', resolve);
  const keepId = idKeeper(element, resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, 'create', around);
  return (run) =>
    guard(run, () => {
      const [id] = run.interview.host.createRecords(object.name, [evaluateInputs(inputs, run)]);
      keepId(run, id!);
      return next;
    });
}

/** Where the Id of a created record goes: to a variable, to the element's own name, or nowhere. */
function idKeeper(element: XmlElement, resolve: Resolve): (run: Run, id: string) => void {
  const path = textOf(element, 'assignRecordIdToReference')?.trim();
  if (path !== undefined) {
    const { write, type } = referenceAt(path, element, resolve);
    if (!write || familyOf(type) !== 'text') throw wrongType('assignRecordIdToReference', element);
    return write;
  }
  const key = textOf(element, 'name')!.toLowerCase();
  return (run, id) => {
    run.variables[key] = id;
  };
}

interface Input {
  readonly field: string;
  readonly read: Read;
}

function inputAssignments(
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

const evaluateInputs = (inputs: readonly Input[], run: Run): Values =>
  Object.fromEntries(inputs.map(({ field, read }) => [field, read(run)]));

const assignedValues = ({ assigned, record }: Run): Values =>
  Object.fromEntries([...assigned].map((name) => [name, record[name] ?? null]));

type Step = () => FlowNode | undefined;

/** Runs a step that saves; what the save is refused for goes to the fault path, if there is one. */
function faultGuard(
  element: XmlElement,
  verb: 'create' | 'update',
  { target }: Surroundings,
): (run: Run, step: Step) => FlowNode | undefined {
  const faultPath = target(child(element, 'faultConnector'));
  return (run, step) => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      const detail = `This error occurred when the flow tried to ${verb} records: ${error.errorCode}: ${error.message}. You can look up ExceptionCode values in the SOAP API Developer Guide.`;
      if (!faultPath) throw new FlowFault(run.flow.label, detail);
      run.faultMessage = detail;
      return faultPath;
    }
  };
}

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
