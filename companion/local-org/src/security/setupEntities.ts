import type { DatabaseSync } from 'node:sqlite';
import type { Values } from '../schema/types.ts';

/** Permission sets of a user ?1 with the profile ?2. */
const SETS_OF_USER = `
  SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = 1 AND ProfileId = ?2
  UNION ALL SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ?1`;

/** Whether a custom permission was given to the user. */
export function hasCustomPermission(
  db: DatabaseSync,
  { Id, ProfileId }: Values,
  developerName: string,
): boolean {
  const found = db
    .prepare(
      `SELECT 1 FROM _entity_access a JOIN CustomPermission p ON p.Id = a.entity_id
       WHERE p.DeveloperName = ?3 AND a.permission_set_id IN (${SETS_OF_USER}) LIMIT 1`,
    )
    .get(Id as string, ProfileId as string, developerName);
  return found !== undefined;
}

/** Names of the custom metadata types and custom settings that the user was let see. */
export function openDefinitions(db: DatabaseSync, { Id, ProfileId }: Values): Set<string> {
  const found = db
    .prepare(
      `SELECT m.full_name AS name FROM _entity_access a JOIN _metadata m ON m.id = a.entity_id
       WHERE m.type = 'CustomObject' AND a.permission_set_id IN (${SETS_OF_USER})`,
    )
    .all(Id as string, ProfileId as string);
  return new Set(found.map(({ name }) => name as string));
}
