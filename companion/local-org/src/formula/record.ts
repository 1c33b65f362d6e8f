import type { FormulaSurroundings, Schema, SObject, Value, Values } from '../schema/types.ts';
import { fieldDoesNotExist, FormulaError } from './errors.ts';
import { resolveGlobal } from './globals.ts';
import { fieldPath, timeZoneOf, type FieldPath } from './paths.ts';
import type { Operand, OperandType, Vocabulary } from './vocabulary.ts';

/** What a formula that stands on a record is evaluated on. */
export interface RecordScope {
  readonly record: Values;
  readonly surroundings: FormulaSurroundings;
}

/** An operand of such a formula: it knows the field that it names. */
export interface FieldOperand<S> extends Operand<S> {
  readonly path?: FieldPath;
}

export interface RecordVocabularyOptions<S> {
  readonly schema: Schema;
  readonly object: SObject;
  /** "Treat blank fields as zeroes". */
  readonly blanksAsZero: boolean;
  /** Whether such a formula may name that field. */
  readonly accepts?: (path: FieldPath) => boolean;
  /** Told of each field that the formula names. */
  readonly onUse?: (path: FieldPath) => void;
  readonly functions?: Vocabulary<S>['functions'];
  readonly refusedFunctions: ReadonlySet<string>;
}

const NUMERIC: ReadonlySet<OperandType> = new Set(['number', 'currency', 'percent']);

/** The record type of the record at hand, under a name of its own. */
const RECORD_TYPE = '$recordtype';

/**
 * The vocabulary of formulas that stand on a record – of formula fields and of
 * validation rules: fields are named bare, and across relationships.
 */
export function fieldVocabulary<S extends RecordScope>(
  options: RecordVocabularyOptions<S>,
): Vocabulary<S> {
  const { schema, object, accepts, onUse } = options;
  return {
    resolve(path, merged) {
      if (merged) throw new FormulaError("Syntax error. Found '{'");
      const [root = '', ...segments] = path.split('.');
      const isRecordType = root.toLowerCase() === RECORD_TYPE;
      if (isRecordType && !object.fields.has('recordtypeid')) {
        return withoutRecordTypes(path, segments, schema);
      }
      if (root.startsWith('$') && !isRecordType) {
        return globalOperand(path, schema, options.blanksAsZero);
      }
      const own = isRecordType ? ['RecordType', ...segments] : [root, ...segments];
      const found = fieldPath(schema, object, own);
      if (!found) throw fieldDoesNotExist(path);
      if (accepts && !accepts(found)) {
        throw new FormulaError(`Field ${path} may not be used in this type of formula`);
      }
      onUse?.(found);
      const read = (scope: S): Value => found.read(scope.record, scope.surroundings);
      const operand: FieldOperand<S> = {
        name: path,
        path: found,
        ...operandOf(found.type, read, options.blanksAsZero),
      };
      return operand;
    },
    functions: options.functions ?? {},
    refusedFunctions: options.refusedFunctions,
    clock: ({ surroundings }) => ({ now: surroundings.now, timeZone: timeZoneOf(surroundings) }),
  };
}

/** Records of an object that has no record types have none. */
function withoutRecordTypes<S>(
  path: string,
  segments: readonly string[],
  schema: Schema,
): Operand<S> {
  const found = fieldPath(schema, schema.object('RecordType')!, segments);
  if (!found) throw fieldDoesNotExist(path);
  return { name: path, ...operandOf(found.type, () => null, false) };
}

/**
 * What formulas compute with: a percentage is a fraction; a checkbox is never
 * blank, not even one of a parent that is not there.
 */
function operandOf<S>(
  type: OperandType,
  read: (scope: S) => Value,
  blanksAsZero: boolean,
): Pick<Operand<S>, 'type' | 'read'> {
  if (type === 'boolean') return { type, read: (scope) => read(scope) ?? false };
  if (!NUMERIC.has(type)) return { type, read };
  const divisor = type === 'percent' ? 100 : 1;
  const blank = blanksAsZero ? 0 : null;
  return {
    type: 'number',
    read: (scope) => {
      const value = read(scope);
      return value === null ? blank : (value as number) / divisor;
    },
  };
}

function globalOperand<S extends RecordScope>(
  path: string,
  schema: Schema,
  blanksAsZero: boolean,
): Operand<S> {
  const found = resolveGlobal(path, schema);
  if (!found) throw fieldDoesNotExist(path);
  const read = ({ surroundings }: S): Value => found.read(surroundings);
  return { name: path, ...operandOf(found.type, read, blanksAsZero) };
}
