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
      `SELECT 1 FROM SetupEntityAccess a JOIN CustomPermission p ON p.Id = a.SetupEntityId
       WHERE p.DeveloperName = ?3 AND a.ParentId IN (${SETS_OF_USER}) LIMIT 1`,
    )
    .get(Id as string, ProfileId as string, developerName);
  return found !== undefined;
}

/** Names of the custom metadata types and custom settings that the user was let see. */
export function openDefinitions(db: DatabaseSync, { Id, ProfileId }: Values): Set<string> {
  const found = db
    .prepare(
      `SELECT m.full_name AS name FROM SetupEntityAccess a JOIN _metadata m ON m.id = a.SetupEntityId
       WHERE m.type = 'CustomObject' AND a.ParentId IN (${SETS_OF_USER})`,
    )
    .all(Id as string, ProfileId as string);
  return new Set(found.map(({ name }) => name as string));
}
