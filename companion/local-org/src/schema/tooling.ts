import type { DatabaseSync } from 'node:sqlite';
import { makeField } from './field.ts';
import { toolingComputed } from '../setup/index.ts';
import { OrgSchema } from './schema.ts';
import { auditFields, idField, makeObject } from './standard/common.ts';
import type { Field, SObject } from './types.ts';

/*
 * Objects of the Tooling API. They show what the org's own tables hold, under
 * the Tooling API's names: each is an SQL view.
 */

const readOnly = {
  isSetup: true,
  createable: false,
  updateable: false,
  deletable: false,
  undeletable: false,
  triggerable: false,
} as const;

function toolingObject(
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
): SObject {
  const visible = fields.map((field) => ({ ...field, permissionable: false }));
  return makeObject(name, label, keyPrefix, [idField, ...visible, ...auditFields], readOnly);
}

const versionOf = (name: string, label: string) =>
  makeField(`${name}Id`, label, 'reference', { referenceTo: ['Flow'], relationshipName: name });

const flow = toolingObject('Flow', 'Flow Version', '301', [
  makeField('DefinitionId', 'Flow Definition ID', 'reference', {
    referenceTo: ['FlowDefinition'],
    relationshipName: 'Definition',
  }),
  makeField('MasterLabel', 'Master Label', 'string'),
  makeField('Status', 'Status', 'picklist'),
  makeField('VersionNumber', 'Version Number', 'int', { precision: 9 }),
  makeField('ApiVersion', 'API Version', 'double', { precision: 4, scale: 1 }),
  makeField('ProcessType', 'Process Type', 'picklist'),
]);

const flowDefinition = toolingObject('FlowDefinition', 'Flow Definition', '300', [
  makeField('DeveloperName', 'Unique Name', 'string', { nameField: true }),
  makeField('MasterLabel', 'Master Label', 'string'),
  makeField('Description', 'Description', 'textarea'),
  versionOf('ActiveVersion', 'Active Version ID'),
  versionOf('LatestVersion', 'Latest Version ID'),
]);

/** Columns of the tables behind, by the fields that show them; other fields keep their names. */
const views = [
  {
    object: flow,
    table: 'FlowVersionView',
    columns: {
      DefinitionId: 'FlowDefinitionViewId',
      MasterLabel: 'Label',
      ApiVersion: 'ApiVersionRuntime',
    },
  },
  {
    object: flowDefinition,
    table: 'FlowDefinitionView',
    columns: { DeveloperName: 'ApiName', MasterLabel: 'Label' },
  },
] as const;

export const toolingSchema = new OrgSchema([
  flow,
  flowDefinition,
  ...toolingComputed.map(({ object }) => object),
]);

/** Makes the views, for as long as the connection lasts. */
export function createToolingViews(db: DatabaseSync): void {
  for (const { object, table, columns } of views) {
    const renamed = columns as Readonly<Record<string, string>>;
    const selected = [...object.fields.values()].map(
      ({ name }) => `"${renamed[name] ?? name}" AS "${name}"`,
    );
    db.exec(
      `CREATE TEMP VIEW "${object.name}" AS SELECT _rowid, ${selected.join(', ')} FROM "${table}"`,
    );
  }
}
