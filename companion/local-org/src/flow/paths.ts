import { child, childrenOf, textOf, toXml, type XmlElement } from '../metadata/xml.ts';
import { fieldOf } from './inputs.ts';
import { invalid } from './problems.ts';
import type { Trigger } from './start.ts';
import type { Surroundings } from './surroundings.ts';
import type { Schedule, ScheduledPath } from './types.ts';

/** Interviews of a path that share a transaction unless the path says otherwise. */
const BATCH_SIZE = 200;

const isAsync = (path: XmlElement): boolean => textOf(path, 'pathType') === 'AsyncAfterCommit';

/**
 * Compiles the paths that run after the transaction.
 * (Salesforce Help, "Scheduled Paths in Record-Triggered Flows")
 */
export function compilePaths(
  start: XmlElement,
  trigger: Trigger | undefined,
  target: Surroundings['target'],
): ScheduledPath[] {
  const paths = childrenOf(start, 'scheduledPaths');
  const [first] = paths;
  if (!first) return [];
  if (trigger?.type !== 'RecordAfterSave') {
    throw invalid('Scheduled paths need a flow that runs after the record is saved.', first);
  }
  const timed = paths.find((path) => !isAsync(path));
  const everyUpdate =
    trigger.recordTriggerType !== 'Create' &&
    textOf(start, 'doesRequireRecordChangedToMeetCriteria') !== 'true';
  if (timed && everyUpdate) {
    throw invalid(
      'Scheduled paths need a flow that runs only when a record is updated to meet the condition requirements.',
      timed,
    );
  }
  return paths.map((path) => ({
    name: isAsync(path) ? (textOf(path, 'name') ?? 'AsyncAfterCommit') : required(path, 'name'),
    first: target(child(path, 'connector')),
    batchSize: Number(textOf(path, 'maxBatchSize') ?? BATCH_SIZE),
    schedule: isAsync(path) ? undefined : scheduleOf(path, trigger),
  }));
}

function scheduleOf(path: XmlElement, { record: { object } }: Trigger): Schedule {
  const offset = Number(required(path, 'offsetNumber'));
  const unit = required(path, 'offsetUnit') as Schedule['unit'];
  if (required(path, 'timeSource') === 'RecordTriggerEvent') {
    if (offset < 0) throw invalid('A path cannot run before the event that triggers it.', path);
    return { offset, unit, field: undefined };
  }
  const field = fieldOf(path, 'recordField', object);
  if (field.type === 'date' || field.type === 'datetime') return { offset, unit, field };
  throw invalid(`The field "${field.name}" is neither a date nor a date-time.`, path);
}

function required(path: XmlElement, name: string): string {
  const text = textOf(path, name);
  if (text === undefined) throw invalid(`Required field is missing: ${name}`, path);
  return text;
}

/** The path of a flow that a schedule starts. */
export const SCHEDULED_PATH = 'Schedule';

/** All that a schedule-triggered flow does, as a path that waits for its time. */
export const scheduledProgram = (first: ScheduledPath['first']): ScheduledPath => ({
  name: SCHEDULED_PATH,
  first,
  batchSize: BATCH_SIZE,
  schedule: undefined,
});

/** What a save has changed is not known any more once its transaction is over. */
const ofTheSave = /\$Record__Prior|\bISCHANGED\b|\bISNEW\b|<operator>IsChanged</i;

/** @throws {FlowProblem} when an element behind a scheduled path asks what the save has changed. */
export function checkAfterCommit(root: XmlElement, start: XmlElement): void {
  const named = new Map<string, XmlElement>();
  for (const element of root.children) {
    const name = element.name === 'start' ? undefined : textOf(element, 'name');
    if (name !== undefined) named.set(name.toLowerCase(), element);
  }
  const seen = new Set<XmlElement>();
  const visit = (element: XmlElement): void => {
    if (seen.has(element)) return;
    seen.add(element);
    const xml = toXml(element);
    if (ofTheSave.test(xml)) {
      throw invalid(
        "A path that runs after the transaction can't use $Record__Prior, ISCHANGED or ISNEW.",
        element,
      );
    }
    // Connectors and references are names, inside merge fields and formulas too.
    for (const [word] of xml.matchAll(/\w+/g)) {
      const next = named.get(word.toLowerCase());
      if (next) visit(next);
    }
  };
  if (textOf(start, 'triggerType') === 'Scheduled') visit(start);
  childrenOf(start, 'scheduledPaths').forEach(visit);
}
