import { compileDefaultFormula, FormulaError } from '../formula/index.ts';
import { makeField } from '../schema/field.ts';
import type { DefaultFormula, Field, Schema, SObject } from '../schema/types.ts';
import { AUTO_NUMBER_LENGTH, checkAutoNumber, readAutoNumber } from './autoNumber.ts';
import { mayHaveField } from './configurationObject.ts';
import { checkElement } from './elements.ts';
import { customFieldSpec, fieldKinds, typeSpecific } from './fieldKinds.ts';
import type { FieldKind } from './fieldKinds.ts';
import { readFormulaField } from './formulaField.ts';
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
  if (problems.length === 0) problems.push(...checkName(element), ...checkHome(element, object));
  if (problems.length > 0) return { problems };
  if (child(element, 'formula')) return readFormulaField(element, object, schema);
  const kind = fieldKinds[textOf(element, 'type')!];
  const unfit = kind ? checkKind(element, kind) : [notImplemented(element)];
  if (!kind || unfit.length > 0) return { problems: unfit };
  const read = readParts(element, kind, object, schema);
  if (!read.parts) return { problems: read.problems };
  const field = toField(element, kind, read.parts);
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

function checkName(element: XmlElement): Problem[] {
  const name = textOf(element, 'fullName')!;
  if (!name.endsWith('__c')) {
    return [problem(element, 'Invalid fullName, must end in a custom suffix (e.g. __c)')];
  }
  if (/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name)) return [];
  const message =
    `The object name '${name}' is not valid: a custom field's name begins with a letter and ` +
    `holds letters, digits and single underscores`;
  return [problem(element, message)];
}

/** Configuration does not take all types of field. */
function checkHome(element: XmlElement, object: SObject): Problem[] {
  const type = child(element, 'type')!;
  if (mayHaveField(object, child(element, 'formula') ? 'Formula' : type.text)) return [];
  return [problem(type, `A custom field of this type can't be added to ${object.name}.`)];
}

/** What a field of a type must have, may have and cannot have. */
function checkKind(element: XmlElement, kind: FieldKind): Problem[] {
  const type = textOf(element, 'type')!;
  const ofType = `for a CustomField of type ${type}`;
  const { needs = [], allows = [] } = kind;
  if (!textOf(element, 'label')) {
    return [problem(element, 'Must specify a non-empty label for the CustomField')];
  }
  const missing = needs.find((needed) => !child(element, needed));
  if (missing !== undefined) return [problem(element, `Must specify '${missing}' ${ofType}`)];
  const foreign = element.children.find(
    ({ name }) => typeSpecific.has(name) && !needs.includes(name) && !allows.includes(name),
  );
  if (foreign) return [problem(foreign, `Can not specify '${foreign.name}' ${ofType}`)];
  const defaultValue = child(element, 'defaultValue');
  if (defaultValue && kind.noDefault) {
    return [problem(defaultValue, `Can not specify 'defaultValue' ${ofType}`)];
  }
  const isRequired = textOf(element, 'required') === 'true';
  if (isRequired && kind.neverRequired) {
    return [problem(child(element, 'required')!, `Can not specify 'required' ${ofType}`)];
  }
  if (type === 'AutoNumber') return checkAutoNumber(element);
  // A required field cannot become empty, so deleting its record needs another answer.
  if (isRequired && kind.type === 'reference') {
    return [
      problem(
        element,
        'field integrity exception: unknown (must specify either cascade delete or restrict delete for required lookup foreign key)',
      ),
    ];
  }
  return [];
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
  const referenceTo = textOf(element, 'referenceTo');
  if (referenceTo !== undefined) {
    const target = schema.object(referenceTo);
    if (target?.configuration === null) return { parts: { target }, problems: [] };
    const message = `referenceTo value of '${referenceTo}' does not resolve to a valid sObject type`;
    return { problems: [problem(element, message)] };
  }
  const valueSet = child(element, 'valueSet');
  if (valueSet) {
    const read = readPicklist(valueSet, schema);
    if (!read.picklist) return { problems: [read.problem!] };
    return { parts: { picklist: read.picklist }, problems: [] };
  }
  const defaultValue = child(element, 'defaultValue');
  if (!defaultValue) return { parts: {}, problems: [] };
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

function toField(
  element: XmlElement,
  { type }: FieldKind,
  { target, picklist, defaultFormula }: Parts,
): Field {
  const name = textOf(element, 'fullName')!;
  const number = (child: string) => Number(textOf(element, child) ?? 0);
  const flag = (child: string) => textOf(element, child) === 'true';
  const required = flag('required');
  const childRelationship = textOf(element, 'relationshipName');
  const values = picklist?.values ?? [];
  return makeField(name, textOf(element, 'label')!, type, {
    ...(number('length') > 0 && { length: number('length') }),
    precision: number('precision'),
    scale: number('scale'),
    nillable: type !== 'boolean' && !required,
    // Whoever must fill a field in must see it: required fields have no field-level security.
    permissionable: !required,
    unique: flag('unique'),
    externalId: flag('externalId'),
    caseSensitive: flag('caseSensitive'),
    htmlFormatted: textOf(element, 'type') === 'Html',
    defaultValue:
      type === 'boolean'
        ? flag('defaultValue')
        : (values.find(({ isDefault }) => isDefault)?.value ?? null),
    defaultFormula: defaultFormula ?? null,
    picklistValues: values,
    restrictedPicklist: picklist?.restricted ?? false,
    ...(target && {
      referenceTo: [target.name],
      relationshipName: name.replace(/__c$/, '__r'),
      childRelationshipName: childRelationship === undefined ? null : `${childRelationship}__r`,
    }),
    ...(textOf(element, 'type') === 'AutoNumber' && {
      autoNumber: readAutoNumber(element),
      length: AUTO_NUMBER_LENGTH,
      createable: false,
      updateable: false,
    }),
    description: textOf(element, 'description') ?? null,
    inlineHelpText: textOf(element, 'inlineHelpText') ?? null,
  });
}
