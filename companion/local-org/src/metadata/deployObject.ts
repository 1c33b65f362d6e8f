import type { Org } from '../org.ts';
import { nextAutoNumber } from '../records/autoNumbers.ts';
import { staleRollUps } from '../records/rollUps.ts';
import { masterFields } from '../schema/masterDetail.ts';
import { addPersonField, hasPersonAccounts } from '../schema/personAccounts.ts';
import type { Field, SObject } from '../schema/types.ts';
import { sequenceOf } from '../ids.ts';
import { addColumn, createTable, quote } from '../storage/database.ts';
import { checkCompactLayout } from './compactLayouts.ts';
import type { Component } from './components.ts';
import { readCustomField } from './customField.ts';
import {
  checkObjectFile,
  isCustomObject,
  readCustomObject,
  readStandardObject,
} from './customObject.ts';
import { ComponentFailure, failOn } from './results.ts';
import { putComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keep } from './stored.ts';
import { child, childrenOf, parseXml, textOf } from './xml.ts';

export function deployObject(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root, source } = component;
  failOn(checkObjectFile(root, fullName));
  failOn(checkCompactLayout(component, fullName, org));
  if (!isCustomObject(fullName)) return deployStandardObject(component, org, now);
  const stored = putComponent(
    org.db,
    { type: 'CustomObject', fullName, content: source, keyPrefix: '01I' },
    now,
  );
  if (stored.result === 'unchanged') return stored;
  const known = org.schema.object(fullName);
  checkSharing(component, known);
  const object = readCustomObject(fullName, root, sequenceOf(stored.id));
  if (known && known.configuration !== object.configuration) {
    const message = `The local org does not implement changing what kind of object ${fullName} is.`;
    failOn([{ message }]);
  }
  org.schema.putObject(
    known ? { ...object, fields: new Map([...known.fields, ...object.fields]) } : object,
  );
  if (!known) createTable(org.db, object);
  return stored;
}

/** What cannot change about a field that is there. */
const kindOf = ({ type, formula, autoNumber, masterDetail, rollUp }: Field): string =>
  [type, ...[formula, autoNumber, masterDetail, rollUp].map((part) => part !== null)].join();

/** Masters control the sharing of an object, and nothing else does where there is one. */
function checkSharing({ fileName, files, root }: Component, known: SObject | undefined): void {
  const coming = childrenOf(parseXml(files.get(fileName)!), 'fields').some(
    (field) => textOf(field, 'type') === 'MasterDetail',
  );
  const hasMaster = coming || (known !== undefined && masterFields(known).length > 0);
  const model = child(root, 'sharingModel');
  if (!model || (model.text === 'ControlledByParent') === hasMaster) return;
  const { line, column, text } = model;
  const message = `Cannot set sharingModel to ${text} on a CustomObject ${hasMaster ? 'with a' : 'without a'} MasterDetail relationship field`;
  failOn([{ message, line, column }]);
}

/** A standard object is there; its file may set the org-wide default, and what people see. */
function deployStandardObject(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  const standard = org.schema.object(fullName);
  if (!standard) {
    throw new ComponentFailure([
      { message: 'Invalid fullName, must end in a custom suffix (e.g. __c)' },
    ]);
  }
  if (root.children.length === 0) return { id: '', result: 'unchanged' };
  org.schema.putObject(readStandardObject(standard, root));
  return keep(component, org, now);
}

export function deployField(component: Component, org: Org, now: Date): Deployed {
  const object = objectOf(component, org);
  // Their fields are those of Activity, which tasks share with events.
  if (object.name === 'Task') {
    failOn([{ message: 'The local org does not implement custom fields of activities.' }]);
  }
  const { field, problems } = readCustomField(component.root, object, org.schema);
  if (!field) throw new ComponentFailure(problems);
  const onPerson = object.name === 'Contact' && hasPersonAccounts(org.schema);
  if (onPerson && (field.type === 'location' || field.rollUp)) {
    const { text } = child(component.root, 'type')!;
    const message = `The local org does not implement fields of type ${text} of person accounts.`;
    failOn([{ message }]);
  }
  const known = org.schema.field(object.name, field.name);
  if (known && kindOf(known) !== kindOf(field)) {
    failOn([
      {
        message: `The local org does not implement changing the type of a field: ${component.fullName}`,
      },
    ]);
  }
  const stored = putComponent(
    org.db,
    {
      type: 'CustomField',
      fullName: component.fullName,
      content: component.source,
      keyPrefix: '00N',
    },
    now,
  );
  if (!known && field.masterDetail) refuseWithRecords(org, object);
  if (!known) addColumn(org.db, object, field);
  org.schema.putField(object.name, field);
  if (onPerson) {
    const onAccount = addPersonField(org.schema, field);
    if (onAccount && !known) addColumn(org.db, org.schema.object('Account')!, onAccount);
  }
  org.rows.reset();
  if (field.rollUp) sumUp(org, object.name);
  if (!known && textOf(component.root, 'populateExistingRows') !== 'false') {
    numberRows(org, object.name, field, now);
  }
  return stored;
}

/** Records that are there would have no master. (Help, "Considerations for Object Relationships") */
function refuseWithRecords({ db }: Org, { name }: SObject): void {
  const record = db.prepare(`SELECT 1 FROM ${quote(name)} LIMIT 1`).get();
  if (!record) return;
  const message = `A master-detail relationship field cannot be added to ${name}, which has records`;
  failOn([{ message }]);
}

/** Summaries of records that are there; no automation runs. */
function sumUp({ rows, schema }: Org, name: string): void {
  const object = schema.object(name)!;
  for (const row of rows.find(object, {})) {
    rows.update(object, row['Id'] as string, staleRollUps(rows, schema, object, row));
  }
}

/** Records that are there get numbers in the order in which they were created. */
function numberRows({ db, rows, schema }: Org, name: string, field: Field, now: Date): void {
  const { autoNumber } = field;
  if (!autoNumber) return;
  const object = schema.object(name)!;
  const ids = rows.find(object, {}).map((row) => row['Id'] as string);
  for (const id of ids.toSorted()) {
    rows.update(object, id, {
      [field.name]: nextAutoNumber(db, now, object, field.name, autoNumber),
    });
  }
}

/** The object that a part of it belongs to: `Contact` of `Contact.Region__c`. */
export function objectOf({ fullName }: Component, org: Org): SObject {
  const [name = ''] = fullName.split('.');
  const object = org.schema.object(name);
  if (object) return object;
  throw new ComponentFailure([
    { message: `Entity Enumeration Or ID: bad value for restricted picklist field: ${name}` },
  ]);
}
