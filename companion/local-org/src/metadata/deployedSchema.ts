import type { DatabaseSync } from 'node:sqlite';
import { sequenceOf } from '../ids.ts';
import { OrgSchema } from '../schema/schema.ts';
import { readCustomField } from './customField.ts';
import { customKeyPrefix, readCustomObject } from './customObject.ts';
import { listComponents } from './store.ts';
import { parseXml } from './xml.ts';

/** The standard schema and everything that was deployed on top of it. */
export function loadDeployedSchema(db: DatabaseSync): OrgSchema {
  const schema = new OrgSchema();
  for (const { fullName, content, id } of listComponents(db, 'CustomObject')) {
    schema.putObject(
      readCustomObject(fullName, parseXml(content), customKeyPrefix(sequenceOf(id))),
    );
  }
  for (const { fullName, content } of listComponents(db, 'CustomField')) {
    const { field } = readCustomField(parseXml(content), schema);
    schema.putField(fullName.split('.')[0]!, field!);
  }
  return schema;
}
