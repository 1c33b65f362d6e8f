import { makeField } from '../field.ts';
import type { Field, SObject } from '../types.ts';

const readOnly = { createable: false, updateable: false, nillable: false, permissionable: false };

export const idField: Field = makeField('Id', 'Record ID', 'id', readOnly);

/** A reference to a User that the platform fills in itself. */
function byField(name: string, label: string): Field {
  return makeField(name, label, 'reference', {
    ...readOnly,
    referenceTo: ['User'],
    relationshipName: name.replace(/Id$/, ''),
  });
}

/** Who saved a record and when: fields that every record has. */
export const auditFields: readonly Field[] = [
  makeField('CreatedDate', 'Created Date', 'datetime', readOnly),
  byField('CreatedById', 'Created By ID'),
  makeField('LastModifiedDate', 'Last Modified Date', 'datetime', readOnly),
  byField('LastModifiedById', 'Last Modified By ID'),
  makeField('SystemModstamp', 'System Modstamp', 'datetime', readOnly),
];

export const isDeletedField: Field = makeField('IsDeleted', 'Deleted', 'boolean', readOnly);

const ownerField: Field = makeField('OwnerId', 'Owner ID', 'reference', {
  nillable: false,
  permissionable: false,
  referenceTo: ['User'],
  relationshipName: 'Owner',
});

/** The parts of an address and the compound field that stands for them. */
export function addressFields(prefix: string): Field[] {
  const compound = { compoundFieldName: `${prefix}Address`, permissionable: false };
  return [
    makeField(`${prefix}Street`, `${prefix} Street`, 'textarea', compound),
    makeField(`${prefix}City`, `${prefix} City`, 'string', { ...compound, length: 40 }),
    makeField(`${prefix}State`, `${prefix} State/Province`, 'string', { ...compound, length: 80 }),
    makeField(`${prefix}PostalCode`, `${prefix} Zip/Postal Code`, 'string', {
      ...compound,
      length: 20,
    }),
    makeField(`${prefix}Country`, `${prefix} Country`, 'string', { ...compound, length: 80 }),
    makeField(`${prefix}Latitude`, `${prefix} Latitude`, 'double', {
      ...compound,
      precision: 18,
      scale: 15,
    }),
    makeField(`${prefix}Longitude`, `${prefix} Longitude`, 'double', {
      ...compound,
      precision: 18,
      scale: 15,
    }),
    makeField(`${prefix}GeocodeAccuracy`, `${prefix} Geocode Accuracy`, 'picklist', {
      ...compound,
      length: 40,
    }),
    makeField(`${prefix}Address`, `${prefix} Address`, 'address', {
      createable: false,
      updateable: false,
    }),
  ];
}

/** The fields of a business object: its own between Id and the audit fields. */
export function recordFields(own: readonly Field[]): Field[] {
  return [idField, isDeletedField, ...own, ownerField, ...auditFields];
}

/** An sObject with the platform's usual properties. */
export function makeObject(
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
  overrides: Partial<SObject> = {},
): SObject {
  return {
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix,
    custom: name.endsWith('__c'),
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    triggerable: true,
    isSetup: false,
    configuration: null,
    hasActivities: false,
    sharingModel: 'Private',
    fields: new Map(fields.map((field) => [field.name.toLowerCase(), field])),
    ...overrides,
  };
}
