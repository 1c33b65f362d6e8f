import type { Value } from '../schema/types.ts';

/** Types of what a formula can refer to. */
export type OperandType =
  | 'string'
  | 'number'
  | 'currency'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'picklist'
  | 'multipicklist';

/** Something that a formula refers to by name; S is what it is evaluated on. */
export interface Operand<S> {
  /** As Salesforce's messages name it. */
  readonly name: string;
  readonly type: OperandType;
  readonly read: (scope: S) => Value;
}

/** The time that NOW, TODAY and DATEVALUE go by. */
export interface FormulaClock {
  readonly now: Date;
  /** IANA name of the user's time zone. */
  readonly timeZone: string;
}

/**
 * What one kind of formula (of a flow, of a formula field, of a validation
 * rule) may speak of beyond the functions that all formulas share.
 */
export interface Vocabulary<S> {
  /**
   * Meaning of `{!path}` (merged) or of a bare name.
   * @throws {FormulaError} when there is no such thing.
   */
  resolve(path: string, merged: boolean): Operand<S>;
  /**
   * Functions of this kind of formula alone, by name in upper case. They are
   * given the operand that each argument names, undefined for any other
   * expression, and answer with what the call stands for.
   */
  readonly functions: Readonly<
    Record<string, (args: readonly (Operand<S> | undefined)[]) => Operand<S>>
  >;
  /** Functions that Salesforce has, but not in this kind of formula. */
  readonly refusedFunctions: ReadonlySet<string>;
  readonly clock: (scope: S) => FormulaClock;
}
