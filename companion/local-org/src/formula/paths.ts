import { isCompound } from '../schema/field.ts';
import type {
  CompoundType,
  Field,
  FieldType,
  FormulaSurroundings,
  Schema,
  SObject,
  Value,
  Values,
} from '../schema/types.ts';
import { FormulaNotImplemented } from './errors.ts';
import type { OperandType } from './vocabulary.ts';

/** Compound fields have no value of their own that a formula could use. */
const operandTypes: Readonly<
  Record<Exclude<FieldType, CompoundType | Unimplemented>, OperandType>
> = {
  id: 'string',
  reference: 'string',
  string: 'string',
  textarea: 'string',
  email: 'string',
  phone: 'string',
  url: 'string',
  picklist: 'picklist',
  combobox: 'string',
  multipicklist: 'multipicklist',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'currency',
  percent: 'percent',
  date: 'date',
  datetime: 'datetime',
};

type Unimplemented = 'time' | 'encryptedstring';

/**
 * What a field is to formulas and flows; undefined where they do not know it.
 * @throws {FormulaNotImplemented}
 */
export function operandTypeOf({ name, type }: Field): OperandType | undefined {
  if (isCompound(type)) return undefined;
  if (type !== 'time' && type !== 'encryptedstring') return operandTypes[type];
  throw new FormulaNotImplemented(`fields of type ${type} in formulas and flows: ${name}`);
}

type ReadField = (record: Values | undefined, surroundings: FormulaSurroundings) => Value;

/** Reads a field of a record, stored or computed; blank where there is no record. */
export function fieldReader({ name, formula }: Field): ReadField {
  if (!formula) return (record) => record?.[name] ?? null;
  return (record, surroundings) => (record ? formula.evaluate(record, surroundings) : null);
}

/** Where a path of relationships leads: `Account.Owner.Name`. */
export interface FieldPath {
  /** At the end of the path. */
  readonly field: Field;
  readonly object: SObject;
  readonly type: OperandType;
  /** The record's own field that the path starts from. */
  readonly from: Field;
  /** Given the record that the path starts from. */
  readonly read: ReadField;
}

/** Follows a path from an object; undefined when it leads nowhere. */
export function fieldPath(
  schema: Schema,
  object: SObject,
  segments: readonly string[],
): FieldPath | undefined {
  const [name, ...rest] = segments;
  if (name === undefined) return undefined;
  if (rest.length === 0) {
    const field = object.fields.get(name.toLowerCase());
    const type = field && operandTypeOf(field);
    return type && { field, object, type, from: field, read: fieldReader(field) };
  }
  const lookup = lookupField(object, name);
  const parent = lookup && schema.object(lookup.referenceTo[0]!);
  const onward = parent && fieldPath(schema, parent, rest);
  return (
    onward && {
      ...onward,
      from: lookup,
      read: (record, surroundings) => {
        const id = record?.[lookup.name];
        const found = typeof id === 'string' ? surroundings.readRecord(parent.name, id) : undefined;
        return onward.read(found, surroundings);
      },
    }
  );
}

/** Follows a path of relationships alone: `Account.Parent`; undefined when it leads nowhere. */
export function parentPath(
  schema: Schema,
  object: SObject,
  segments: readonly string[],
):
  | {
      object: SObject;
      read: (record: Values | undefined, surroundings: FormulaSurroundings) => Values | undefined;
    }
  | undefined {
  const path = fieldPath(schema, object, [...segments, 'Id']);
  return (
    path && {
      object: path.object,
      read: (record, surroundings) => {
        const id = path.read(record, surroundings);
        return id === null ? undefined : surroundings.readRecord(path.object.name, id as string);
      },
    }
  );
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

/** The user's time zone; a user without one lives in UTC. */
export const timeZoneOf = ({ user }: FormulaSurroundings): string =>
  (user['TimeZoneSidKey'] as string | null | undefined) ?? 'UTC';
