import type { Value } from '../schema/types.ts';
import { builtins, unimplementedFunctions } from './builtins.ts';
import { checkTypes, type ResultType } from './check.ts';
import { FormulaError, FormulaNotImplemented } from './errors.ts';
import { toClosure, type Evaluate } from './evaluate.ts';
import { parseFormula, type Binder, type Call, type Expression } from './parse.ts';
import type { Operand, OperandType, Vocabulary } from './vocabulary.ts';

/** A compiled formula: gives its value on a scope, null for blank. Throws nothing. */
export type Formula<S> = (scope: S) => Value;

export interface FormulaOptions<S> {
  readonly vocabulary: Vocabulary<S>;
  readonly returns: ResultType;
  /** Digits after the point that a number is rounded to; none: as computed. */
  readonly scale?: number | undefined;
}

/** sformula takes no longer lists of arguments; Salesforce does. */
const longestArgumentList = 50;

/** Which argument may be a bare picklist (platform: "Picklists and MSPs" in formulas). */
const picklistPlaces: Readonly<Record<'picklist' | 'multipicklist', Record<string, number>>> = {
  picklist: { ISPICKVAL: 0, CASE: 0, TEXT: 0 },
  multipicklist: { INCLUDES: 0, ISBLANK: 0, ISNULL: 0 },
};
const picklistWords = {
  picklist: ['a picklist field', 'Picklist fields'],
  multipicklist: ['a multi-select picklist field', 'Multi-select picklist fields'],
} as const;

/**
 * Compiles a formula. Function names are not case-sensitive; what is inside
 * quotation marks is left alone.
 * @throws {FormulaError} with Salesforce's wording for what it would refuse
 */
export function compileFormula<S>(source: string, options: FormulaOptions<S>): Formula<S> {
  const { vocabulary, returns, scale } = options;
  if (source.trim() === '') throw new FormulaError('Formula expression is required');
  const operands = new Map<string, Operand<S>>();
  const expression = parseFormula(source, binderOf(vocabulary, operands));
  checkOperandPlaces(expression, operands);
  const typed = compareWithNull(expression, operands);
  const types = new Map<string, OperandType>();
  const reads = new Map<string, Evaluate<S>>();
  for (const [name, operand] of operands) {
    types.set(name, operand.type);
    reads.set(name, operand.read);
  }
  const evaluate = toClosure(checkTypes(typed, types, returns), reads, vocabulary.clock);
  const finish = finishers[returns];
  return (scope) => finish(evaluate(scope), scale);
}

function binderOf<S>(vocabulary: Vocabulary<S>, operands: Map<string, Operand<S>>): Binder {
  const identifier = (operand: Operand<S>): Expression => {
    // No name that a formula can contain, so that it cannot hide a function.
    const name = `#${operands.size}`;
    operands.set(name, operand);
    return { type: 'Identifier', name };
  };
  const operandOf = (node: Expression): Operand<S> | undefined =>
    node.type === 'Identifier' ? operands.get(node.name) : undefined;
  return {
    reference: (path, merged) => identifier(vocabulary.resolve(path, merged)),
    call(name, args) {
      const own = Object.hasOwn(vocabulary.functions, name)
        ? vocabulary.functions[name]
        : undefined;
      if (own) return identifier(own(args.map(operandOf)));
      if (vocabulary.refusedFunctions.has(name)) {
        throw new FormulaError(`Function ${name} may not be used in this type of formula`);
      }
      if (unimplementedFunctions.has(name)) {
        throw new FormulaNotImplemented(`the formula function ${name}`);
      }
      if (!Object.hasOwn(builtins, name)) {
        throw new FormulaError(`Unknown function ${name}. Check spelling.`);
      }
      return call(name, args);
    },
  };
}

function call(name: string, args: Expression[]): Call {
  const nested = (name === 'AND' || name === 'OR') && args.length > longestArgumentList;
  return {
    type: 'CallExpression',
    callee: { type: 'Identifier', name },
    arguments: nested
      ? [
          call(name, args.slice(0, longestArgumentList - 1)),
          call(name, args.slice(longestArgumentList - 1)),
        ]
      : args,
    optional: false,
  };
}

/** Salesforce is stricter than sformula about where a bare operand may stand. */
function checkOperandPlaces<S>(
  node: Expression,
  operands: ReadonlyMap<string, Operand<S>>,
  caller?: { name: string; argument: number },
): void {
  switch (node.type) {
    case 'Identifier': {
      const { type, name } = operands.get(node.name)!;
      if (type === 'picklist' || type === 'multipicklist') {
        if (caller && picklistPlaces[type][caller.name] === caller.argument) return;
        const [kind, kinds] = picklistWords[type];
        throw new FormulaError(
          `Field ${name} is ${kind}. ${kinds} are only supported in certain functions.`,
        );
      }
      if (type === 'boolean' && caller?.name === 'TEXT') {
        throw new FormulaError(
          "Incorrect parameter type for function 'TEXT()'. Expected Number, Date, DateTime, received Boolean",
        );
      }
      return;
    }
    case 'CallExpression':
      node.arguments.forEach((argument, index) => {
        checkOperandPlaces(argument, operands, { name: node.callee.name, argument: index });
      });
      return;
    case 'UnaryExpression':
      checkOperandPlaces(node.argument, operands);
      return;
    case 'BinaryExpression':
    case 'LogicalExpression':
      checkOperandPlaces(node.left, operands);
      checkOperandPlaces(node.right, operands);
  }
}

/**
 * `{!$Record.Birthdate} = NULL` asks for blankness, which sformula's comparison
 * of dates and numbers does not know. Texts are never null, they are empty.
 */
function compareWithNull<S>(
  node: Expression,
  operands: ReadonlyMap<string, Operand<S>>,
): Expression {
  const convert = (child: Expression): Expression => compareWithNull(child, operands);
  switch (node.type) {
    case 'CallExpression':
      return { ...node, arguments: node.arguments.map(convert) };
    case 'UnaryExpression':
      return { ...node, argument: convert(node.argument) };
    case 'BinaryExpression': {
      const other = isNull(node.right) ? node.left : isNull(node.left) ? node.right : undefined;
      const nullable = other?.type === 'Identifier' && operands.get(other.name)!.type !== 'string';
      if (!nullable || !(node.operator === '===' || node.operator === '!==')) {
        return { ...node, left: convert(node.left), right: convert(node.right) };
      }
      const blank = call('ISNULL', [other]);
      return node.operator === '===' ? blank : call('NOT', [blank]);
    }
    case 'LogicalExpression':
      return { ...node, left: convert(node.left), right: convert(node.right) };
    default:
      return node;
  }
}

const isNull = (node: Expression): boolean => node.type === 'Literal' && node.value === null;

/** From what sformula computes (numbers may be objects) to what the engine passes around. */
const finishers: Readonly<Record<ResultType, (value: unknown, scale?: number) => Value>> = {
  boolean: (value) => value === true,
  string: (value) => (value == null || value === '' ? null : (value as string)),
  date: (value) => (value ?? null) as Value,
  datetime: (value) => (value ?? null) as Value,
  number(value, scale) {
    if (value == null) return null;
    const number = Number(scale === undefined ? value : builtins['ROUND']!(value, scale));
    // Adding nothing turns -0, which Salesforce does not know, into 0.
    return Number.isFinite(number) ? number + 0 : null;
  },
};
