import type { ElementKind, ElementSpec } from '../metadata/elements.ts';

/* What the tables of flow elements share. */

export const words = (list: string): string[] => list.split(' ');
export const oneOf = (list: string): ElementKind => ({ oneOf: words(list) });

export const dataTypes = oneOf(
  'Currency Date Number String Boolean SObject DateTime Time Picklist Multipicklist Apex',
);
const filterOperators =
  'EqualTo NotEqualTo GreaterThan LessThan GreaterThanOrEqualTo LessThanOrEqualTo StartsWith EndsWith Contains IsNull IsChanged In NotIn';

export const value: ElementSpec = {
  type: 'FlowElementReferenceOrValue',
  optional: {
    booleanValue: 'boolean',
    dateTimeValue: 'text',
    dateValue: 'text',
    elementReference: 'text',
    numberValue: 'text',
    stringValue: 'text',
  },
  notImplemented: words(
    'apexValue collectionElements complexValue complexValueType formulaDataType formulaExpression inputConfiguratorMode isReverseValueMapping setupReference setupReferenceType sobjectValue timeValue transform transformValueReference valueMapName',
  ),
};

/** What Flow Builder notes for itself; it changes nothing. */
export const processMetadataValues: readonly [ElementSpec] = [
  { type: 'FlowMetadataValue', required: { name: 'text' }, optional: { value } },
];
export const base = { processMetadataValues } as const;
export const named = { ...base, description: 'text' } as const;
export const notImplementedOfNodes = ['elementSubtype', 'group'];
export const node = {
  required: { name: 'text', label: 'text', locationX: 'integer', locationY: 'integer' },
  optional: named,
} as const;

export const connector: ElementSpec = {
  type: 'FlowConnector',
  required: { targetReference: 'text' },
  optional: { ...base, isGoTo: 'boolean' },
};
export const condition: ElementSpec = {
  type: 'FlowCondition',
  required: {
    leftValueReference: 'text',
    operator: oneOf(
      `None ${filterOperators} WasSet WasSelected WasVisited IsBlank IsEmpty HasError HasNoValue HasValue IsAnniversaryOfToday IsNotAnniversaryOfToday IsToday IsTomorrow IsYesterday IsThisMonth IsNextMonth IsLastMonth ThisYear NextYear LastYear IsOn IsBefore IsAfter GreaterThanLastNumberOfDays LastNumberOfDays NextNumberOfDays LastNumberOfMonths NextNumberOfMonths LastNumberOfYears`,
    ),
  },
  optional: { ...base, rightValue: value },
  notImplemented: words(
    'aggregationField aggregationOperator conditionLogic conditionType conditions',
  ),
};
export const filter: ElementSpec = {
  type: 'FlowRecordFilter',
  required: { field: 'text', operator: oneOf(filterOperators) },
  optional: { ...base, value },
};
