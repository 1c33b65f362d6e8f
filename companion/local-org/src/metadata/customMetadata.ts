import { toDateTime } from '../clock.ts';
import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import { readValue } from '../records/input.ts';
import { isRequired, validateRecord } from '../records/validate.ts';
import type { SObject, Values } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { ComponentFailure, failOn } from './results.ts';
import { listComponents, putComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

const customMetadataSpec: ElementSpec = {
  type: 'CustomMetadata',
  required: { label: 'text' },
  optional: {
    description: 'text',
    protected: 'boolean',
    values: [
      { type: 'CustomMetadataValue', required: { field: 'text' }, optional: { value: 'text' } },
    ],
  },
};

/** The type and the name of a record: `Limits__mdt` and `Small` of `Limits.Small`. */
function partsOf(fullName: string): { type: string; name: string } {
  const dot = fullName.indexOf('.');
  return { type: `${fullName.slice(0, dot)}__mdt`, name: fullName.slice(dot + 1) };
}

/** The name under which `$CustomMetadata` finds a record. */
export function customMetadataKey(fullName: string): readonly [key: string, name: string] {
  const { type, name } = partsOf(fullName);
  return [`${type}.${name}`.toLowerCase(), name];
}

/** Deploys a record of a custom metadata type: a row of its object. Values that it does not name stay. */
export function deployCustomMetadata(
  { fullName, root, source }: Component,
  org: Org,
  now: Date,
): Deployed {
  failOn(checkElement(root, customMetadataSpec));
  const { db, rows, schema } = org;
  const { type, name: DeveloperName } = partsOf(fullName);
  const object = schema.object(type);
  if (object?.configuration !== 'CustomMetadata') {
    throw new ComponentFailure([
      { message: `In field: type - no CustomObject named ${type} found` },
    ]);
  }
  const label = textOf(root, 'label')!;
  const [known] = rows.find(object, { DeveloperName });
  const values: Values = {
    MasterLabel: label,
    Label: label,
    QualifiedApiName: DeveloperName,
    Language: 'en_US',
    SystemModstamp: toDateTime(now),
    ...readValues(root, object),
  };
  const defaults = [...object.fields.values()].map((field) => [field.name, field.defaultValue]);
  const record: Values = { ...(Object.fromEntries(defaults) as Values), ...known, ...values };
  checkRecord(object, record, root);
  const id =
    (known?.['Id'] as string | undefined) ?? rows.insert(object, { ...record, DeveloperName });
  if (known) rows.update(object, id, values);
  const [key, name] = customMetadataKey(fullName);
  schema.globals.customMetadata.set(key, name);
  const component = { type: 'CustomMetadata', fullName, content: source, id };
  return putComponent(db, { ...component, keyPrefix: keyPrefixOf('CustomMetadata') }, now);
}

function readValues(root: XmlElement, object: SObject): Values {
  const entries = childrenOf(root, 'values').map((element) => {
    const given = child(element, 'field')!;
    const field = object.fields.get(given.text.toLowerCase());
    if (!field?.custom) {
      const message = `In field: field - no CustomField named ${object.name}.${given.text} found`;
      throw new ComponentFailure([{ message, line: given.line, column: given.column }]);
    }
    const text = textOf(element, 'value');
    return [
      field.name,
      orFail(element, () => readValue(field, text === '' ? null : text)),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** What the checks of a save say, the deploy of a record says, too: it writes what nobody else can. */
function checkRecord(object: SObject, record: Values, root: XmlElement): void {
  const custom = [...object.fields.values()].filter((field) => field.custom);
  const written = custom.map((field) => ({ ...field, createable: true }));
  const fields = new Map(written.map((field) => [field.name.toLowerCase(), field]));
  const touched = written.filter((field) => record[field.name] !== null || isRequired(field));
  orFail(root, () => {
    const names = touched.map(({ name }) => name);
    validateRecord({ ...object, fields }, record, names, () => 'exists');
  });
}

function orFail<T>({ line, column }: XmlElement, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    throw new ComponentFailure([{ message: error.message, line, column }]);
  }
}

/** Takes away the records of a type that goes. */
export function removeCustomMetadataOf({ db }: Org, { name, configuration }: SObject): void {
  if (configuration !== 'CustomMetadata') return;
  for (const { type, fullName } of listComponents(db, 'CustomMetadata')) {
    if (partsOf(fullName).type === name) removeComponent(db, type, fullName);
  }
}

/** @returns false when there is no record of that name */
export function removeCustomMetadata(org: Org, fullName: string): boolean {
  const { type, name: DeveloperName } = partsOf(fullName);
  const object = org.schema.object(type);
  const [row] = object ? org.rows.find(object, { DeveloperName }) : [];
  if (!object || !row) return false;
  org.rows.remove(object, row['Id'] as string);
  removeComponent(org.db, 'CustomMetadata', fullName);
  return true;
}
