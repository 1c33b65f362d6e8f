import { compileFieldFormula, FormulaError } from '../formula/index.ts';
import { makeField } from '../schema/field.ts';
import type { Field, FieldType, Schema, SObject } from '../schema/types.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

interface FormulaKind {
  readonly type: FieldType;
  /** Elements without which such a field cannot be. */
  readonly needs: readonly string[];
}

/** Metadata API types of fields that can have a formula. (Metadata API, "CustomField") */
const formulaKinds: Readonly<Record<string, FormulaKind>> = {
  Checkbox: { type: 'boolean', needs: [] },
  Currency: { type: 'currency', needs: ['precision', 'scale'] },
  Date: { type: 'date', needs: [] },
  DateTime: { type: 'datetime', needs: [] },
  Number: { type: 'double', needs: ['precision', 'scale'] },
  Percent: { type: 'percent', needs: ['precision', 'scale'] },
  Text: { type: 'string', needs: [] },
};

/** Elements that describe what is stored, and a formula field stores nothing. */
const ofStoredFields = [
  'caseSensitive',
  'defaultValue',
  'deleteConstraint',
  'length',
  'referenceTo',
  'relationshipLabel',
  'relationshipName',
  'valueSet',
  'visibleLines',
];
/** The same, where `false` says nothing. */
const switchesOfStoredFields = ['externalId', 'required', 'unique'];

/** The text that a formula may come to. (Salesforce Help, "Formula Field Limits and Restrictions") */
const TEXT_LENGTH = 1300;

/** Reads a `CustomField` with a formula, once its elements are known to be sound. */
export function readFormulaField(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { field?: Field; problems: Problem[] } {
  const fail = (message: string, at: XmlElement = element) => ({
    problems: [{ message, line: at.line, column: at.column }],
  });
  const name = textOf(element, 'fullName')!;
  const typeElement = child(element, 'type')!;
  const kind = formulaKinds[typeElement.text];
  if (!kind) {
    return fail(`A field of type ${typeElement.text} can't have a formula.`, typeElement);
  }
  if (!textOf(element, 'label')) return fail('Must specify a non-empty label for the CustomField');
  const missing = kind.needs.find((needed) => !child(element, needed));
  if (missing !== undefined) {
    return fail(`Must specify '${missing}' for a CustomField of type ${typeElement.text}`);
  }
  const foreign = element.children.find(
    (one) =>
      ofStoredFields.includes(one.name) ||
      (switchesOfStoredFields.includes(one.name) && one.text === 'true'),
  );
  if (foreign) return fail(`Can not specify '${foreign.name}' for a formula field`, foreign);

  const formulaElement = child(element, 'formula')!;
  const { type } = kind;
  const scale = Number(textOf(element, 'scale') ?? 0);
  const blanksAsZero = textOf(element, 'formulaTreatBlanksAs') !== 'BlankAsBlank';
  try {
    const definition = { name, type, scale, blanksAsZero };
    const formula = compileFieldFormula(formulaElement.text, definition, object, schema);
    const field = makeField(name, textOf(element, 'label')!, type, {
      formula,
      scale,
      precision: Number(textOf(element, 'precision') ?? 0),
      ...(type === 'string' && { length: TEXT_LENGTH }),
      createable: false,
      updateable: false,
      description: textOf(element, 'description') ?? null,
      inlineHelpText: textOf(element, 'inlineHelpText') ?? null,
    });
    return { field, problems: [] };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return fail(error.message, formulaElement);
  }
}
