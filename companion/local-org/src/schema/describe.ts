import type { Access, Field, RecordTypeInfo, Schema, SObject } from './types.ts';
import { isAggregatable, isFilterable, isGroupable, isSortable } from '../soql/capabilities.ts';
import { isCompound, isText } from './field.ts';
import { isIdLookup } from './idLookup.ts';

const SOAP_TYPES: Partial<Record<Field['type'], string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  address: 'urn:address',
  location: 'urn:location',
};

/** What the global describe says of an object. */
export function describeObjectSummary(object: SObject, access: Access, version: string) {
  const base = `/services/data/v${version}/sobjects/${object.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: object.createable && access.canCreate(object),
    custom: object.custom,
    customSetting: object.configuration?.endsWith('Setting') ?? false,
    deepCloneable: false,
    deletable: object.deletable && access.canDelete(object),
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: !object.name.endsWith('View'),
    mergeable: false,
    mruEnabled: false,
    name: object.name,
    queryable: true,
    replicateable: object.fields.has('isdeleted'),
    retrieveable: true,
    searchable: false,
    triggerable: object.triggerable,
    undeletable: object.undeletable,
    updateable: object.updateable && access.canEdit(object),
    urls: {
      sobject: base,
      describe: `${base}/describe`,
      rowTemplate: `${base}/{ID}`,
    },
  };
}

/** The describe of an object as the user may see it: hidden fields are not there. */
export function describeObject(
  object: SObject,
  schema: Schema,
  access: Access,
  version: string,
  recordTypes: readonly RecordTypeInfo[],
) {
  const summary = describeObjectSummary(object, access, version);
  const visible = [...object.fields.values()].filter((field) => access.canReadField(object, field));
  return {
    ...summary,
    actionOverrides: [],
    childRelationships: visibleChildren(object, schema, access).map((relationship) => ({
      cascadeDelete: schema.field(relationship.childObject, relationship.field)!.cascadeDelete,
      childSObject: relationship.childObject,
      deprecatedAndHidden: false,
      field: relationship.field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: relationship.relationshipName,
      restrictedDelete: schema.field(relationship.childObject, relationship.field)!
        .restrictedDelete,
    })),
    compactLayoutable: false,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: visible.map((field) => describeField(object, field, access)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypes.map((recordType) => ({
      ...recordType,
      urls: { layout: `${summary.urls.describe}/layouts/${recordType.recordTypeId}` },
    })),
    searchLayoutable: false,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [],
  };
}

/** Relationships from objects and by fields that the user sees. */
function visibleChildren(object: SObject, schema: Schema, access: Access) {
  return schema.childRelationships(object.name).filter((relationship) => {
    const child = schema.object(relationship.childObject)!;
    const field = schema.field(relationship.childObject, relationship.field)!;
    return access.canRead(child) && access.canReadField(child, field);
  });
}

/**
 * The controlling values with which a value is offered: a bit for each of them, the first being the
 * highest, in Base64. (SOAP API Developer Guide, DescribeSObjectResult, PicklistEntry, "validFor")
 */
function validFor(object: SObject, { controller }: Field, offeredFor: readonly string[]): string {
  const { type, picklistValues } = object.fields.get(controller!.toLowerCase())!;
  const values =
    type === 'boolean' ? ['unchecked', 'checked'] : picklistValues.map(({ value }) => value);
  const bytes = Buffer.alloc(Math.ceil(values.length / 8));
  values.forEach((value, i) => {
    if (offeredFor.includes(value)) bytes[i >> 3]! |= 0x80 >> (i & 7);
  });
  return bytes.toString('base64');
}

function describeField(object: SObject, field: Field, access: Access) {
  const editable = access.canEditField(object, field);
  return {
    aggregatable: isAggregatable(field, 'COUNT'),
    aiPredictionField: false,
    autoNumber: field.autoNumber !== null,
    byteLength: field.length * 3,
    calculated: typeof field.formula?.source === 'string' || field.rollUp !== null,
    calculatedFormula: field.formula?.source ?? null,
    cascadeDelete: field.cascadeDelete,
    caseSensitive: !isText(field) || field.caseSensitive,
    compoundFieldName: field.compoundFieldName,
    controllerName: field.controller,
    createable: field.createable && editable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? field.defaultValue : null,
    defaultValueFormula: field.defaultFormula?.source ?? null,
    // Of an owner the documentation says so: it is whoever creates the record. (DescribeSObjectResult, Field)
    defaultedOnCreate:
      !field.formula &&
      !isCompound(field.type) &&
      (field.type === 'boolean' || !field.createable || field.name === 'OwnerId'),
    dependentPicklist: field.controller !== null,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? field.precision : 0,
    displayLocationInDecimal: false,
    encrypted: field.mask !== null,
    externalId: field.externalId,
    extraTypeInfo: null,
    filterable: isFilterable(field),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.formula?.blanksAsZero ?? false,
    groupable: isGroupable(field),
    highScaleNumber: false,
    htmlFormatted: field.htmlFormatted,
    idLookup: isIdLookup(object, field),
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    mask: field.mask?.character ?? null,
    maskType: field.mask?.type ?? null,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    permissionable: field.permissionable,
    picklistValues: field.picklistValues.map(({ value, label, isDefault, offeredFor }) => ({
      active: true,
      defaultValue: isDefault,
      label,
      validFor: offeredFor ? validFor(object, field, offeredFor) : null,
      value,
    })),
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.type === 'int' ? 0 : field.precision,
    queryByDistance: field.type === 'location',
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: field.masterDetail?.order ?? null,
    restrictedDelete: field.restrictedDelete,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    searchPrefilterable: false,
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: isSortable(field),
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && editable,
    writeRequiresMasterRead: field.masterDetail?.readSuffices ?? false,
  };
}
