import type { Org } from '../org.ts';
import { isStored } from '../schema/field.ts';
import { auditFields, idField, makeObject } from '../schema/standard/common.ts';
import type { Access, Field, SObject, Values } from '../schema/types.ts';
import { createTemporaryTable, quote, transaction } from '../storage/database.ts';
import type { DatabaseSync } from 'node:sqlite';

/**
 * An object of set-up that keeps no records of its own: its rows are made of what the org is
 * whenever somebody asks.
 */
export interface ComputedObject {
  readonly object: SObject;
  /** The rows that the user sees; columns that they do not name are empty. */
  readonly rows: (org: Org, access: Access) => Values[];
}

const readOnly = {
  isSetup: true,
  createable: false,
  updateable: false,
  deletable: false,
  undeletable: false,
  triggerable: false,
} as const;

/** An object of set-up that only the org itself writes. */
export function readOnlyObject(
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
): SObject {
  const visible = fields.map((field) => ({
    ...field,
    createable: false,
    updateable: false,
    permissionable: false,
  }));
  return makeObject(name, label, keyPrefix, [idField, ...visible, ...auditFields], readOnly);
}

/** What the platform gives as Id of rows that have none. */
export const NO_ID = '000000000000000AAA';

/** Makes the tables that hold the rows of computed objects for the time of a query. */
export function createComputedTables(db: DatabaseSync, computed: readonly ComputedObject[]): void {
  for (const { object } of computed) createTemporaryTable(db, object);
}

/** Computes the rows of all these objects anew: what a query asks of one may lead to another. */
export function refreshComputed(
  org: Org,
  access: Access,
  computed: readonly ComputedObject[],
): void {
  transaction(org.db, () => {
    for (const { object, rows } of computed) {
      const columns = [...object.fields.values()].filter(isStored).map(({ name }) => name);
      const table = `temp.${quote(object.name)}`;
      org.db.exec(`DELETE FROM ${table}`);
      const insert = org.db.prepare(
        `INSERT INTO ${table} (${columns.map(quote).join(', ')}) VALUES (?${', ?'.repeat(columns.length - 1)})`,
      );
      for (const row of rows(org, access)) {
        insert.run(
          ...columns.map((column) => {
            const value = row[column] ?? (isBoolean(object, column) ? false : null);
            return typeof value === 'boolean' ? Number(value) : value;
          }),
        );
      }
    }
  });
}

function isBoolean(object: SObject, column: string): boolean {
  return object.fields.get(column.toLowerCase())!.type === 'boolean';
}
