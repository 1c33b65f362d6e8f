import { compileFormula } from '../formula/index.ts';
import { child, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema, SObject } from '../schema/types.ts';
import { compileFilters, newlyMet, type Condition } from './conditions.ts';
import { inFormula, invalid, notImplementedHere } from './problems.ts';
import { resolveGlobal, type TriggeringRecord } from './references.ts';
import type { Resolve } from './resolve.ts';
import type { FlowTrigger, Run } from './types.ts';
import { flowVocabulary } from './vocabulary.ts';

/** What a record-triggered flow is triggered by. */
export interface Trigger extends FlowTrigger {
  readonly record: TriggeringRecord;
}

/**
 * The start element; older flows only name the element that comes first.
 * @throws {FlowProblem}
 */
export function startOf(root: XmlElement): XmlElement {
  const start = child(root, 'start');
  const reference = child(root, 'startElementReference');
  if (start && reference) {
    throw invalid('A flow has a start element or a startElementReference, not both.', reference);
  }
  if (start) return start;
  if (!reference) throw invalid('Required field is missing: start', root);
  const target = { ...reference, name: 'targetReference' };
  const connector = { ...reference, name: 'connector', text: '', children: [target] };
  return { ...reference, name: 'start', text: '', children: [connector] };
}

/** @throws {FlowProblem} when a flow of its type or mode cannot be triggered */
export function checkType(root: XmlElement, start: XmlElement): void {
  if ((textOf(start, 'triggerType') ?? 'None') === 'None') return;
  if (textOf(root, 'processType') === 'Flow') {
    throw invalid("A screen flow can't have a trigger.", start);
  }
  const mode = child(root, 'runInMode');
  if (mode?.text !== 'SystemModeWithSharing') return;
  throw notImplementedHere('SystemModeWithSharing in a flow that is triggered', mode);
}

/**
 * Reads what triggers the flow; undefined for one that is only launched.
 * @throws {FlowProblem}
 */
export function triggerOf(start: XmlElement, schema: Schema): Trigger | undefined {
  const type = textOf(start, 'triggerType') ?? 'None';
  const objectName = textOf(start, 'object')?.trim();
  if (type === 'None') {
    if (objectName !== undefined) {
      throw invalid('The start element has an object but no trigger.', start);
    }
    return undefined;
  }
  const isScheduled = type === 'Scheduled';
  if (!objectName) {
    if (isScheduled) return undefined;
    throw invalid('Required field is missing: object', start);
  }
  const recordTriggerType = textOf(start, 'recordTriggerType') ?? 'None';
  if (isScheduled && recordTriggerType !== 'None') {
    throw invalid('A schedule-triggered flow is not started by saving records.', start);
  }
  if (!isScheduled && recordTriggerType === 'None') {
    throw invalid('Required field is missing: recordTriggerType', start);
  }
  const object = schema.object(objectName);
  if (!object?.triggerable)
    throw invalid(`The object "${objectName}" can't trigger a flow.`, start);
  return {
    object: object.name,
    type: type as FlowTrigger['type'],
    recordTriggerType: recordTriggerType as FlowTrigger['recordTriggerType'],
    record: { object, hasPrior: !isScheduled && recordTriggerType !== 'Create' },
  };
}

export interface EntryConditions {
  /** Whether a save starts the flow. */
  readonly starts: Condition;
  /** Whether the record meets the conditions, whatever it did before the save. */
  readonly holds: Condition;
}

/**
 * Compiles the entry conditions: a formula, filters, or none.
 * @throws {FlowProblem}
 */
export function entryConditions(
  start: XmlElement,
  schema: Schema,
  { record, type }: Trigger,
): EntryConditions {
  const formula = child(start, 'filterFormula');
  if (formula && type === 'Scheduled') {
    throw notImplementedHere('an entry formula of a schedule-triggered flow', formula);
  }
  // Resources are not at hand before the flow starts.
  const resolve: Resolve = (path) =>
    path.startsWith('$') ? resolveGlobal(path, schema, record) : undefined;
  const filters = compileFilters(start, record.object, resolve);
  if (formula && filters) {
    throw invalid('Entry conditions are either a formula or filters.', formula);
  }
  const onlyWhenNewlyMet = textOf(start, 'doesRequireRecordChangedToMeetCriteria') === 'true';
  const condition = formula
    ? entryFormula(formula, resolve, record.object, onlyWhenNewlyMet)
    : filters;
  const always: Condition = () => true;
  if (!onlyWhenNewlyMet) return { starts: condition ?? always, holds: condition ?? always };
  if (!condition) {
    throw notImplementedHere(
      'doesRequireRecordChangedToMeetCriteria without entry conditions',
      start,
    );
  }
  return { starts: newlyMet(condition), holds: condition };
}

function entryFormula(
  element: XmlElement,
  resolve: Resolve,
  object: SObject,
  onlyWhenNewlyMet: boolean,
): Condition {
  const paths: string[] = [];
  const watching: Resolve = (path) => {
    paths.push(path.toLowerCase());
    return resolve(path);
  };
  const formula = inFormula(element, () =>
    compileFormula<Run>(element.text, { vocabulary: flowVocabulary(watching), returns: 'boolean' }),
  );
  if (onlyWhenNewlyMet && paths.some((path) => path.startsWith('$record__prior.'))) {
    throw invalid(
      `The entry formula of a flow on ${object.name} can't use $Record__Prior when the flow runs only when a record is updated to meet the condition requirements.`,
      element,
    );
  }
  return (run) => formula(run) === true;
}
