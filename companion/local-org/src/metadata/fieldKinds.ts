import type { FieldType } from '../schema/types.ts';
import type { ElementSpec } from './elements.ts';

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
}

const lookup = ['relationshipName', 'relationshipLabel'];

/** Metadata API types of custom fields that the local org has. (Metadata API, "CustomField") */
export const fieldKinds: Readonly<Record<string, FieldKind>> = {
  AutoNumber: {
    type: 'string',
    needs: ['displayFormat'],
    allows: ['startingNumber', 'populateExistingRows', 'externalId'],
    neverRequired: true,
    noDefault: true,
  },
  Checkbox: { type: 'boolean', needs: ['defaultValue'] },
  Currency: { type: 'currency', needs: ['precision', 'scale'] },
  Date: { type: 'date' },
  DateTime: { type: 'datetime' },
  Email: { type: 'email', allows: ['unique', 'externalId', 'caseSensitive'] },
  Html: {
    type: 'textarea',
    needs: ['length', 'visibleLines'],
    neverRequired: true,
    noDefault: true,
  },
  LongTextArea: {
    type: 'textarea',
    needs: ['length', 'visibleLines'],
    neverRequired: true,
    noDefault: true,
  },
  Lookup: {
    type: 'reference',
    needs: ['referenceTo'],
    allows: [...lookup, 'deleteConstraint'],
    noDefault: true,
  },
  MultiselectPicklist: {
    type: 'multipicklist',
    needs: ['valueSet', 'visibleLines'],
    noDefault: true,
  },
  Number: { type: 'double', needs: ['precision', 'scale'], allows: ['unique', 'externalId'] },
  Percent: { type: 'percent', needs: ['precision', 'scale'] },
  Phone: { type: 'phone' },
  Picklist: { type: 'picklist', needs: ['valueSet'], noDefault: true },
  Text: { type: 'string', needs: ['length'], allows: ['unique', 'externalId', 'caseSensitive'] },
  TextArea: { type: 'textarea' },
  Url: { type: 'url' },
};

/** Elements that not all types of field have. */
export const typeSpecific: ReadonlySet<string> = new Set(
  Object.values(fieldKinds)
    .flatMap(({ needs = [], allows = [] }) => [...needs, ...allows])
    .filter((element) => element !== 'defaultValue'),
);

export const customFieldSpec: ElementSpec = {
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
    displayFormat: 'text',
    startingNumber: 'integer',
    populateExistingRows: 'boolean',
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
      optional: {
        restricted: 'boolean',
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
        valueSetName: 'text',
      },
    },
  },
};
