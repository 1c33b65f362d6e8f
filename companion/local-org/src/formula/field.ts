import type {
  DefaultFormula,
  Field,
  FieldFormula,
  FieldType,
  Schema,
  SObject,
  Value,
} from '../schema/types.ts';
import type { ResultType } from './check.ts';
import { compileFormula } from './compile.ts';
import { FormulaError } from './errors.ts';
import { fieldVocabulary, type RecordScope } from './record.ts';

/** What the formula of a field of each type comes to. */
const resultTypes: Partial<Record<FieldType, ResultType>> = {
  string: 'string',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** (Salesforce Help, "Formula Field Limits and Restrictions") */
const MAX_CHARACTERS = 3900;
/** Text beyond this is a long text area. */
const LONG_TEXT = 255;

/** (Salesforce Help, "Formula Operators and Functions by Context") */
const refusedFunctions: ReadonlySet<string> = new Set(
  'GETRECORDIDS INCLUDE ISCHANGED ISCLONE ISNEW PARENTGROUPVAL PREVGROUPVAL PRIORVALUE REGEX REQUIRESCRIPT VLOOKUP'.split(
    ' ',
  ),
);

/**
 * Compiles the formula of a field.
 * @param type of the field; one of those that can have a formula
 * @throws {FormulaError} with Salesforce's wording
 */
export function compileFieldFormula(
  source: string,
  field: { name: string; type: FieldType; scale: number; blanksAsZero: boolean },
  object: SObject,
  schema: Schema,
): FieldFormula {
  if (source.length > MAX_CHARACTERS) {
    throw new FormulaError(
      `Formula is too long (${thousands(source.length)} characters). Maximum length is ${thousands(MAX_CHARACTERS)} characters`,
    );
  }
  const { blanksAsZero, type } = field;
  const own = keyOf(object, field.name);
  const inputs = new Set<Field>();
  const formulas = new Set<string>();
  const formula = compileFormula<RecordScope>(source, {
    vocabulary: fieldVocabulary({
      schema,
      object,
      blanksAsZero,
      accepts: ({ object: parent, field: used }) =>
        !isLongText(used) && keyOf(parent, used.name) !== own && !used.formula?.formulas.has(own),
      onUse({ object: parent, field: used, from }) {
        for (const input of from.formula?.inputs ?? [from]) inputs.add(input);
        if (!used.formula) return;
        formulas.add(keyOf(parent, used.name));
        for (const further of used.formula.formulas) formulas.add(further);
      },
      refusedFunctions,
    }),
    returns: resultTypes[type]!,
    scale: type === 'percent' ? field.scale + 2 : field.scale,
  });
  return {
    source,
    blanksAsZero,
    inputs: [...inputs],
    formulas,
    evaluate: (record, surroundings) => toStored(type, formula({ record, surroundings })),
  };
}

/**
 * Compiles the formula of a default value, which speaks of no record.
 * @throws {FormulaError} with Salesforce's wording
 */
export function compileDefaultFormula(
  source: string,
  { type, scale }: { type: FieldType; scale: number },
  object: SObject,
  schema: Schema,
): DefaultFormula {
  const formula = compileFormula<RecordScope>(source, {
    vocabulary: fieldVocabulary({
      schema,
      object,
      blanksAsZero: false,
      accepts: () => false,
      refusedFunctions,
    }),
    returns: resultTypes[type] ?? 'string',
    scale: type === 'percent' ? scale + 2 : scale,
  });
  return {
    source,
    evaluate: (surroundings) => toStored(type, formula({ record: {}, surroundings })),
  };
}

const keyOf = (object: SObject, field: string): string => `${object.name}.${field}`.toLowerCase();

const isLongText = ({ type, length }: Field): boolean => type === 'textarea' && length > LONG_TEXT;

/** Of the fraction that a formula comes to, a percent field shows a hundred times as much. */
function toStored(type: FieldType, value: Value): Value {
  if (type !== 'percent' || value === null) return value;
  return Number(((value as number) * 100).toPrecision(15));
}

const thousands = (count: number): string => count.toLocaleString('en-US');
