import { SalesforceError } from '../errors.ts';
import { child, textOf, type XmlElement } from '../metadata/xml.ts';
import type { SObject, Values } from '../schema/types.ts';
import { compileCandidates } from './candidates.ts';
import { compileFilters } from './conditions.ts';
import {
  evaluateInputs,
  faultGuard,
  inputAssignments,
  recordFault,
  refuseBeforeSave,
} from './inputs.ts';
import { invalid, wrongType } from './problems.ts';
import type { Resolve } from './resolve.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowNode, Run } from './types.ts';
import { collectionAt, familyOf, recordAt, referenceAt } from './values.ts';

type Execute = FlowNode['execute'];

/** Update Records: the triggering record, records that the flow holds, or those that meet filters. */
export function compileRecordUpdate(element: XmlElement, around: Surroundings): Execute {
  const reference = textOf(element, 'inputReference')?.trim();
  if (reference?.toLowerCase() === '$record') return updateTrigger(element, around);
  refuseBeforeSave(element, around, 'update records other than $Record');
  if (reference === undefined && !child(element, 'object')) {
    throw invalid('Required field is missing: inputReference', element);
  }
  return reference === undefined ? updateMatching(element, around) : updateHeld(element, around);
}

function updateTrigger(element: XmlElement, around: Surroundings): Execute {
  const { trigger, resolve, target } = around;
  if (!trigger) throw invalid('The element has an invalid reference to "$Record".', element);
  const { object } = trigger.record;
  const applies = compileFilters(element, object, resolve) ?? (() => true);
  const inputs = inputAssignments(element, object, 'updateable', resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('update'), around);
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

const assignedValues = ({ assigned, record }: Run): Values =>
  Object.fromEntries([...assigned].map((name) => [name, record[name] ?? null]));

/** Records of an object that meet the element's filters are set to its values. */
function updateMatching(element: XmlElement, around: Surroundings): Execute {
  const { resolve, target } = around;
  const candidates = compileCandidates(element, around);
  checkUpdateable(candidates.object, element);
  const inputs = inputAssignments(element, candidates.object, 'updateable', resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('update'), around);
  return (run) =>
    guard(run, () => {
      const values = evaluateInputs(inputs, run);
      const updates = candidates.find(run).map(({ Id }) => ({ Id: Id!, ...values }));
      run.interview.host.updateRecords(candidates.object.name, updates);
      return next;
    });
}

/** Records that the flow holds are saved as they are there, or set to the element's values. */
function updateHeld(element: XmlElement, around: Surroundings): Execute {
  const { resolve, target } = around;
  const held = heldRecords(element, resolve);
  checkUpdateable(held.object, element);
  const inputs = inputAssignments(element, held.object, 'updateable', resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('update'), around);
  return (run) =>
    guard(run, () => {
      const values = evaluateInputs(inputs, run);
      const updates = held.find(run).map((record) => ({
        ...(inputs.length > 0 ? values : writable(record, held.object, 'updateable')),
        Id: idOf(record, 'update'),
      }));
      run.interview.host.updateRecords(held.object.name, updates);
      return next;
    });
}

function checkUpdateable({ name, updateable }: SObject, element: XmlElement): void {
  if (!updateable) throw invalid(`Records of "${name}" can't be updated.`, element);
}

/** Create Records: one whose fields the element sets one by one, or those that the flow holds. */
export function compileRecordCreate(element: XmlElement, around: Surroundings): Execute {
  refuseBeforeSave(element, around, 'create records');
  return child(element, 'inputReference')
    ? createHeld(element, around)
    : createOne(element, around);
}

function createOne(element: XmlElement, around: Surroundings): Execute {
  const { schema, resolve, target } = around;
  const name = textOf(element, 'object')?.trim();
  if (!name) throw invalid('Required field is missing: object', element);
  const object = schema.object(name);
  if (!object?.createable) throw invalid(`Records of "${name}" can't be created.`, element);
  const inputs = inputAssignments(element, object, 'createable', resolve);
  const keepId = idKeeper(element, resolve);
  const next = target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('create'), around);
  return (run) =>
    guard(run, () => {
      const [id] = run.interview.host.createRecords(object.name, [evaluateInputs(inputs, run)]);
      keepId(run, id!);
      return next;
    });
}

/** The records get their Ids where the flow holds them. */
function createHeld(element: XmlElement, around: Surroundings): Execute {
  const held = heldRecords(element, around.resolve);
  if (!held.object.createable) {
    throw invalid(`Records of "${held.object.name}" can't be created.`, element);
  }
  const next = around.target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('create'), around);
  return (run) =>
    guard(run, () => {
      const records = held.find(run);
      const values = records.map((record) => writable(record, held.object, 'createable'));
      const ids = run.interview.host.createRecords(held.object.name, values);
      records.forEach((record, index) => (record['Id'] = ids[index]!));
      return next;
    });
}

/** Delete Records: those that the flow holds, or those that meet filters. */
export function compileRecordDelete(element: XmlElement, around: Surroundings): Execute {
  refuseBeforeSave(element, around, 'delete records');
  const { object, find } = child(element, 'inputReference')
    ? heldRecords(element, around.resolve)
    : compileCandidates(element, around);
  if (!object.deletable) throw invalid(`Records of "${object.name}" can't be deleted.`, element);
  const next = around.target(child(element, 'connector'));
  const guard = faultGuard(element, recordFault('delete'), around);
  return (run) =>
    guard(run, () => {
      const ids = find(run).map((record) => idOf(record, 'delete'));
      run.interview.host.deleteRecords(object.name, ids);
      return next;
    });
}

interface HeldRecords {
  readonly object: SObject;
  readonly find: (run: Run) => readonly Values[];
}

/** The record or the records that `inputReference` names. */
function heldRecords(element: XmlElement, resolve: Resolve): HeldRecords {
  const path = textOf(element, 'inputReference')!.trim();
  const foreign = ['object', 'filters'].find((name) => child(element, name));
  if (foreign !== undefined) {
    throw invalid(`The ${foreign} field can't be set beside inputReference.`, element);
  }
  if (!resolve.collection?.(path)) {
    const record = recordAt(element, 'inputReference', resolve);
    return { object: record.object, find: (run) => [record.read(run) ?? {}] };
  }
  const { of, read } = collectionAt(element, 'inputReference', resolve);
  if (typeof of !== 'object') throw wrongType('inputReference', element);
  return { object: of, find: (run) => (read(run) ?? []) as readonly Values[] };
}

/** Of a record that a flow holds, what may be written; what it has read beside that stays as it is. */
function writable(
  record: Values,
  object: SObject,
  permission: 'createable' | 'updateable',
): Values {
  const entries = Object.entries(record).filter(
    ([name]) => object.fields.get(name.toLowerCase())?.[permission],
  );
  return Object.fromEntries(entries);
}

function idOf(record: Values, operation: string): string {
  const id = record['Id'];
  if (typeof id === 'string') return id;
  throw new SalesforceError('MISSING_ARGUMENT', `Id not specified in an ${operation} call`);
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
