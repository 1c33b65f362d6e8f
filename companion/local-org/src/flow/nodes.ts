import { SalesforceError } from '../errors.ts';
import { addDays } from '../formula/index.ts';
import { child, childrenOf, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Field, Value } from '../schema/types.ts';
import { compileConditions, newlyMet } from './conditions.ts';
import { invalid, notImplementedHere, wrongType } from './problems.ts';
import { compileAction } from './actions.ts';
import { compileCollectionProcessor } from './collectionProcessors.ts';
import { collectionAssignment, compileLoop, countOf, recordAssignment } from './collections.ts';
import { checkWritable, fieldOf } from './inputs.ts';
import { compileRecordLookup } from './lookups.ts';
import { compileRecordCreate, compileRecordDelete, compileRecordUpdate } from './records.ts';
import type { Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowNode, Read, Run } from './types.ts';
import { compileSubflow } from './subflows.ts';
import { checkFits, familyOf, fieldValue, referenceAt, templateReader, valueOf } from './values.ts';

type Compile = (element: XmlElement, around: Surroundings) => FlowNode['execute'];

/** How the elements on the canvas are compiled. */
export const nodeKinds: Readonly<Record<string, Compile>> = {
  actionCalls: compileAction,
  assignments: compileAssignment,
  collectionProcessors: compileCollectionProcessor,
  customErrors: compileCustomError,
  decisions: compileDecision,
  loops: compileLoop,
  recordCreates: compileRecordCreate,
  recordDeletes: compileRecordDelete,
  recordLookups: compileRecordLookup,
  recordUpdates: compileRecordUpdate,
  subflows: compileSubflow,
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
  return (
    recordAssignment(item, resolve) ??
    collectionAssignment(item, resolve) ??
    valueAssignment(item, resolve)
  );
}

function valueAssignment(item: XmlElement, resolve: Resolve): (run: Run) => void {
  const left = referenceAt(textOf(item, 'assignToReference')!.trim(), item, resolve);
  const { write, field } = left;
  if (!write) throw invalid(`"${left.name}" can't be assigned a value.`, item);
  if (field) checkAssignable(left.name, field, item);
  const operator = textOf(item, 'operator')!;
  if (operator === 'AssignCount') {
    if (familyOf(left.type) !== 'number') throw wrongType('value', item);
    const count = countOf(item, resolve);
    return (run) => {
      write(run, count(run));
    };
  }
  const value = valueOf(child(item, 'value'), resolve);
  if (operator === 'Assign') {
    checkFits(value, left.type, 'value', item);
  } else {
    const operand = arithmetic[operator]?.[familyOf(left.type)];
    const isForOthers = operator === 'AddItem' && left.type !== 'multipicklist';
    if (!operand || isForOthers || (value.type && familyOf(value.type) !== operand.right)) {
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

/** A record that a flow holds may be new, or be told by its Id which one it is. */
function checkAssignable(path: string, field: Field, item: XmlElement): void {
  const isOfTrigger = path.startsWith('$');
  if (!isOfTrigger && (field.createable || field.type === 'id')) return;
  checkWritable(field, 'updateable', item);
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

const itemAdded: Arithmetic = {
  right: 'text',
  compute: (left, right) => [left, right].filter((part) => (part ?? '') !== '').join(';'),
};

/** Add and Subtract, by the family of what is assigned to. A blank counts as nothing. */
const arithmetic: Readonly<Record<string, Readonly<Record<string, Arithmetic>>>> = {
  Add: { number: numbers(1), text: joined, date: days(1) },
  AddItem: { text: itemAdded },
  Subtract: { number: numbers(-1), date: days(-1) },
};

function compileCustomError(element: XmlElement, around: Surroundings): FlowNode['execute'] {
  const { trigger, resolve, target } = around;
  const [message, second] = childrenOf(element, 'customErrorMessages');
  if (!message || second) {
    throw notImplementedHere('several customErrorMessages in one element', second ?? element);
  }
  if (!trigger || trigger.type === 'Scheduled') {
    throw invalid('Custom errors need a record that triggered the flow.', element);
  }
  const text = templateReader(textOf(message, 'errorMessage')!, message, resolve);
  const onField = textOf(message, 'isFieldError') === 'true';
  const fields = onField ? [fieldOf(message, 'fieldSelection', trigger.record.object).name] : [];
  target(child(element, 'connector'));
  return (run) => {
    throw new SalesforceError('FIELD_CUSTOM_VALIDATION_EXCEPTION', String(text(run)), { fields });
  };
}
