import type { DatabaseSync } from 'node:sqlite';
import type { RecordTypeInfo, Schema, SObject, Values } from '../schema/types.ts';
import type { Rows } from '../storage/rows.ts';

/** The record type of records that have none. */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

export interface AssignedRecordTypes {
  /** Ids of the active ones that the user may give to records. */
  readonly available: ReadonlySet<string>;
  /** What a record gets without being asked; null for the master. */
  readonly defaultId: string | null;
}

/**
 * The record types of an object that the user's profile and permission sets assign; the default is
 * the profile's alone. (Help, "Assign Record Types and Page Layouts", "Record Type Access in
 * Permission Sets")
 */
export function recordTypesOf(
  db: DatabaseSync,
  user: Values,
  object: SObject,
): AssignedRecordTypes {
  const assigned = db
    .prepare(
      `SELECT v.record_type_id AS id, max(v.is_default) AS isDefault
       FROM _record_type_visibility v JOIN RecordType r ON r.Id = v.record_type_id
       WHERE r.SobjectType = ?1 AND r.IsActive = 1 AND v.parent_id IN (
         SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = 1 AND ProfileId = ?2
         UNION ALL SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ?3)
       GROUP BY v.record_type_id`,
    )
    .all(object.name, user['ProfileId'] as string, user['Id'] as string) as unknown as {
    id: string;
    isDefault: number;
  }[];
  return {
    available: new Set(assigned.map(({ id }) => id)),
    defaultId: assigned.find(({ isDefault }) => isDefault === 1)?.id ?? null,
  };
}

/** What the describe of an object says of its record types, the master last. */
export function recordTypeInfos(
  org: { readonly db: DatabaseSync; readonly rows: Rows; readonly schema: Schema },
  user: Values,
  object: SObject,
): RecordTypeInfo[] {
  const { available, defaultId } = recordTypesOf(org.db, user, object);
  const own = org.rows
    .find(org.schema.object('RecordType')!, { SobjectType: object.name })
    .map((row) => ({
      active: row['IsActive'] === true,
      available: available.has(row['Id'] as string),
      defaultRecordTypeMapping: row['Id'] === defaultId,
      developerName: row['DeveloperName'] as string,
      master: false,
      name: row['Name'] as string,
      recordTypeId: row['Id'] as string,
    }));
  const master: RecordTypeInfo = {
    active: true,
    available: true,
    defaultRecordTypeMapping: defaultId === null,
    developerName: 'Master',
    master: true,
    name: 'Master',
    recordTypeId: MASTER_RECORD_TYPE,
  };
  return [...own, master];
}
