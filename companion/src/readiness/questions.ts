import type { DescribedField } from '../worksheet/orgFields.ts';

/** One row of a query's answer, as JSON gives it. */
export type Row = Readonly<Record<string, unknown>>;

export interface QueryAnswer {
  /** How many there are; `records` may hold fewer. */
  readonly totalSize: number;
  readonly records: readonly Row[];
}

/** The part of a field's describe that the check looks at. */
export interface FieldAnswer extends DescribedField {
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly defaultValue: unknown;
  readonly defaultValueFormula: string | null;
}

/** An object as `describe` answers. */
export interface ObjectAnswer {
  readonly name: string;
  readonly fields: readonly FieldAnswer[];
}

export type Limits = Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>>;

/** How a question is put: several queries go into one call. */
export type QuestionKind = 'query' | 'resource' | 'metadata';

/**
 * A component as the Metadata API reads it: an element that stands once is no
 * list; values are texts but for the types whose schema jsforce knows.
 */
export type Component = Readonly<Record<string, unknown>>;

/** A question to the org. Equal questions are asked once. */
export interface Question<A = unknown> {
  readonly kind: QuestionKind;
  /** SOQL, or a path below the version of the API, or a type and full names of components, a line each. */
  readonly text: string;
  /** What counts as the answer where the org has no such thing; without it the question is refused then. */
  readonly ifAbsent?: A;
}

export function query(soql: string): Question<QueryAnswer> {
  return { kind: 'query', text: soql };
}

/** SOQL that the Tooling API answers, which takes one query a call. */
export function toolingQuery(soql: string): Question<QueryAnswer> {
  return { kind: 'resource', text: `tooling/query?q=${encodeURIComponent(soql)}` };
}

export function describe(object: string): Question<ObjectAnswer> {
  return { kind: 'resource', text: `sobjects/${object}/describe` };
}

/** An object that the org may not have: null then. */
export function describeIfThere(object: string): Question<ObjectAnswer | null> {
  return { ...describe(object), ifAbsent: null };
}

export const limits: Question<Limits> = { kind: 'resource', text: 'limits' };

/** Components of a type by full name; those that are not there are left out of the answer. */
export function metadata(
  type: string,
  fullNames: readonly string[],
): Question<readonly Component[]> {
  return { kind: 'metadata', text: [type, ...fullNames].join('\n') };
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
