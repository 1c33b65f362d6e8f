import type { Schema, SObject, Value, Values } from '../schema/types.ts';
import { compileFormula } from './compile.ts';
import { FormulaError } from './errors.ts';
import { fieldVocabulary, type FieldOperand, type RecordScope } from './record.ts';
import type { Operand, Vocabulary } from './vocabulary.ts';

/** What a validation rule judges: the record about to be stored, and what it was before. */
export interface RuleScope extends RecordScope {
  /** Undefined for a new record. */
  readonly prior: Values | undefined;
}

/** (Salesforce Help, "Formula Operators and Functions by Context") */
const refusedFunctions: ReadonlySet<string> = new Set(
  'GETRECORDIDS HYPERLINK IMAGE INCLUDE PARENTGROUPVAL PREVGROUPVAL REQUIRESCRIPT'.split(' '),
);

const functions: Vocabulary<RuleScope>['functions'] = {
  ISNEW(args) {
    if (args.length > 0) throw wrongCount('ISNEW', 0, args.length);
    return { name: 'ISNEW()', type: 'boolean', read: ({ prior }) => prior === undefined };
  },
  ISCHANGED(args) {
    const { now, before } = values('ISCHANGED', args);
    return {
      name: 'ISCHANGED()',
      type: 'boolean',
      // "This function returns FALSE when evaluating any field on a newly created record."
      read: (scope) => scope.prior !== undefined && now(scope) !== before(scope),
    };
  },
  PRIORVALUE(args) {
    const { operand, now, before } = values('PRIORVALUE', args);
    const { name, type } = operand;
    // Of a new record it is the current value.
    return { name, type, read: (scope) => (scope.prior ? before(scope) : now(scope)) };
  },
};

/** The two values of the one field that a function is asked about. */
function values(name: string, args: readonly (Operand<RuleScope> | undefined)[]) {
  if (args.length !== 1) throw wrongCount(name, 1, args.length);
  const operand = args[0] as FieldOperand<RuleScope> | undefined;
  if (!operand?.path || operand.name.includes('.')) {
    throw new FormulaError(`Incorrect parameter type for function '${name}()'. Expected Field`);
  }
  const now = (scope: RuleScope): Value => operand.read(scope);
  const before = (scope: RuleScope): Value =>
    operand.read({ ...scope, record: scope.prior ?? scope.record });
  return { operand, now, before };
}

const wrongCount = (name: string, expected: number, received: number): FormulaError =>
  new FormulaError(
    `Incorrect number of parameters for function '${name}()'. Expected ${expected}, received ${received}`,
  );

/**
 * Compiles the error condition of a validation rule.
 * @throws {FormulaError} with Salesforce's wording
 */
export function compileRule(
  source: string,
  object: SObject,
  schema: Schema,
): (scope: RuleScope) => boolean {
  const formula = compileFormula<RuleScope>(source, {
    vocabulary: fieldVocabulary({
      schema,
      object,
      blanksAsZero: false,
      functions,
      refusedFunctions,
    }),
    returns: 'boolean',
  });
  return (scope) => formula(scope) === true;
}
