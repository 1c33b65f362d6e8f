import { builtins, clockFunctions, type Builtin } from './builtins.ts';
import type { FormulaClock } from './vocabulary.ts';

/** Part of a formula, ready to run on a scope. */
export type Evaluate<S> = (scope: S) => unknown;

/** The tree that sformula's type checker gives back: operators have become calls. */
export type CheckedExpression =
  | { type: 'Literal'; value: unknown }
  | { type: 'Identifier'; name: string }
  | { type: 'ArrayExpression'; elements: CheckedExpression[] }
  | { type: 'CallExpression'; callee: { name: string }; arguments: CheckedExpression[] };

/**
 * Turns a checked formula into closures, so that evaluating it walks no tree.
 * @param reads what each identifier stands for
 */
export function toClosure<S>(
  expression: CheckedExpression,
  reads: ReadonlyMap<string, Evaluate<S>>,
  clock: (scope: S) => FormulaClock,
): Evaluate<S> {
  const compile = (node: CheckedExpression): Evaluate<S> => {
    switch (node.type) {
      case 'Literal':
        return () => node.value;
      case 'Identifier':
        return reads.get(node.name)!;
      case 'ArrayExpression': {
        const elements = node.elements.map(compile);
        return (scope) => elements.map((element) => element(scope));
      }
      case 'CallExpression':
        return call(node.callee.name, node.arguments.map(compile));
    }
  };

  const call = (name: string, args: Evaluate<S>[]): Evaluate<S> => {
    const form = lazyForms[name];
    if (form) return form(args);
    const timely = clockFunctions[name];
    if (timely)
      return (scope) =>
        timely(
          clock(scope),
          args.map((argument) => argument(scope)),
        );
    return apply(builtins[name]!, args);
  };
  return compile(expression);
}

/** Calls of one and two arguments are most of them, and spreading is slow. */
function apply<S>(builtin: Builtin, args: Evaluate<S>[]): Evaluate<S> {
  const [first, second] = args;
  if (first && args.length === 1) return (scope) => builtin(first(scope));
  if (first && second && args.length === 2) return (scope) => builtin(first(scope), second(scope));
  return (scope) => builtin(...args.map((argument) => argument(scope)));
}

type LazyForm = <S>(args: Evaluate<S>[]) => Evaluate<S>;

/** A blank among conditions makes the answer blank, unless one of them decides it. */
const connective =
  (deciding: boolean): LazyForm =>
  (args) =>
  (scope) => {
    let result: boolean | null = !deciding;
    for (const argument of args) {
      const value = argument(scope);
      if (value === deciding) return deciding;
      if (value == null) result = null;
    }
    return result;
  };

/** Functions that do not evaluate all of their arguments. */
const lazyForms: Readonly<Record<string, LazyForm>> = {
  AND: connective(false),
  OR: connective(true),
  IF:
    ([test, then, otherwise]) =>
    (scope) =>
      test!(scope) ? then!(scope) : otherwise!(scope),
  NULLVALUE:
    ([value, otherwise]) =>
    (scope) =>
      value!(scope) ?? otherwise!(scope),
};
