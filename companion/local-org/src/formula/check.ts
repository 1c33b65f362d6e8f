import {
  compileSync,
  InvalidArgLengthError,
  InvalidOperatorError,
  InvalidTypeError,
  type FormulaReturnType,
} from 'sformula';
import { FormulaError } from './errors.ts';
import type { CheckedExpression } from './evaluate.ts';
import type { Expression } from './parse.ts';
import type { OperandType } from './vocabulary.ts';

/** What a formula can be asked to come to. */
export type ResultType = 'string' | 'number' | 'boolean' | 'date' | 'datetime';

type TypeDictionary = NonNullable<Parameters<typeof compileSync>[1]['inputTypes']>;

/** Where a type error is, hung on the tree as its `loc`, which sformula's errors carry. */
interface Place {
  readonly function?: string;
  readonly operator?: string;
}

/** How Salesforce's messages name the types that sformula knows. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'Text',
  number: 'Number',
  currency: 'Number',
  percent: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  picklist: 'Picklist',
  multipicklist: 'Multipicklist',
};
const nameOf = (type: string): string => typeNames[type] ?? type;

const operatorNames: Readonly<Record<string, string>> = { '===': '=', '!==': '<>', '**': '^' };

/**
 * Checks the types of a formula with sformula.
 * @param types what each identifier in it stands for
 * @returns the tree with every operator resolved to a call for its types
 * @throws {FormulaError} with Salesforce's wording
 */
export function checkTypes(
  expression: Expression,
  types: ReadonlyMap<string, OperandType>,
  returns: ResultType,
): CheckedExpression {
  placeChildren(expression);
  const inputTypes: TypeDictionary = Object.fromEntries(
    [...types].map(([name, type]) => [name, { type }]),
  );
  let calculated: FormulaReturnType;
  let checked: unknown;
  try {
    const { compiled } = compileSync(expression, {
      inputTypes,
    });
    calculated = compiled.calculatedType;
    checked = compiled.expression;
  } catch (error) {
    throw translate(error);
  }
  const fits =
    calculated === 'any' || calculated === returns || nameOf(calculated) === nameOf(returns);
  if (!fits) throw wrongResult(calculated, returns);
  return checked as CheckedExpression;
}

function wrongResult(calculated: string, returns: ResultType): FormulaError {
  const expected = returns === 'boolean' ? 'true or false' : nameOf(returns);
  return new FormulaError(
    `Formula result is data type (${nameOf(calculated)}), incompatible with expected data type (${expected}).`,
  );
}

function placeChildren(node: Expression): void {
  const place = (child: Expression, loc: Place): void => {
    Object.assign(child, { loc });
    placeChildren(child);
  };
  switch (node.type) {
    case 'CallExpression':
      Object.assign(node.callee, { loc: { function: node.callee.name } });
      for (const argument of node.arguments) place(argument, { function: node.callee.name });
      return;
    case 'UnaryExpression':
      place(node.argument, { operator: node.operator });
      return;
    case 'BinaryExpression':
    case 'LogicalExpression':
      place(node.left, { operator: node.operator });
      place(node.right, { operator: node.operator });
  }
}

function translate(error: unknown): unknown {
  const place = (error as { location?: Place }).location ?? {};
  const where = place.function
    ? `function '${place.function}()'`
    : `operator '${operatorNames[place.operator ?? ''] ?? place.operator ?? ''}'`;
  if (error instanceof InvalidArgLengthError) {
    const [least, most] = error.argRange;
    const expected = error.argLen < least ? least : most;
    return new FormulaError(
      `Incorrect number of parameters for ${where}. Expected ${expected}, received ${error.argLen}`,
    );
  }
  if (error instanceof InvalidOperatorError) {
    return new FormulaError(
      `Incorrect parameter type for operator '${operatorNames[error.operator] ?? error.operator}'. Received ${nameOf(error.type)}`,
    );
  }
  if (error instanceof InvalidTypeError) {
    const expected = error.expected.map(nameOf).join(', ');
    return new FormulaError(
      `Incorrect parameter type for ${where}. Expected ${expected}, received ${nameOf(error.type)}`,
    );
  }
  return error;
}
