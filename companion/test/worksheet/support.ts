import type { DescribedField } from '../../src/worksheet/orgFields.ts';

/** A field as Salesforce describes it, plain but for `rest`. */
export function field(
  name: string,
  type: string,
  rest: Partial<DescribedField> = {},
): DescribedField {
  return {
    name,
    label: name.replace('__c', ''),
    type,
    length: 0,
    calculated: false,
    createable: true,
    updateable: true,
    custom: name.endsWith('__c'),
    scale: 0,
    picklistValues: [],
    ...rest,
  };
}
