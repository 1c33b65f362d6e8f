import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type {
  Field,
  FormulaSurroundings,
  Schema,
  SObject,
  Value,
  Values,
} from '../schema/types.ts';
import { quoteText } from './database.ts';

/** What formulas in SQL are evaluated on. */
interface FormulaSource {
  readonly schema: Schema;
  surroundingsOf(userId: string): FormulaSurroundings;
}

const FUNCTION = 'field_formula';

/** Gives SQL the function that `formulaCall` calls. */
export function registerFormulas(db: DatabaseSync, source: FormulaSource): void {
  const evaluate = (userId: string, object: string, name: string, inputs: SQLInputValue[]) => {
    const { formula } = source.schema.field(object, name)!;
    const record: Values = {};
    formula!.inputs.forEach((input, index) => {
      record[input.name] = fromSql(input, inputs[index]!);
    });
    const value = formula!.evaluate(record, source.surroundingsOf(userId));
    return typeof value === 'boolean' ? Number(value) : value;
  };
  db.function(FUNCTION, { varargs: true }, (userId, object, name, ...inputs) =>
    evaluate(userId as string, object as string, name as string, inputs),
  );
}

/**
 * SQL for the value of a formula field.
 * @param inputs SQL of the fields that the formula needs, in its own order
 */
export function formulaCall(
  userId: string,
  object: SObject,
  field: Field,
  inputs: readonly string[],
): string {
  const names = [userId, object.name, field.name].map(quoteText);
  return `${FUNCTION}(${[...names, ...inputs].join(', ')})`;
}

function fromSql({ type }: Field, value: SQLInputValue): Value {
  return type === 'boolean' ? value === 1 : (value as Value);
}
