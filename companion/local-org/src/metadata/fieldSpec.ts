import type { ElementSpec } from './elements.ts';

/** Said of a value to people alone. */
const shown = { color: 'text', description: 'text' } as const;

/** A value of a picklist; one that is not active is kept, and chosen no more. */
export const customValueSpec: ElementSpec = {
  type: 'CustomValue',
  required: { fullName: 'text', default: 'boolean' },
  optional: { label: 'text', isActive: 'boolean', ...shown },
};

const filterItemSpec: ElementSpec = {
  type: 'FilterItem',
  required: { field: 'text', operation: 'text' },
  optional: { value: 'text', valueField: 'text' },
};

const off = { oneOf: ['false'] } as const;

/** What the local org carries out of a field, or takes because nothing that it answers depends on it. */
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
    displayLocationInDecimal: 'boolean',
    maskChar: { oneOf: ['asterisk', 'X'] },
    maskType: { oneOf: ['all', 'creditCard', 'lastFour', 'nino', 'sin', 'ssn'] },
    referenceTo: 'text',
    relationshipName: 'text',
    relationshipLabel: 'text',
    relationshipOrder: 'integer',
    reparentableMasterDetail: 'boolean',
    writeRequiresMasterRead: 'boolean',
    // Salesforce Support opens Cascade to the orgs that ask for it.
    deleteConstraint: { oneOf: ['Restrict', 'SetNull'] },
    lookupFilter: {
      type: 'LookupFilter',
      required: { active: 'boolean', isOptional: 'boolean' },
      optional: {
        booleanFilter: 'text',
        description: 'text',
        errorMessage: 'text',
        filterItems: [filterItemSpec],
        infoMessage: 'text',
      },
    },
    displayFormat: 'text',
    startingNumber: 'integer',
    populateExistingRows: 'boolean',
    summarizedField: 'text',
    summaryFilterItems: [filterItemSpec],
    summaryForeignKey: 'text',
    summaryOperation: { oneOf: ['count', 'sum', 'min', 'max'] },
    // Who may change values once the type is in a package.
    fieldManageability: { oneOf: ['DeveloperControlled', 'Locked', 'SubscriberControlled'] },
    // These describe a field to people and change nothing about it.
    businessOwnerGroup: 'text',
    businessOwnerUser: 'text',
    businessStatus: { oneOf: ['Active', 'DeprecateCandidate', 'Hidden'] },
    securityClassification: {
      oneOf: ['Public', 'Internal', 'Confidential', 'Restricted', 'MissionCritical'],
    },
    complianceGroup: 'text',
    // History is kept in objects of its own, and the local org has none of them.
    trackFeedHistory: 'boolean',
    trackHistory: 'boolean',
    trackTrending: 'boolean',
    deprecated: off,
    encryptionScheme: { oneOf: ['None'] },
    escapeMarkup: off,
    isAIPredictionField: off,
    isFilteringDisabled: off,
    isSortingDisabled: off,
    stripMarkup: off,
    translateData: off,
    valueSet: {
      type: 'ValueSet',
      optional: {
        controllingField: 'text',
        restricted: 'boolean',
        valueSetDefinition: {
          type: 'ValueSetValuesDefinition',
          required: { sorted: 'boolean' },
          optional: { value: [customValueSpec] },
        },
        valueSetName: 'text',
        valueSettings: [
          {
            type: 'ValueSettings',
            required: { valueName: 'text' },
            optional: { controllingFieldValue: ['text'] },
          },
        ],
      },
    },
  },
};
