import { toDateTime } from '../clock.ts';
import { dayIn, FormulaNotImplemented, type OperandType } from '../formula/index.ts';
import type { Field, FieldType, Schema, SObject, Value, Values } from '../schema/types.ts';
import type { FlowHost, Read, Run } from './types.ts';

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

/** Compound fields have no value of their own that a flow could use. */
const operandTypes: Readonly<Record<Exclude<FieldType, 'address'>, OperandType>> = {
  id: 'string',
  reference: 'string',
  string: 'string',
  textarea: 'string',
  email: 'string',
  phone: 'string',
  url: 'string',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'currency',
  percent: 'percent',
  date: 'date',
  datetime: 'datetime',
};

export const operandTypeOf = (field: Field): OperandType | undefined =>
  field.type === 'address' ? undefined : operandTypes[field.type];

/** The user's time zone; a user without one lives in UTC. */
export const timeZoneOf = (host: FlowHost): string =>
  (host.user['TimeZoneSidKey'] as string | null | undefined) ?? 'UTC';

const globals: Readonly<Record<string, Pick<Reference, 'type' | 'read'>>> = {
  '$flow.currentdatetime': {
    type: 'datetime',
    read: ({ interview }) => toDateTime(interview.host.now),
  },
  '$flow.currentdate': {
    type: 'date',
    read: ({ interview: { host } }) => dayIn(timeZoneOf(host), host.now),
  },
  '$flow.faultmessage': { type: 'string', read: (run) => run.faultMessage },
  '$globalconstant.true': { type: 'boolean', read: () => true },
  '$globalconstant.false': { type: 'boolean', read: () => false },
  '$globalconstant.emptystring': { type: 'string', read: () => '' },
};

/** Globals that Salesforce has beside those. */
const unimplementedGlobals: ReadonlySet<string> = new Set(
  '$api $client $custommetadata $flow $label $permission $profile $setup $system $userrole'.split(
    ' ',
  ),
);

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
    case '$user':
      return resolveFields(path, segments, schema, schema.object('User'), fromHost('user'));
    case '$organization':
      return resolveFields(
        path,
        segments,
        schema,
        schema.object('Organization'),
        fromHost('organization'),
      );
    default:
      if (!unimplementedGlobals.has(root.toLowerCase())) return undefined;
      throw new FormulaNotImplemented(`the reference ${path}`);
  }
}

const fromHost =
  (name: 'user' | 'organization') =>
  ({ interview }: Run): Values =>
    interview.host[name];

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
    changed: changedReader(name),
    write(run, value) {
      run.record[name] = value;
      run.assigned.add(name);
    },
  };
}

/** Stored values are compared: texts with their case; nothing has changed in a new record. */
export const changedReader =
  (field: string) =>
  (run: Run): boolean =>
    run.prior !== undefined && (run.record[field] ?? null) !== (run.prior[field] ?? null);

function resolveFields(
  path: string,
  segments: readonly string[],
  schema: Schema,
  object: SObject | undefined,
  source: (run: Run) => Values | undefined,
): Reference | undefined {
  const [name, ...rest] = segments;
  if (!object || name === undefined) return undefined;
  if (rest.length > 0) {
    const lookup = lookupField(object, name);
    const [parent] = lookup?.referenceTo ?? [];
    if (!lookup || parent === undefined) return undefined;
    return resolveFields(path, rest, schema, schema.object(parent), (run) => {
      const id = source(run)?.[lookup.name];
      return typeof id === 'string' ? run.interview.host.readRecord(parent, id) : undefined;
    });
  }
  const field = schema.field(object.name, name);
  const type = field && operandTypeOf(field);
  if (!type) return undefined;
  return { name: path, type, field, read: (run) => source(run)?.[field.name] ?? null };
}

/** The reference field behind a relationship; one that can point at several objects leads nowhere. */
function lookupField(object: SObject, relationship: string): Field | undefined {
  const wanted = relationship.toLowerCase();
  for (const field of object.fields.values()) {
    if (field.relationshipName?.toLowerCase() === wanted && field.referenceTo.length === 1) {
      return field;
    }
  }
  return undefined;
}
