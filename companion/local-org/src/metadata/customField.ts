import { makeField } from '../schema/field.ts';
import type { Field, FieldType, PicklistValue, Schema, SObject } from '../schema/types.ts';
import { mayHaveField } from './configurationObject.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { readFormulaField } from './formulaField.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

interface FieldKind {
  readonly type: FieldType;
  /** Elements without which such a field cannot be. */
  readonly needs?: readonly string[];
  /** Elements that only some types of field have. */
  readonly allows?: readonly string[];
  readonly neverRequired?: boolean;
}

/** Metadata API types of custom fields that the local org has. */
const fieldKinds: Readonly<Record<string, FieldKind>> = {
  Checkbox: { type: 'boolean', needs: ['defaultValue'] },
  Currency: { type: 'currency', needs: ['precision', 'scale'] },
  Date: { type: 'date' },
  DateTime: { type: 'datetime' },
  Email: { type: 'email', allows: ['unique', 'externalId'] },
  LongTextArea: { type: 'textarea', needs: ['length', 'visibleLines'], neverRequired: true },
  Lookup: {
    type: 'reference',
    needs: ['referenceTo'],
    allows: ['relationshipName', 'relationshipLabel', 'deleteConstraint'],
  },
  MultiselectPicklist: { type: 'multipicklist', needs: ['valueSet', 'visibleLines'] },
  Number: { type: 'double', needs: ['precision', 'scale'], allows: ['unique', 'externalId'] },
  Percent: { type: 'percent', needs: ['precision', 'scale'] },
  Phone: { type: 'phone' },
  Picklist: { type: 'picklist', needs: ['valueSet'] },
  Text: { type: 'string', needs: ['length'], allows: ['unique', 'externalId', 'caseSensitive'] },
  TextArea: { type: 'textarea' },
  Url: { type: 'url' },
};

const typeSpecific = new Set(
  Object.values(fieldKinds).flatMap(({ needs = [], allows = [] }) => [...needs, ...allows]),
);

const customFieldSpec: ElementSpec = {
  type: 'CustomField',
  required: { fullName: 'text', type: 'text' },
  optional: {
    label: 'text',
    description: 'text',
    inlineHelpText: 'text',
    required: 'boolean',
    defaultValue: 'text',
    formula: 'text',
    formulaTreatBlanksAs: { oneOf: ['BlankAsBlank', 'BlankAsZero'] },
    length: 'integer',
    precision: 'integer',
    scale: 'integer',
    visibleLines: 'integer',
    unique: 'boolean',
    externalId: 'boolean',
    caseSensitive: 'boolean',
    referenceTo: 'text',
    relationshipName: 'text',
    relationshipLabel: 'text',
    deleteConstraint: { oneOf: ['SetNull'] },
    // Who may change values once the type is in a package.
    fieldManageability: { oneOf: ['DeveloperControlled', 'Locked', 'SubscriberControlled'] },
    // These three describe a field to people and change nothing about it.
    businessStatus: { oneOf: ['Active', 'DeprecateCandidate', 'Hidden'] },
    securityClassification: {
      oneOf: ['Public', 'Internal', 'Confidential', 'Restricted', 'MissionCritical'],
    },
    complianceGroup: 'text',
    trackFeedHistory: { oneOf: ['false'] },
    trackHistory: { oneOf: ['false'] },
    trackTrending: { oneOf: ['false'] },
    valueSet: {
      type: 'ValueSet',
      required: {
        valueSetDefinition: {
          type: 'ValueSetValuesDefinition',
          required: { sorted: 'boolean' },
          optional: {
            value: [
              {
                type: 'CustomValue',
                required: { fullName: 'text', default: 'boolean' },
                optional: { label: 'text', isActive: { oneOf: ['true'] } },
              },
            ],
          },
        },
      },
      optional: { restricted: 'boolean' },
    },
  },
};

/**
 * Reads a `CustomField` into a field of the schema.
 * @returns the problems that Salesforce, or the local org, has with it.
 */
export function readCustomField(
  element: XmlElement,
  object: SObject,
  schema: Schema,
): { field?: Field; problems: Problem[] } {
  const problems = checkElement(element, customFieldSpec);
  if (problems.length > 0) return { problems };
  const fail = (message: string, at: XmlElement = element) => ({
    problems: [{ message, line: at.line, column: at.column }],
  });
  const name = textOf(element, 'fullName')!;
  const typeElement = child(element, 'type')!;
  const kind = fieldKinds[typeElement.text];
  if (!name.endsWith('__c')) {
    return fail('Invalid fullName, must end in a custom suffix (e.g. __c)');
  }
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name)) {
    return fail(
      `The object name '${name}' is not valid: a custom field's name begins with a letter and ` +
        `holds letters, digits and single underscores`,
    );
  }
  if (!mayHaveField(object, child(element, 'formula') ? 'Formula' : typeElement.text)) {
    return fail(`A custom field of this type can't be added to ${object.name}.`, typeElement);
  }
  if (child(element, 'formula')) return readFormulaField(element, object, schema);
  if (!kind) {
    return fail(
      `The local org does not implement custom fields of type ${typeElement.text}.`,
      typeElement,
    );
  }
  if (!textOf(element, 'label')) return fail('Must specify a non-empty label for the CustomField');
  for (const needed of kind.needs ?? []) {
    if (!child(element, needed)) {
      return fail(`Must specify '${needed}' for a CustomField of type ${typeElement.text}`);
    }
  }
  for (const present of element.children) {
    const fits = kind.needs?.includes(present.name) ?? kind.allows?.includes(present.name);
    const fitsAny = fits === true || (kind.allows?.includes(present.name) ?? false);
    if (typeSpecific.has(present.name) && !fitsAny && present.name !== 'defaultValue') {
      return fail(
        `Can not specify '${present.name}' for a CustomField of type ${typeElement.text}`,
        present,
      );
    }
  }
  if (textOf(element, 'required') === 'true') {
    if (kind.neverRequired) {
      return fail(
        `Can not specify 'required' for a CustomField of type ${typeElement.text}`,
        child(element, 'required'),
      );
    }
    // A required field cannot become empty, so deleting its record needs another answer.
    if (kind.type === 'reference') {
      return fail(
        'field integrity exception: unknown (must specify either cascade delete or restrict delete for required lookup foreign key)',
      );
    }
  }
  const defaultElement = child(element, 'defaultValue');
  if (defaultElement && (kind.type !== 'boolean' || !/^(true|false)$/.test(defaultElement.text))) {
    return fail('The local org implements default values of checkboxes only.', defaultElement);
  }
  const referenceTo = textOf(element, 'referenceTo');
  const target = referenceTo === undefined ? undefined : schema.object(referenceTo);
  if (referenceTo !== undefined && target?.configuration !== null) {
    return fail(`referenceTo value of '${referenceTo}' does not resolve to a valid sObject type`);
  }
  const field = toField(element, kind, target?.name);
  return {
    field: object.configuration === null ? field : { ...field, ...ofConfiguration(object) },
    problems: [],
  };
}

/** Fields of configuration are seen and written with their object. */
const ofConfiguration = ({ createable, updateable }: SObject): Partial<Field> => ({
  permissionable: false,
  createable,
  updateable,
});

function toField(element: XmlElement, { type }: FieldKind, target: string | undefined): Field {
  const name = textOf(element, 'fullName')!;
  const number = (child: string) => Number(textOf(element, child) ?? 0);
  const flag = (child: string) => textOf(element, child) === 'true';
  const required = flag('required');
  const valueSet = child(element, 'valueSet');
  const childRelationship = textOf(element, 'relationshipName');
  return makeField(name, textOf(element, 'label')!, type, {
    ...(number('length') > 0 && { length: number('length') }),
    precision: number('precision'),
    scale: number('scale'),
    nillable: type !== 'boolean' && !required,
    // Whoever must fill a field in must see it: required fields have no field-level security.
    permissionable: !required,
    unique: flag('unique'),
    externalId: flag('externalId'),
    defaultValue: type === 'boolean' ? flag('defaultValue') : null,
    picklistValues: valueSet ? readPicklistValues(valueSet) : [],
    restrictedPicklist: valueSet !== undefined && textOf(valueSet, 'restricted') === 'true',
    ...(target !== undefined && {
      referenceTo: [target],
      relationshipName: name.replace(/__c$/, '__r'),
      childRelationshipName: childRelationship === undefined ? null : `${childRelationship}__r`,
    }),
    description: textOf(element, 'description') ?? null,
    inlineHelpText: textOf(element, 'inlineHelpText') ?? null,
  });
}

function readPicklistValues(valueSet: XmlElement): PicklistValue[] {
  const definition = child(valueSet, 'valueSetDefinition')!;
  const values = childrenOf(definition, 'value').map((value) => ({
    value: textOf(value, 'fullName')!,
    label: textOf(value, 'label') ?? textOf(value, 'fullName')!,
    isDefault: textOf(value, 'default') === 'true',
  }));
  return textOf(definition, 'sorted') === 'true'
    ? values.toSorted((a, b) => a.label.localeCompare(b.label))
    : values;
}
