import { checkAutoNumber } from './autoNumber.ts';
import { mayHaveField } from './configurationObject.ts';
import { textLimits, typeSpecific } from './fieldKinds.ts';
import type { FieldKind } from './fieldKinds.ts';
import type { SObject } from '../schema/types.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const problem = ({ line, column }: XmlElement, message: string): Problem => ({
  message,
  line,
  column,
});

export function checkName(element: XmlElement): Problem[] {
  const name = textOf(element, 'fullName')!;
  if (!name.endsWith('__c')) {
    return [problem(element, 'Invalid fullName, must end in a custom suffix (e.g. __c)')];
  }
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name)) {
    const message =
      `The object name '${name}' is not valid: a custom field's name begins with a letter and ` +
      `holds letters, digits and single underscores`;
    return [problem(element, message)];
  }
  const longest = MAX_NAME + '__c'.length;
  return name.length > longest ? [tooLong(child(element, 'fullName')!, longest)] : [];
}

/** (Help, "Custom Field Attributes", Field Name) */
const MAX_NAME = 40;

const tooLong = (element: XmlElement, limit: number): Problem =>
  problem(element, `${element.name}: data value too large: ${element.text} (max length=${limit})`);

/** What a field says of itself to people. */
export function checkTexts(element: XmlElement): Problem[] {
  return Object.entries(textLimits).flatMap(([name, limit]) => {
    const text = child(element, name);
    return text && text.text.length > limit ? [tooLong(text, limit)] : [];
  });
}

/** Configuration does not take all types of field. */
export function checkHome(element: XmlElement, object: SObject): Problem[] {
  const type = child(element, 'type')!;
  if (mayHaveField(object, child(element, 'formula') ? 'Formula' : type.text)) return [];
  return [problem(type, `A custom field of this type can't be added to ${object.name}.`)];
}

/** What a field of a type must have, may have and cannot have. */
export function checkKind(element: XmlElement, kind: FieldKind): Problem[] {
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
  const required = child(element, 'required');
  const isRequired = required?.text === 'true';
  if (isRequired && kind.neverRequired) {
    return [problem(required, `Can not specify 'required' ${ofType}`)];
  }
  if (type === 'AutoNumber') return checkAutoNumber(element);
  // A required field cannot become empty, so deleting its record needs another answer.
  const restricts = textOf(element, 'deleteConstraint') === 'Restrict';
  if (isRequired && type === 'Lookup' && !restricts) {
    return [
      problem(
        element,
        'field integrity exception: unknown (must specify either cascade delete or restrict delete for required lookup foreign key)',
      ),
    ];
  }
  return checkLimits(element, kind, ofType);
}

function checkLimits(element: XmlElement, { limits = {} }: FieldKind, ofType: string): Problem[] {
  for (const [name, [least, greatest]] of Object.entries(limits)) {
    const limited = child(element, name);
    if (!limited || (Number(limited.text) >= least && Number(limited.text) <= greatest)) continue;
    const message = `Invalid ${name} '${limited.text}' ${ofType}: it must be between ${least} and ${greatest}`;
    return [problem(limited, message)];
  }
  const [precision, scale] = [child(element, 'precision'), child(element, 'scale')];
  if (!precision || !scale || Number(scale.text) <= Number(precision.text)) return [];
  return [
    problem(
      scale,
      `The scale ${scale.text} cannot be greater than the precision ${precision.text}`,
    ),
  ];
}
