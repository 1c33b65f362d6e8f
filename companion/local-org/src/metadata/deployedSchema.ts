import type { DatabaseSync } from 'node:sqlite';
import { sequenceOf } from '../ids.ts';
import { OrgSchema } from '../schema/schema.ts';
import { readCustomField } from './customField.ts';
import {
  customKeyPrefix,
  isCustomObject,
  readCustomObject,
  readStandardObject,
} from './customObject.ts';
import { inReferenceOrder } from './referenceOrder.ts';
import { listComponents } from './store.ts';
import { parseXml } from './xml.ts';

/** The standard schema and everything that was deployed on top of it. */
export function loadDeployedSchema(db: DatabaseSync): OrgSchema {
  const schema = new OrgSchema();
  for (const { fullName, content, id } of listComponents(db, 'CustomObject')) {
    const root = parseXml(content);
    schema.putObject(
      isCustomObject(fullName)
        ? readCustomObject(fullName, root, customKeyPrefix(sequenceOf(id)))
        : readStandardObject(schema.object(fullName)!, root),
    );
  }
  const fields = listComponents(db, 'CustomField').map(({ fullName, content }) => ({
    fullName,
    root: parseXml(content),
  }));
  for (const { fullName, root } of inReferenceOrder(fields)) {
    const object = schema.object(fullName.split('.')[0]!)!;
    const { field } = readCustomField(root, object, schema);
    schema.putField(object.name, field!);
  }
  return schema;
}
