import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import { makeField } from '../schema/field.ts';
import type { OrgSchema } from '../schema/schema.ts';
import type { Field, SObject, Values } from '../schema/types.ts';
import { addColumn } from '../storage/database.ts';
import { checkCompactLayout } from './compactLayouts.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { ComponentFailure, failOn } from './results.ts';
import { findComponent, listComponents, putComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const recordTypeSpec: ElementSpec = {
  type: 'RecordType',
  required: { fullName: 'text', active: 'boolean', label: 'text' },
  optional: {
    // Layouts are what people see.
    compactLayoutAssignment: 'text',
    description: 'text',
    picklistValues: [
      {
        type: 'RecordTypePicklistValue',
        required: { picklist: 'text' },
        optional: {
          values: [
            {
              type: 'PicklistValue',
              required: { fullName: 'text' },
              optional: { default: 'boolean' },
            },
          ],
        },
      },
    ],
  },
};

/** An object has it from its first record type on. */
const recordTypeIdField: Field = makeField('RecordTypeId', 'Record Type ID', 'reference', {
  permissionable: false,
  referenceTo: ['RecordType'],
  relationshipName: 'RecordType',
});

/** Gives objects of the schema that have record types the field that names them. */
export function addRecordTypeFields(schema: OrgSchema, fullNames: Iterable<string>): void {
  for (const fullName of fullNames) schema.putField(fullName.split('.')[0]!, recordTypeIdField);
}

/** Deploys a record type: a row of RecordType. */
export function deployRecordType(
  component: Component,
  object: SObject,
  org: Org,
  now: Date,
): Deployed {
  const { fullName, root, source } = component;
  failOn(checkElement(root, recordTypeSpec));
  failOn(checkCompactLayout(component, object.name, org));
  if (object.isSetup || !object.triggerable) {
    failOn([{ message: `The local org does not implement record types of ${object.name}.` }]);
  }
  failOn(childrenOf(root, 'picklistValues').flatMap((one) => checkPicklist(one, object)));
  const { rows, schema } = org;
  if (!object.fields.has('recordtypeid')) {
    addColumn(org.db, object, recordTypeIdField);
    addRecordTypeFields(schema, [fullName]);
    rows.reset();
  }
  const table = schema.object('RecordType')!;
  const at = toDateTime(now);
  const identity = { SobjectType: object.name, DeveloperName: textOf(root, 'fullName')! };
  const values: Values = {
    Name: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
    IsActive: textOf(root, 'active') === 'true',
    LastModifiedDate: at,
    SystemModstamp: at,
  };
  const [known] = rows.find(table, identity);
  const id =
    (known?.['Id'] as string | undefined) ??
    rows.insert(table, { ...identity, ...values, CreatedDate: at });
  if (known) rows.update(table, id, values);
  const keyPrefix = keyPrefixOf('RecordType');
  return putComponent(
    org.db,
    { type: 'RecordType', fullName, content: source, keyPrefix, id },
    now,
  );
}

/**
 * Values of standard picklists are the org's own, which the local org does not keep: those of custom
 * ones must be there.
 */
function checkPicklist(element: XmlElement, object: SObject): Problem[] {
  const at = ({ line, column }: XmlElement, message: string): Problem => ({
    message,
    line,
    column,
  });
  const picklist = child(element, 'picklist')!;
  const field = object.fields.get(picklist.text.toLowerCase());
  if (!field || !['picklist', 'multipicklist'].includes(field.type)) {
    return [at(picklist, `In field: picklist - no Picklist named ${picklist.text} found`)];
  }
  if (!field.custom) return [];
  return childrenOf(element, 'values').flatMap((value) => {
    const name = decodeURIComponent(textOf(value, 'fullName')!);
    if (field.picklistValues.some((known) => known.value === name)) return [];
    return [at(value, `Picklist value: ${name} in picklist: ${field.name} not found`)];
  });
}

/** @throws {ComponentFailure} where there is one: the Metadata API does not delete record types. */
export function refuseRemoval({ db }: Org, fullName: string): boolean {
  if (!findComponent(db, 'RecordType', fullName)) return false;
  throw new ComponentFailure([{ message: 'Cannot delete record type through API' }]);
}

/** Takes away the record types of an object that goes. */
export function removeRecordTypesOf(org: Org, object: SObject): void {
  const table = org.schema.object('RecordType')!;
  for (const { fullName } of listComponents(org.db, 'RecordType')) {
    if (fullName.startsWith(`${object.name}.`)) removeComponent(org.db, 'RecordType', fullName);
  }
  for (const row of org.rows.find(table, { SobjectType: object.name })) {
    const id = row['Id'] as string;
    org.db.prepare('DELETE FROM _record_type_visibility WHERE record_type_id = ?').run(id);
    org.rows.remove(table, id);
  }
}
