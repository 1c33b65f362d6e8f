import type { CompoundType, Field, FieldType, PicklistValue } from './types.ts';

const TEXT_LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  combobox: 255,
  multipicklist: 4099,
  string: 255,
  textarea: 255,
  encryptedstring: 175,
};

/** A field with the platform's usual properties; `overrides` say what is different. */
export function makeField(
  name: string,
  label: string,
  type: FieldType,
  overrides: Partial<Field> = {},
): Field {
  return {
    name,
    label,
    type,
    custom: name.endsWith('__c'),
    length: TEXT_LENGTHS[type] ?? 0,
    precision: 0,
    scale: 0,
    nillable: type !== 'boolean',
    createable: true,
    updateable: true,
    unique: false,
    externalId: false,
    caseSensitive: false,
    autoNumber: null,
    htmlFormatted: false,
    nameField: false,
    permissionable: true,
    defaultValue: type === 'boolean' ? false : null,
    defaultFormula: null,
    picklistValues: [],
    restrictedPicklist: false,
    controller: null,
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    cascadeDelete: false,
    restrictedDelete: false,
    masterDetail: null,
    mask: null,
    rollUp: null,
    compoundFieldName: null,
    description: null,
    inlineHelpText: null,
    formula: null,
    ...overrides,
  };
}

/** Picklist values whose labels are their API names; the first is no default. */
export function picklist(...values: string[]): PicklistValue[] {
  return values.map((value) => ({ value, label: value, isDefault: false }));
}

export function isCompound(type: FieldType): type is CompoundType {
  return type === 'address' || type === 'location';
}

/** The two fields that a location stands for. (Object Reference, "Geolocation Compound Field") */
export function locationParts({ name, label, scale, permissionable }: Field): Field[] {
  return ['Latitude', 'Longitude'].map((part) =>
    makeField(name.replace(/__c$/, `__${part}__s`), `${label} (${part})`, 'double', {
      custom: true,
      precision: scale + 3,
      scale,
      compoundFieldName: name,
      permissionable: false,
      nillable: permissionable,
    }),
  );
}

/** Whether the field has a column of its own in the object's table. */
export function isStored(field: Field): boolean {
  return !isCompound(field.type) && field.formula === null;
}

/** Whether values of the field compare as text without regard to case. */
export function isText(field: Field): boolean {
  return !NOT_TEXT.has(field.type);
}

const NOT_TEXT = new Set<FieldType>([
  'id',
  'reference',
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'address',
  'location',
]);
