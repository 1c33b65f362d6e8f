import { toDateTime } from '../clock.ts';
import {
  dayIn,
  fieldPath,
  fieldReader,
  FormulaNotImplemented,
  parentPath,
  resolveGlobal as resolveAnywhere,
  timeZoneOf,
  type FieldPath,
  type OperandType,
} from '../formula/index.ts';
import type { Field, Schema, SObject, Value, Values } from '../schema/types.ts';
import type { RecordReference } from './resolve.ts';
import type { Read, Run } from './types.ts';

/** Something that an element or a formula of a flow can name. */
export interface Reference {
  /** As written: `$Record.Email`, `varCity`. */
  readonly name: string;
  readonly type: OperandType;
  readonly read: Read;
  /** Whether the save changed it; only fields of the triggering record can tell. */
  readonly changed?: (run: Run) => boolean;
  /** Only variables and the triggering record's own fields can be written. */
  readonly write?: (run: Run, value: Value) => void;
  /** The field at the end of the path, if the reference is to a record. */
  readonly field?: Field;
}

/** The record that triggered the flow, as far as the flow may speak of it. */
export interface TriggeringRecord {
  readonly object: SObject;
  /** A flow that runs on creation alone has no $Record__Prior. */
  readonly hasPrior: boolean;
}

const globals: Readonly<Record<string, Pick<Reference, 'type' | 'read'>>> = {
  '$flow.currentdatetime': {
    type: 'datetime',
    read: ({ interview }) => toDateTime(interview.host.now),
  },
  '$flow.currentdate': {
    type: 'date',
    read: ({ interview: { host } }) => dayIn(timeZoneOf(host), host.now),
  },
  // The interview's moment is that of its transaction.
  '$flow.interviewstarttime': {
    type: 'datetime',
    read: ({ interview }) => toDateTime(interview.host.now),
  },
  // (Salesforce Help, "Global Variables": the offset that date-times in formulas are counted from)
  '$system.origindatetime': { type: 'datetime', read: () => '1900-01-01T00:00:00.000+0000' },
  '$flow.faultmessage': { type: 'string', read: (run) => run.faultMessage },
  '$globalconstant.true': { type: 'boolean', read: () => true },
  '$globalconstant.false': { type: 'boolean', read: () => false },
  '$globalconstant.emptystring': { type: 'string', read: () => '' },
};

/**
 * What a name that starts with `$` refers to; undefined when there is no such thing.
 * @throws {FormulaNotImplemented}
 */
export function resolveGlobal(
  path: string,
  schema: Schema,
  record: TriggeringRecord | undefined,
): Reference | undefined {
  const known = globals[path.toLowerCase()];
  if (known) return { name: path, ...known };
  const [root = '', ...segments] = path.split('.');
  switch (root.toLowerCase()) {
    case '$record':
      return record && resolveRecord(path, segments, schema, record);
    case '$record__prior':
      if (!record?.hasPrior) return undefined;
      return resolveFields(path, segments, schema, record.object, (run) => run.prior);
    case '$flow':
      throw new FormulaNotImplemented(`the reference ${path}`);
    default: {
      const global = resolveAnywhere(path, schema);
      return global && { name: path, ...global, read: (run) => global.read(run.interview.host) };
    }
  }
}

function resolveRecord(
  path: string,
  segments: readonly string[],
  schema: Schema,
  { object }: TriggeringRecord,
): Reference | undefined {
  const reference = resolveFields(path, segments, schema, object, (run) => run.record);
  if (segments.length > 1 || !reference?.field) return reference;
  const { name } = reference.field;
  return {
    ...reference,
    changed: changedReader(fieldReader(reference.field)),
    write(run, value) {
      run.record[name] = value;
      run.assigned.add(name);
    },
  };
}

/** `$Record`, or a parent of it: `$Record.Account`. */
export function globalRecord(
  path: string,
  schema: Schema,
  { object }: TriggeringRecord,
): RecordReference | undefined {
  const [root = '', ...segments] = path.split('.');
  if (root.toLowerCase() !== '$record') return undefined;
  if (segments.length === 0) return { name: path, object, read: (run) => run.record };
  const parent = parentPath(schema, object, segments);
  return (
    parent && {
      name: path,
      object: parent.object,
      read: (run) => parent.read(run.record, run.interview.host),
    }
  );
}

/** `varContact.Email`, `Get_Account.Owner.Name`: a field of a record that the flow holds. */
export function fieldOfRecord(
  record: RecordReference,
  segments: readonly string[],
  schema: Schema,
): Reference | undefined {
  const path = [record.name, ...segments].join('.');
  const reference = resolveFields(path, segments, schema, record.object, record.read);
  const { write } = record;
  if (segments.length > 1 || !reference?.field || !write) return reference;
  const { name } = reference.field;
  return {
    ...reference,
    write(run, value) {
      const held = record.read(run);
      if (held) held[name] = value;
      else write(run, { [name]: value });
    },
  };
}

/** Values are compared as they are stored: texts with their case; nothing has changed in a new record. */
export const changedReader =
  (read: FieldPath['read']) =>
  ({ record, prior, interview: { host } }: Run): boolean =>
    prior !== undefined && read(record, host) !== read(prior, host);

function resolveFields(
  path: string,
  segments: readonly string[],
  schema: Schema,
  object: SObject | undefined,
  source: (run: Run) => Values | undefined,
): Reference | undefined {
  const found = object && fieldPath(schema, object, segments);
  return (
    found && {
      name: path,
      type: found.type,
      field: found.field,
      read: (run) => found.read(source(run), run.interview.host),
    }
  );
}
