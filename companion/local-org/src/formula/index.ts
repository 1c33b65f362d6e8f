export { compileFormula, type Formula, type FormulaOptions } from './compile.ts';
export type { ResultType } from './check.ts';
export { FormulaError, FormulaNotImplemented, fieldDoesNotExist } from './errors.ts';
export { compileDefaultFormula, compileFieldFormula } from './field.ts';
export { resolveGlobal } from './globals.ts';
export {
  fieldPath,
  fieldReader,
  operandTypeOf,
  parentPath,
  timeZoneOf,
  type FieldPath,
} from './paths.ts';
export { fieldVocabulary, type FieldOperand, type RecordScope } from './record.ts';
export { compileRule, type RuleScope } from './rule.ts';
export { addDays, dayIn } from './time.ts';
export type { FormulaClock, Operand, OperandType, Vocabulary } from './vocabulary.ts';
