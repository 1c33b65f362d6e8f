export type Test<T> = (subject: T) => boolean;

/**
 * Combines conditions as `and`, `or` or a custom logic such as
 * `1 AND (2 OR NOT 3)` says, where every condition must be named.
 * @returns undefined when the logic cannot be understood
 */
export function combine<T>(logic: string, conditions: readonly Test<T>[]): Test<T> | undefined {
  switch (logic.trim().toLowerCase()) {
    case 'and':
      return (subject) => conditions.every((condition) => condition(subject));
    case 'or':
      return (subject) => conditions.some((condition) => condition(subject));
    default:
      return custom(logic, conditions);
  }
}

function custom<T>(logic: string, conditions: readonly Test<T>[]): Test<T> | undefined {
  const tokens = logic.toUpperCase().match(/\d+|[A-Z]+|\S/g) ?? [];
  const used = new Set<number>();
  let at = 0;

  const operand = (): Test<T> | undefined => {
    const token = tokens[at++];
    if (token === 'NOT') {
      const negated = operand();
      return negated && ((subject) => !negated(subject));
    }
    if (token === '(') {
      const inner = expression();
      return tokens[at++] === ')' ? inner : undefined;
    }
    const index = Number(token) - 1;
    used.add(index);
    return conditions[index];
  };

  // AND and OR do not mix without parentheses.
  const expression = (): Test<T> | undefined => {
    let left = operand();
    const word = tokens[at];
    while (left && (word === 'AND' || word === 'OR') && tokens[at] === word) {
      at++;
      const [first, second]: (Test<T> | undefined)[] = [left, operand()];
      left = first && second && (word === 'AND' ? both(first, second) : either(first, second));
    }
    return left;
  };

  const result = expression();
  return at === tokens.length && used.size === conditions.length ? result : undefined;
}

const both =
  <T>(first: Test<T>, second: Test<T>): Test<T> =>
  (subject) =>
    first(subject) && second(subject);
const either =
  <T>(first: Test<T>, second: Test<T>): Test<T> =>
  (subject) =>
    first(subject) || second(subject);
