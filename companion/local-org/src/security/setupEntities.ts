import type { DatabaseSync } from 'node:sqlite';
import type { Values } from '../schema/types.ts';

/*
 * What permission sets, also those of profiles, open beside objects, fields and user permissions:
 * custom permissions, custom metadata types and custom settings, by the Ids of their components.
 */

export interface EntityAccess {
  readonly parentId: string;
  readonly entityId: string;
  /** `SetupEntityAccess.SetupEntityType`. */
  readonly entityType: string;
}

export function listEntityAccess(db: DatabaseSync): EntityAccess[] {
  const columns = 'parent_id AS parentId, entity_id AS entityId, entity_type AS entityType';
  return db.prepare(`SELECT ${columns} FROM _entity_access`).all() as unknown as EntityAccess[];
}

export function addEntityAccess(
  db: DatabaseSync,
  { parentId, entityId, entityType }: EntityAccess,
): void {
  db.prepare('INSERT OR IGNORE INTO _entity_access VALUES (?, ?, ?)').run(
    parentId,
    entityId,
    entityType,
  );
}

/** Withdraws what a permission set opens, what opens an entity, or the one that is both. */
export function removeEntityAccess(
  db: DatabaseSync,
  { parentId, entityId }: { parentId?: string; entityId?: string },
): void {
  db.prepare(
    `DELETE FROM _entity_access
     WHERE parent_id = coalesce(?, parent_id) AND entity_id = coalesce(?, entity_id)`,
  ).run(parentId ?? null, entityId ?? null);
}

/** Names of the components of a type that were opened to the user. */
export function openEntities(
  db: DatabaseSync,
  { Id, ProfileId }: Values,
  type: 'CustomObject' | 'CustomPermission',
): Set<string> {
  const found = db
    .prepare(
      `SELECT m.full_name AS name FROM _entity_access a JOIN _metadata m ON m.id = a.entity_id
       WHERE m.type = ?3 AND a.parent_id IN (
         SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = 1 AND ProfileId = ?2
         UNION ALL SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ?1)`,
    )
    .all(Id as string, ProfileId as string, type);
  return new Set(found.map(({ name }) => name as string));
}
