import { isCompound, makeField } from '../schema/field.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import type { Org } from '../org.ts';
import { findComponent } from '../metadata/store.ts';
import { NO_ID, readOnlyObject } from './computed.ts';
import type { ComputedObject } from './computed.ts';

/*
 * Objects and fields as data. (Object Reference, EntityDefinition, FieldDefinition) The rows are
 * told apart by `DurableId`; their Id says nothing.
 */

/** The field that leads from a part of an object to the object. */
export const entityDefinitionId = makeField(
  'EntityDefinitionId',
  'Entity Definition ID',
  'reference',
  {
    referenceTo: ['EntityDefinition'],
    relationshipName: 'EntityDefinition',
  },
);

const entityDefinition = readOnlyObject('EntityDefinition', 'Entity Definition', '4ie', [
  makeField('DurableId', 'Durable ID', 'string'),
  makeField('QualifiedApiName', 'Qualified API Name', 'string', { nameField: true }),
  makeField('DeveloperName', 'Developer Name', 'string'),
  makeField('NamespacePrefix', 'Namespace Prefix', 'string'),
  makeField('MasterLabel', 'Master Label', 'string'),
  makeField('Label', 'Label', 'string'),
  makeField('PluralLabel', 'Plural Label', 'string'),
  makeField('KeyPrefix', 'Key Prefix', 'string', { length: 3 }),
  makeField('IsCustomizable', 'Customizable', 'boolean'),
  makeField('IsCustomSetting', 'Custom Setting', 'boolean'),
  makeField('IsQueryable', 'Queryable', 'boolean'),
  makeField('IsTriggerable', 'Triggerable', 'boolean'),
  makeField('IsApexTriggerable', 'Apex Triggerable', 'boolean'),
  makeField('IsReplicateable', 'Replicateable', 'boolean'),
  makeField('InternalSharingModel', 'Internal Sharing Model', 'picklist'),
]);

const fieldDefinition = readOnlyObject('FieldDefinition', 'Field Definition', '4if', [
  makeField('DurableId', 'Durable ID', 'string'),
  makeField('QualifiedApiName', 'Qualified API Name', 'string', { nameField: true }),
  entityDefinitionId,
  makeField('DeveloperName', 'Developer Name', 'string'),
  makeField('NamespacePrefix', 'Namespace Prefix', 'string'),
  makeField('MasterLabel', 'Master Label', 'string'),
  makeField('Label', 'Label', 'string'),
  makeField('Length', 'Length', 'int', { precision: 9 }),
  makeField('Precision', 'Precision', 'int', { precision: 9 }),
  makeField('Scale', 'Scale', 'int', { precision: 9 }),
  makeField('Description', 'Description', 'textarea'),
  makeField('RelationshipName', 'Relationship Name', 'string'),
  makeField('IsCalculated', 'Calculated', 'boolean'),
  makeField('IsCompound', 'Compound', 'boolean'),
  makeField('IsNameField', 'Name Field', 'boolean'),
  makeField('IsNillable', 'Nillable', 'boolean'),
]);

/** A standard object is known by its name, a custom one by its component. */
export function durableIdOf(org: Org, object: SObject): string {
  if (!object.custom) return object.name;
  return findComponent(org.db, 'CustomObject', object.name)!.id.slice(0, 15);
}

function fieldDurableId(org: Org, object: SObject, field: Field): string {
  const custom = field.custom
    ? findComponent(org.db, 'CustomField', `${object.name}.${field.name}`)
    : undefined;
  return `${durableIdOf(org, object)}.${custom?.id.slice(0, 15) ?? field.name}`;
}

export const entityObjects: readonly ComputedObject[] = [
  {
    object: entityDefinition,
    rows: (org, access) =>
      [...org.schema.objects()]
        .filter((object) => access.canRead(object))
        .map((object): Values => {
          const isBusiness = !object.isSetup;
          return {
            Id: NO_ID,
            DurableId: durableIdOf(org, object),
            QualifiedApiName: object.name,
            DeveloperName: developerName(object.name),
            MasterLabel: object.label,
            Label: object.label,
            PluralLabel: object.labelPlural,
            KeyPrefix: object.keyPrefix,
            IsCustomizable: isBusiness,
            IsQueryable: true,
            IsTriggerable: object.triggerable,
            IsApexTriggerable: object.triggerable,
            IsReplicateable: object.fields.has('isdeleted'),
            InternalSharingModel: isBusiness ? object.sharingModel : null,
          };
        }),
  },
  {
    object: fieldDefinition,
    rows: (org, access) =>
      [...org.schema.objects()]
        .filter((object) => access.canRead(object))
        .flatMap((object) => {
          const EntityDefinitionId = durableIdOf(org, object);
          return [...object.fields.values()].map((field): Values => ({
            Id: NO_ID,
            DurableId: fieldDurableId(org, object, field),
            QualifiedApiName: field.name,
            EntityDefinitionId,
            DeveloperName: developerName(field.name),
            MasterLabel: field.label,
            Label: field.label,
            Length: field.length,
            Precision: field.precision,
            Scale: field.scale,
            Description: field.description,
            RelationshipName: field.relationshipName,
            IsCalculated: field.formula !== null,
            IsCompound: isCompound(field.type),
            IsNameField: field.nameField,
            IsNillable: field.nillable,
          }));
        }),
  },
];

function developerName(name: string): string {
  return name.replace(/__c$/, '');
}
