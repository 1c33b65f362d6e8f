import type { OperandType } from '../formula/index.ts';
import type { SObject, Values } from '../schema/types.ts';
import type { Choices } from './choices.ts';
import type { Reference } from './references.ts';
import type { Item, Run } from './types.ts';

/** A record that an element can name: `$Record`, a variable, the current item of a loop. */
export interface RecordReference {
  readonly name: string;
  readonly object: SObject;
  readonly read: (run: Run) => Values | undefined;
  /** Absent where the record can only be read. */
  readonly write?: (run: Run, record: Values | undefined) => void;
}

/** A collection of values of a type, or of records of an object. */
export interface CollectionReference {
  readonly name: string;
  readonly of: OperandType | SObject;
  readonly read: (run: Run) => readonly Item[] | undefined;
  readonly write?: (run: Run, items: Item[]) => void;
}

/** What a variable holds. */
export type VariableResource =
  | { readonly kind: 'value'; readonly value: Reference }
  | { readonly kind: 'record'; readonly record: RecordReference }
  | { readonly kind: 'collection'; readonly collection: CollectionReference };

/** What a resource or an element's output is; one of them. */
export type Resource = VariableResource | ChoiceResource | ComponentResource;

/** A choice, which has a value that can be named, or a set of choices, which has not. */
interface ChoiceResource {
  readonly kind: 'choices';
  readonly choices: Choices;
  readonly value?: Reference;
}
/** A component on a screen: what it gives out, by name in lower case. */
interface ComponentResource {
  readonly kind: 'component';
  readonly outputs: ReadonlyMap<string, Reference>;
}

/** Finds what a path refers to; undefined when there is no such thing. */
export interface Resolve {
  /** A single value: a variable, a formula, a field of a record. */
  (path: string): Reference | undefined;
  /** The conditions of a start element know neither records nor collections. */
  readonly record?: (path: string) => RecordReference | undefined;
  readonly collection?: (path: string) => CollectionReference | undefined;
  readonly choices?: (name: string) => Choices | undefined;
}

/** A record variable of its own, under a key of the interview's variables. */
export function recordVariable(name: string, object: SObject): RecordReference {
  const key = name.toLowerCase();
  return {
    name,
    object,
    read: (run) => (run.variables[key] as Values | null | undefined) ?? undefined,
    write(run, record) {
      run.variables[key] = record ?? null;
    },
  };
}

export function collectionVariable(name: string, of: OperandType | SObject): CollectionReference {
  const key = name.toLowerCase();
  return {
    name,
    of,
    read: (run) => (run.variables[key] as Item[] | null | undefined) ?? undefined,
    write(run, items) {
      run.variables[key] = items;
    },
  };
}

/** A copy, so that a record in a collection does not change with the variable it came from. */
export const copyOf = (item: Item): Item =>
  typeof item === 'object' && item !== null ? { ...item } : item;
