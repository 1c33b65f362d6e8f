import { FormulaError } from './errors.ts';
import { tokenize, type Token } from './tokens.ts';

/**
 * Syntax tree of a formula, in the ESTree shapes that sformula's type checker
 * takes. sformula's own parser is not used: its time doubles with every level
 * of nesting, and it cannot read a quotation mark inside a text.
 */
export type Expression = Literal | Identifier | Unary | Binary | Logical | Call;
export interface Literal {
  type: 'Literal';
  value: string | number | boolean | null;
  raw: string;
}
export interface Identifier {
  type: 'Identifier';
  name: string;
}
export interface Unary {
  type: 'UnaryExpression';
  operator: '-' | '+' | '!';
  prefix: true;
  argument: Expression;
}
export interface Binary {
  type: 'BinaryExpression';
  operator: '===' | '!==' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '**';
  left: Expression;
  right: Expression;
}
export interface Logical {
  type: 'LogicalExpression';
  operator: '&&' | '||';
  left: Expression;
  right: Expression;
}
export interface Call {
  type: 'CallExpression';
  callee: Identifier;
  arguments: Expression[];
  optional: false;
}

/** Gives names their meaning while the formula is parsed. */
export interface Binder {
  /** A field or resource: `{!path}` when merged, a bare name otherwise. */
  reference(path: string, merged: boolean): Expression;
  /** A call; the name is in upper case, as function names are not case-sensitive. */
  call(name: string, args: Expression[]): Expression;
}

interface Operator {
  readonly level: number;
  readonly type: 'LogicalExpression' | 'BinaryExpression';
  readonly operator: Binary['operator'] | Logical['operator'];
}

const binary = (level: number, operator: Binary['operator']): Operator => ({
  level,
  type: 'BinaryExpression',
  operator,
});

/** Salesforce's operators, the loosest first; all of them group to the left. */
const operators: Readonly<Record<string, Operator>> = {
  '||': { level: 1, type: 'LogicalExpression', operator: '||' },
  '&&': { level: 2, type: 'LogicalExpression', operator: '&&' },
  '=': binary(3, '==='),
  '==': binary(3, '==='),
  '<>': binary(3, '!=='),
  '!=': binary(3, '!=='),
  '<': binary(3, '<'),
  '<=': binary(3, '<='),
  '>': binary(3, '>'),
  '>=': binary(3, '>='),
  '+': binary(4, '+'),
  '-': binary(4, '-'),
  '&': binary(4, '+'),
  '*': binary(5, '*'),
  '/': binary(5, '/'),
  '^': binary(6, '**'),
};

const constants: Readonly<Record<string, boolean | null>> = {
  TRUE: true,
  FALSE: false,
  NULL: null,
};

const literal = (value: Literal['value']): Literal => ({
  type: 'Literal',
  value,
  raw: String(value),
});

/**
 * Parses a formula.
 * @throws {FormulaError} "Syntax error. …".
 */
export function parseFormula(source: string, binder: Binder): Expression {
  const tokens = tokenize(source);
  let at = 0;
  const peek = (): Token => tokens[at]!;
  const isSymbol = (symbol: string): boolean => peek().kind === 'symbol' && peek().value === symbol;
  const accept = (symbol: string): boolean => {
    const found = isSymbol(symbol);
    if (found) at++;
    return found;
  };

  const expression = (level: number): Expression => {
    let left = operand();
    for (;;) {
      const operator = peek().kind === 'symbol' ? operators[peek().value] : undefined;
      if (!operator || operator.level < level) return left;
      at++;
      const right = expression(operator.level + 1);
      left = { type: operator.type, operator: operator.operator, left, right } as Binary | Logical;
    }
  };

  const operand = (): Expression => {
    const token = peek();
    at++;
    switch (token.kind) {
      case 'text':
        return literal(token.value);
      case 'number':
        return literal(Number(token.value));
      case 'merge':
        return binder.reference(token.value, true);
      case 'name':
        return name(token.value);
      case 'symbol':
        return prefixed(token.value);
      case 'end':
        throw new FormulaError('Syntax error. Found end of formula');
    }
  };

  const name = (value: string): Expression => {
    if (accept('(')) return binder.call(value.toUpperCase(), callArguments());
    const constant = constants[value.toUpperCase()];
    return constant === undefined ? binder.reference(value, false) : literal(constant);
  };

  const prefixed = (symbol: string): Expression => {
    if (symbol === '-' || symbol === '+' || symbol === '!') {
      return { type: 'UnaryExpression', operator: symbol, prefix: true, argument: operand() };
    }
    if (symbol !== '(') throw new FormulaError(`Syntax error. Found '${symbol}'`);
    const inner = expression(1);
    close();
    return inner;
  };

  const callArguments = (): Expression[] => {
    const args: Expression[] = [];
    if (accept(')')) return args;
    do args.push(expression(1));
    while (accept(','));
    close();
    return args;
  };

  const close = (): void => {
    if (!accept(')')) throw new FormulaError("Syntax error. Missing ')'");
  };

  const result = expression(1);
  if (peek().kind === 'end') return result;
  throw new FormulaError(
    isSymbol(')') ? "Syntax error. Extra ')'" : `Syntax error. Found '${peek().value}'`,
  );
}
