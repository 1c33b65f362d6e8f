import type { DatabaseSync } from 'node:sqlite';
import type { OrgSchema } from '../schema/schema.ts';
import { customMetadataKey } from './customMetadata.ts';
import { listComponents } from './store.ts';
import { readGlobalValueSet } from './valueSets.ts';
import { parseXml, textOf } from './xml.ts';

/** Tells the schema what fields, formulas and flows may name beside objects. */
export function loadGlobals(db: DatabaseSync, { globals, valueSets }: OrgSchema): void {
  for (const { fullName, content } of listComponents(db, 'GlobalValueSet')) {
    valueSets.set(fullName.toLowerCase(), readGlobalValueSet(parseXml(content)));
  }
  for (const { fullName, content } of listComponents(db, 'CustomLabel')) {
    globals.labels.set(fullName.toLowerCase(), textOf(parseXml(content), 'value')!);
  }
  for (const { fullName } of listComponents(db, 'CustomPermission')) {
    globals.customPermissions.set(fullName.toLowerCase(), fullName);
  }
  for (const { fullName } of listComponents(db, 'CustomMetadata')) {
    globals.customMetadata.set(...customMetadataKey(fullName));
  }
}
