export { compileFormula, type Formula, type FormulaOptions } from './compile.ts';
export type { ResultType } from './check.ts';
export { FormulaError, FormulaNotImplemented, fieldDoesNotExist } from './errors.ts';
export { addDays, dayIn } from './time.ts';
export type { FormulaClock, Operand, OperandType, Vocabulary } from './vocabulary.ts';
