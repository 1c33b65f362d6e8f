import { SalesforceError } from '../errors.ts';
import { addDays } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, SObject, Value, Values } from '../schema/types.ts';
import { compileConditions, compileFilters, newlyMet } from './conditions.ts';
import { invalid, noSuchField, notImplementedHere, wrongType } from './problems.ts';
import { operandTypeOf } from './references.ts';
import type { Resolve } from './resources.ts';
import type { Trigger } from './start.ts';
import { FlowFault, type FlowNode, type Read, type Run } from './types.ts';
import { checkFits, familyOf, fieldValue, referenceAt, templateReader, valueOf } from './values.ts';

/** What compiling an element on the canvas needs to know of the flow around it. */
export interface Surroundings {
  readonly trigger: Trigger | undefined;
  readonly resolve: Resolve;
  /**
   * The element that a connector leads to; undefined without a connector.
   * @throws {FlowProblem} when there is no such element.
   */
  readonly target: (connector: XmlElement | undefined) => FlowNode | undefined;
}

type Compile = (element: XmlElement, around: Surroundings) => FlowNode['execute'];

/** How the elements on the canvas are compiled. */
export const nodeKinds: Readonly<Record<string, Compile>> = {
  assignments: compileAssignment,
  customErrors: compileCustomError,
  decisions: compileDecision,
  recordUpdates: compileRecordUpdate,
};

function compileDecision(element: XmlElement, { resolve, target }: Surroundings) {
  const outcomes = childrenOf(element, 'rules').map((rule) => {
    const condition = compileConditions(rule, resolve);
    const required = textOf(rule, 'doesRequireRecordChangedToMeetCriteria') === 'true';
    return {
      applies: required ? newlyMet(condition) : condition,
      next: target(child(rule, 'connector')),
    };
  });
  const otherwise = target(child(element, 'defaultConnector'));
  return (run: Run): FlowNode | undefined => {
    const outcome = outcomes.find(({ applies }) => applies(run));
    return outcome ? outcome.next : otherwise;
  };
}

function compileAssignment(element: XmlElement, { resolve, target }: Surroundings) {
  const items = childrenOf(element, 'assignmentItems').map((item) => assignmentItem(item, resolve));
  const next = target(child(element, 'connector'));
  return (run: Run): FlowNode | undefined => {
    for (const assign of items) assign(run);
    return next;
  };
}

function assignmentItem(item: XmlElement, resolve: Resolve): (run: Run) => void {
  const left = referenceAt(textOf(item, 'assignToReference')!.trim(), item, resolve);
  const { write, field } = left;
  if (!write) throw invalid(`"${left.name}" can't be assigned a value.`, item);
  if (field) checkWritable(field, item);
  const value = valueOf(child(item, 'value'), resolve);
  const operator = textOf(item, 'operator')!;
  if (operator === 'Assign') {
    checkFits(value, left.type, 'value', item);
  } else {
    const operand = arithmetic[operator]?.[familyOf(left.type)];
    if (!operand || (value.type && familyOf(value.type) !== operand.right)) {
      throw wrongType('value', item);
    }
  }
  const compute = arithmetic[operator]?.[familyOf(left.type)]?.compute;
  const result: Read = compute ? (run) => compute(left.read(run), value.read(run)) : value.read;
  const stored = field ? fieldValue(field, result) : result;
  return (run) => {
    write(run, stored(run));
  };
}

interface Arithmetic {
  readonly right: 'text' | 'number';
  readonly compute: (left: Value, right: Value) => Value;
}
const numbers = (sign: 1 | -1): Arithmetic => ({
  right: 'number',
  compute: (left, right) => Number(left ?? 0) + sign * Number(right ?? 0),
});
const days = (sign: 1 | -1): Arithmetic => ({
  right: 'number',
  compute: (left, right) =>
    left === null ? null : addDays(left as string, sign * Number(right ?? 0)),
});
const joined: Arithmetic = {
  right: 'text',
  compute: (left, right) => String(left ?? '') + String(right ?? ''),
};

/** Add and Subtract, by the family of what is assigned to. A blank counts as nothing. */
const arithmetic: Readonly<Record<string, Readonly<Record<string, Arithmetic>>>> = {
  Add: { number: numbers(1), text: joined, date: days(1) },
  Subtract: { number: numbers(-1), date: days(-1) },
};

function compileCustomError(element: XmlElement, around: Surroundings): FlowNode['execute'] {
  const { trigger, resolve, target } = around;
  const [message, second] = childrenOf(element, 'customErrorMessages');
  if (!message || second) {
    throw notImplementedHere('several customErrorMessages in one element', second ?? element);
  }
  if (!trigger) throw invalid('Custom errors need a record that triggered the flow.', element);
  const text = templateReader(textOf(message, 'errorMessage')!, message, resolve);
  const onField = textOf(message, 'isFieldError') === 'true';
  const fields = onField ? [fieldOf(message, 'fieldSelection', trigger.record.object).name] : [];
  target(child(element, 'connector'));
  return (run) => {
    throw new SalesforceError('FIELD_CUSTOM_VALIDATION_EXCEPTION', String(text(run)), { fields });
  };
}

function compileRecordUpdate(element: XmlElement, around: Surroundings): FlowNode['execute'] {
  const { trigger, resolve, target } = around;
  const reference = textOf(element, 'inputReference')?.trim();
  if (reference === undefined) throw invalid('Required field is missing: inputReference', element);
  if (reference.toLowerCase() !== '$record') {
    throw notImplementedHere(`updates of ${reference}`, element);
  }
  if (!trigger) throw invalid('The element has an invalid reference to "$Record".', element);
  const { object } = trigger.record;
  const applies = compileFilters(element, object, resolve) ?? (() => true);
  const inputs = childrenOf(element, 'inputAssignments').map((input) => {
    const field = fieldOf(input, 'field', object);
    checkWritable(field, input);
    const value = valueOf(child(input, 'value'), resolve);
    checkFits(value, operandTypeOf(field)!, 'inputAssignments', input);
    return { name: field.name, read: fieldValue(field, value.read) };
  });
  const next = target(child(element, 'connector'));
  const faultPath = target(child(element, 'faultConnector'));
  const changes = (run: Run): Values =>
    inputs.length > 0
      ? Object.fromEntries(inputs.map(({ name, read }) => [name, read(run)]))
      : Object.fromEntries([...run.assigned].map((name) => [name, run.record[name] ?? null]));

  if (trigger.type === 'RecordBeforeSave') {
    return (run) => {
      if (applies(run)) Object.assign(run.record, changes(run));
      return next;
    };
  }
  return (run) => {
    if (!applies(run)) return next;
    const values = changes(run);
    try {
      run.interview.host.updateRecords(object.name, [{ Id: run.record['Id'] ?? null, ...values }]);
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      const detail = `This error occurred when the flow tried to update records: ${error.errorCode}: ${error.message}. You can look up ExceptionCode values in the SOAP API Developer Guide.`;
      if (!faultPath) throw new FlowFault(run.flow.label, detail);
      run.faultMessage = detail;
      return faultPath;
    }
    Object.assign(run.record, values);
    return next;
  };
}

function fieldOf(element: XmlElement, child: string, object: SObject): Field {
  const name = textOf(element, child)?.trim();
  if (!name) throw invalid(`Required field is missing: ${child}`, element);
  const field = object.fields.get(name.toLowerCase());
  if (!field || !operandTypeOf(field)) throw noSuchField(name, object.name, element);
  return field;
}

function checkWritable(field: Field, element: XmlElement): void {
  if (field.updateable) return;
  throw invalid(`The field "${field.name}" can't be edited.`, element);
}
