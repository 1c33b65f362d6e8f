import type { DatabaseSync } from 'node:sqlite';
import { sequenceOf } from '../ids.ts';
import { hasPersonAccountTables, PERSON_ACCOUNT } from '../bootstrap.ts';
import { addPersonAccounts, addPersonField, hasPersonAccounts } from '../schema/personAccounts.ts';
import { OrgSchema } from '../schema/schema.ts';
import { readCustomField } from './customField.ts';
import { isCustomObject, readCustomObject, readStandardObject } from './customObject.ts';
import { loadGlobals } from './globals.ts';
import { addRecordTypeFields } from './recordType.ts';
import { inReferenceOrder } from './referenceOrder.ts';
import { listComponents } from './store.ts';
import type { StoredComponent } from './store.ts';
import { parseXml } from './xml.ts';

/** What an org has before anything is deployed to it. */
export function standardSchema(withPersonAccounts: boolean): OrgSchema {
  const schema = new OrgSchema();
  if (withPersonAccounts) {
    addPersonAccounts(schema);
    addRecordTypeFields(schema, [`Account.${PERSON_ACCOUNT}`]);
  }
  return schema;
}

/**
 * The standard schema and everything that was deployed on top of it.
 * @param broken takes the components that do not fit into it
 */
export function loadDeployedSchema(db: DatabaseSync, broken?: StoredComponent[]): OrgSchema {
  const schema = standardSchema(hasPersonAccountTables(db));
  for (const { fullName, content, id } of listComponents(db, 'CustomObject')) {
    const root = parseXml(content);
    schema.putObject(
      isCustomObject(fullName)
        ? readCustomObject(fullName, root, sequenceOf(id))
        : readStandardObject(schema.object(fullName)!, root),
    );
  }
  loadGlobals(db, schema);
  const recordTypes = listComponents(db, 'RecordType').map(({ fullName }) => fullName);
  addRecordTypeFields(schema, recordTypes);
  const fields = listComponents(db, 'CustomField').map((component) => ({
    ...component,
    root: parseXml(component.content),
  }));
  for (const { root, ...component } of inReferenceOrder(fields)) {
    const object = schema.object(component.fullName.split('.')[0]!)!;
    const { field } = readCustomField(root, object, schema);
    if (!field && broken) broken.push(component);
    else {
      schema.putField(object.name, field!);
      if (object.name === 'Contact' && hasPersonAccounts(schema)) addPersonField(schema, field!);
    }
  }
  return schema;
}
