import type { FieldType } from '../schema/types.ts';

export interface FieldKind {
  readonly type: FieldType;
  /** Elements without which such a field cannot be. */
  readonly needs?: readonly string[];
  /** Elements that only some types of field have. */
  readonly allows?: readonly string[];
  /** `required` says nothing about it. */
  readonly neverRequired?: boolean;
  /** Without a default value of its own. */
  readonly noDefault?: boolean;
  /** The least and the greatest number of an element. */
  readonly limits?: Readonly<Record<string, readonly [least: number, greatest: number]>>;
}

const lookup = ['relationshipName', 'relationshipLabel'];
const longText = {
  type: 'textarea',
  needs: ['length', 'visibleLines'],
  neverRequired: true,
  noDefault: true,
  limits: { length: [256, 131_072], visibleLines: [2, 50] },
} as const;
const number = {
  needs: ['precision', 'scale'],
  limits: { precision: [1, 18], scale: [0, 17] },
} as const;

/**
 * Metadata API types of custom fields that the local org has. (Metadata API, "CustomField"; Help,
 * "Custom Field Types", "Custom Field Attributes")
 */
export const fieldKinds: Readonly<Record<string, FieldKind>> = {
  AutoNumber: {
    type: 'string',
    needs: ['displayFormat'],
    allows: ['startingNumber', 'populateExistingRows', 'externalId'],
    neverRequired: true,
    noDefault: true,
  },
  Checkbox: { type: 'boolean', needs: ['defaultValue'] },
  Currency: { type: 'currency', ...number },
  Date: { type: 'date' },
  DateTime: { type: 'datetime' },
  Email: { type: 'email', allows: ['unique', 'externalId', 'caseSensitive'] },
  EncryptedText: {
    type: 'encryptedstring',
    needs: ['length', 'maskChar', 'maskType'],
    noDefault: true,
    limits: { length: [1, 175] },
  },
  Html: longText,
  Location: {
    type: 'location',
    needs: ['scale', 'displayLocationInDecimal'],
    noDefault: true,
    limits: { scale: [0, 15] },
  },
  LongTextArea: longText,
  Lookup: {
    type: 'reference',
    needs: ['referenceTo'],
    allows: [...lookup, 'deleteConstraint', 'lookupFilter'],
    noDefault: true,
  },
  MasterDetail: {
    type: 'reference',
    needs: ['referenceTo', 'relationshipName'],
    allows: [
      ...lookup,
      'lookupFilter',
      'relationshipOrder',
      'reparentableMasterDetail',
      'writeRequiresMasterRead',
    ],
    noDefault: true,
    limits: { relationshipOrder: [0, 1] },
  },
  MultiselectPicklist: {
    type: 'multipicklist',
    needs: ['valueSet', 'visibleLines'],
    noDefault: true,
    limits: { visibleLines: [3, 10] },
  },
  Number: { type: 'double', ...number, allows: ['unique', 'externalId'] },
  Percent: { type: 'percent', ...number },
  Phone: { type: 'phone' },
  Picklist: { type: 'picklist', needs: ['valueSet'], noDefault: true },
  Summary: {
    type: 'double',
    needs: ['summaryOperation', 'summaryForeignKey'],
    allows: ['summarizedField', 'summaryFilterItems'],
    neverRequired: true,
    noDefault: true,
  },
  Text: {
    type: 'string',
    needs: ['length'],
    allows: ['unique', 'externalId', 'caseSensitive'],
    limits: { length: [1, 255] },
  },
  TextArea: { type: 'textarea' },
  Time: { type: 'time' },
  Url: { type: 'url' },
};

/** Elements that not all types of field have. */
export const typeSpecific: ReadonlySet<string> = new Set(
  Object.values(fieldKinds)
    .flatMap(({ needs = [], allows = [] }) => [...needs, ...allows])
    .filter((element) => element !== 'defaultValue'),
);

/** Characters that what a field says of itself may have, whatever its type. (Help, "Custom Field Attributes") */
export const textLimits: Readonly<Record<string, number>> = {
  label: 40,
  description: 1000,
  inlineHelpText: 510,
};
