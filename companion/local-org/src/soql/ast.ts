/** A dotted path as the query spells it, with its place there. */
export interface Name {
  readonly text: string;
  readonly offset: number;
}

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
export type AggregateFunction = (typeof AGGREGATES)[number];

export interface Aggregate {
  readonly function: AggregateFunction;
  /** Missing in `COUNT()`. */
  readonly argument: Name | undefined;
  readonly offset: number;
}

export type Operand =
  | { readonly kind: 'field'; readonly name: Name }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate };

export type SelectItem =
  | { readonly kind: 'field'; readonly name: Name; readonly alias: string | undefined }
  | {
      readonly kind: 'aggregate';
      readonly aggregate: Aggregate;
      readonly alias: string | undefined;
    }
  | { readonly kind: 'fields'; readonly group: FieldGroup; readonly offset: number }
  | { readonly kind: 'children'; readonly select: Select };

export type FieldGroup = 'ALL' | 'STANDARD' | 'CUSTOM';

export type LiteralType =
  'STRING' | 'INTEGER' | 'DECIMAL' | 'BOOLEAN' | 'NULL' | 'DATE' | 'DATETIME' | 'DATE_LITERAL';

/** A literal as written; strings with their quotes. */
export interface Literal {
  readonly type: LiteralType;
  readonly text: string;
}

export type ComparisonOperator =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly kind: 'not'; readonly term: Condition }
  | Comparison
  | SemiJoin;

export interface Comparison {
  readonly kind: 'comparison';
  readonly left: Operand;
  readonly operator: ComparisonOperator;
  /** One, except for IN, NOT IN, INCLUDES and EXCLUDES. */
  readonly values: readonly Literal[];
}

/** `left IN (SELECT …)`, or NOT IN, which the platform calls an anti-join. */
export interface SemiJoin {
  readonly kind: 'semi-join';
  readonly left: Name;
  readonly negated: boolean;
  readonly select: Select;
}

export interface OrderBy {
  readonly operand: Operand;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** One SELECT, whether the query itself or one inside it. */
export interface Select {
  readonly items: readonly SelectItem[];
  /** Object, or the relationship's name in a SELECT among the fields. */
  readonly from: Name;
  readonly alias: string | undefined;
  /** `Account` in `FROM Account.Contacts`. */
  readonly fromPrefix: string | undefined;
  readonly where: Condition | undefined;
  readonly groupBy: readonly Name[];
  readonly having: Condition | undefined;
  readonly orderBy: readonly OrderBy[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}
