/** One row of a query's answer, as JSON gives it. */
export type Row = Readonly<Record<string, unknown>>;

export interface QueryAnswer {
  /** How many there are; `records` may hold fewer. */
  readonly totalSize: number;
  readonly records: readonly Row[];
}

/** The part of a field's describe that the check looks at. */
export interface DescribedField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly custom: boolean;
  readonly calculated: boolean;
  readonly createable: boolean;
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly defaultValue: unknown;
  readonly referenceTo: readonly string[];
}

export interface Described {
  readonly name: string;
  readonly fields: readonly DescribedField[];
}

export type Limits = Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>>;

/** How a question is put: several queries go into one call, and several components of one type. */
export type QuestionKind = 'query' | 'resource' | 'metadata';

/** A component as the Metadata API reads it: every value a text, an element that stands once no list. */
export type Component = Readonly<Record<string, unknown>>;

/** A question to the org. Equal questions are asked once. */
export interface Question<A = unknown> {
  readonly kind: QuestionKind;
  /** SOQL, or a path below the version of the API. */
  readonly text: string;
  /** Only there for its type. */
  readonly answer?: A;
}

export function query(soql: string): Question<QueryAnswer> {
  return { kind: 'query', text: soql };
}

/** SOQL that the Tooling API answers, which takes one query a call. */
export function toolingQuery(soql: string): Question<QueryAnswer> {
  return { kind: 'resource', text: `tooling/query?q=${encodeURIComponent(soql)}` };
}

export function describe(object: string): Question<Described> {
  return { kind: 'resource', text: `sobjects/${object}/describe` };
}

export const limits: Question<Limits> = { kind: 'resource', text: 'limits' };

/** Components of a type by full name; those that are not there are left out of the answer. */
export function metadata(
  type: string,
  fullNames: readonly string[],
): Question<readonly Component[]> {
  return { kind: 'metadata', text: `${type} ${fullNames.join(' ')}` };
}
