import { compileDefaultFormula, FormulaError } from '../formula/index.ts';
import { makeField } from '../schema/field.ts';
import type { DefaultFormula, Field, Mask, Schema, SObject } from '../schema/types.ts';
import { AUTO_NUMBER_LENGTH, readAutoNumber } from './autoNumber.ts';
import { checkElement } from './elements.ts';
import { fieldKinds } from './fieldKinds.ts';
import type { FieldKind } from './fieldKinds.ts';
import { checkHome, checkKind, checkName, checkTexts } from './fieldRules.ts';
import { customFieldSpec } from './fieldSpec.ts';
import { readFormulaField } from './formulaField.ts';
import { readTarget, relationshipOf } from './relationships.ts';
import { readSummaryField } from './summaryField.ts';
import { readPicklist } from './valueSets.ts';
import type { Picklist } from './valueSets.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/**
 * Reads a `CustomField` into a field of the schema.
 * @returns the problems that Salesforce, or the local org, has with it.
 */
export function readCustomField(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { field?: Field; problems: Problem[] } {
  const problems = [...checkElement(element, customFieldSpec)];
  if (problems.length === 0) {
    problems.push(...checkName(element), ...checkTexts(element), ...checkHome(element, object));
  }
  if (problems.length > 0) return { problems };
  if (child(element, 'formula')) return readFormulaField(element, object, schema);
  const kind = fieldKinds[textOf(element, 'type')!];
  const unfit = kind ? checkKind(element, kind) : [notImplemented(element)];
  if (!kind || unfit.length > 0) return { problems: unfit };
  if (textOf(element, 'type') === 'Summary') return readSummaryField(element, object, schema);
  const read = readParts(element, kind, object, schema);
  if (!read.parts) return { problems: read.problems };
  const field = toField(element, kind, read.parts, object);
  return {
    field: object.configuration === null ? field : { ...field, ...ofConfiguration(object) },
    problems: [],
  };
}

const problem = ({ line, column }: XmlElement, message: string): Problem => ({
  message,
  line,
  column,
});

function notImplemented(element: XmlElement): Problem {
  const type = child(element, 'type')!;
  return problem(type, `The local org does not implement custom fields of type ${type.text}.`);
}

/** What a field stands on beyond its own elements. */
interface Parts {
  readonly target?: SObject;
  readonly picklist?: Picklist;
  readonly defaultFormula?: DefaultFormula;
}

function readParts(
  element: XmlElement,
  { type }: FieldKind,
  object: SObject,
  schema: Schema,
): { parts?: Parts; problems: Problem[] } {
  if (type === 'reference') {
    const { target, problems } = readTarget(element, object, schema);
    return target ? { parts: { target }, problems } : { problems };
  }
  const valueSet = child(element, 'valueSet');
  if (valueSet) {
    const read = readPicklist(valueSet, object, schema);
    if (!read.picklist) return { problems: [read.problem!] };
    return { parts: { picklist: read.picklist }, problems: [] };
  }
  const defaultValue = child(element, 'defaultValue');
  if (!defaultValue) return { parts: {}, problems: [] };
  if (type === 'time') {
    const message = 'The local org does not implement default values of time fields.';
    return { problems: [problem(defaultValue, message)] };
  }
  if (type === 'boolean') {
    if (/^(true|false)$/.test(defaultValue.text)) return { parts: {}, problems: [] };
    const message = `'${defaultValue.text}' is not a valid default value of a checkbox`;
    return { problems: [problem(defaultValue, message)] };
  }
  try {
    const scale = Number(textOf(element, 'scale') ?? 0);
    const compiled = compileDefaultFormula(defaultValue.text, { type, scale }, object, schema);
    return { parts: { defaultFormula: compiled }, problems: [] };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { problems: [problem(defaultValue, error.message)] };
  }
}

/** Fields of configuration are seen and written with their object. */
const ofConfiguration = ({ createable, updateable }: SObject): Partial<Field> => ({
  permissionable: false,
  createable,
  updateable,
});

/** What only fields of some types of the Metadata API are. */
const byType: Readonly<Record<string, (element: XmlElement) => Partial<Field>>> = {
  AutoNumber: (element) => ({
    autoNumber: readAutoNumber(element),
    length: AUTO_NUMBER_LENGTH,
    createable: false,
    updateable: false,
  }),
  EncryptedText: (element) => ({
    mask: {
      type: textOf(element, 'maskType') as Mask['type'],
      character: textOf(element, 'maskChar') === 'X' ? 'X' : '*',
    },
  }),
  Html: () => ({ htmlFormatted: true }),
  // Its parts are written.
  Location: () => ({ createable: false, updateable: false }),
};

function toField(
  element: XmlElement,
  { type }: FieldKind,
  { target, picklist, defaultFormula }: Parts,
  object: SObject,
): Field {
  const number = (child: string) => Number(textOf(element, child) ?? 0);
  const flag = (child: string) => textOf(element, child) === 'true';
  const required = flag('required');
  const values = picklist?.values ?? [];
  return makeField(textOf(element, 'fullName')!, textOf(element, 'label')!, type, {
    ...(number('length') > 0 && { length: number('length') }),
    precision: number('precision'),
    scale: number('scale'),
    nillable: type !== 'boolean' && !required,
    // Whoever must fill a field in must see it: required fields have no field-level security.
    permissionable: !required,
    unique: flag('unique'),
    externalId: flag('externalId'),
    caseSensitive: flag('caseSensitive'),
    defaultValue:
      type === 'boolean'
        ? flag('defaultValue')
        : (values.find(({ isDefault }) => isDefault)?.value ?? null),
    defaultFormula: defaultFormula ?? null,
    picklistValues: values,
    controller: picklist?.controller ?? null,
    restrictedPicklist: picklist?.restricted ?? false,
    ...(target && relationshipOf(element, object, target)),
    ...byType[textOf(element, 'type')!]?.(element),
    description: textOf(element, 'description') ?? null,
    inlineHelpText: textOf(element, 'inlineHelpText') ?? null,
  });
}
