import {
  FormulaError,
  fieldDoesNotExist,
  timeZoneOf,
  type Operand,
  type Vocabulary,
} from '../formula/index.ts';
import type { Reference } from './references.ts';
import type { Run } from './types.ts';

/** Platform documentation, "Flow formula considerations": functions that flows do not support. */
const refusedFunctions: ReadonlySet<string> = new Set(
  'GETRECORDIDS IMAGE INCLUDE INCLUDES PARENTGROUPVAL PREVGROUPVAL PRIORVALUE REQUIRESCRIPT VLOOKUP'.split(
    ' ',
  ),
);

/**
 * The vocabulary of formulas in flows: everything is named as `{!…}`; a bare
 * name is the syntax of other formulas and is refused.
 */
export function flowVocabulary(resolve: (path: string) => Reference | undefined): Vocabulary<Run> {
  return {
    resolve(path, merged) {
      if (!merged) throw fieldDoesNotExist(path);
      const reference = resolve(path);
      if (reference && !isPolymorphic(reference)) return reference;
      if (path.includes('.')) throw fieldDoesNotExist(path);
      throw new FormulaError(`It contains an invalid flow element ${path}.`);
    },
    functions: {
      ISNEW: (args) => {
        expectArguments('ISNEW', args, 0);
        return { name: 'ISNEW()', type: 'boolean', read: (run) => run.isNew };
      },
      ISCHANGED: (args) => {
        expectArguments('ISCHANGED', args, 1);
        // Operands are what `resolve` above has given.
        const changed = (args[0] as Reference | undefined)?.changed;
        if (changed) return { name: 'ISCHANGED()', type: 'boolean', read: changed };
        throw new FormulaError(
          "Incorrect parameter type for function 'ISCHANGED()'. Expected Field of $Record",
        );
      },
    },
    refusedFunctions,
    clock: ({ interview: { host } }) => ({ now: host.now, timeZone: timeZoneOf(host) }),
  };
}

const isPolymorphic = ({ field }: Reference): boolean => (field?.referenceTo.length ?? 0) > 1;

function expectArguments(
  name: string,
  args: readonly (Operand<Run> | undefined)[],
  expected: number,
): void {
  if (args.length === expected) return;
  throw new FormulaError(
    `Incorrect number of parameters for function '${name}()'. Expected ${expected}, received ${args.length}`,
  );
}
