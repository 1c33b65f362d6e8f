import type { Org } from '../org.ts';
import { removeVisibilities } from './recordTypeVisibility.ts';
import { removeEntityAccess } from '../security/setupEntities.ts';
import { ComponentFailure } from './results.ts';
import { removeComponent } from './store.ts';

/** Takes a permission on something that is deleted out of every permission set and profile. */
export function withdrawPermissions(
  org: Org,
  element: 'fieldPermissions' | 'objectPermissions',
  name: string,
): void {
  const [object, match] =
    element === 'fieldPermissions'
      ? (['FieldPermissions', { Field: name }] as const)
      : (['ObjectPermissions', { SobjectType: name }] as const);
  const table = org.schema.object(object)!;
  for (const row of org.rows.find(table, match)) org.rows.remove(table, row['Id'] as string);
}

/**
 * Removes a permission set that is assigned to nobody.
 * @returns false when there is none of that name
 */
export function removePermissionSet(org: Org, fullName: string): boolean {
  const { db, rows, schema } = org;
  const table = (object: string) => schema.object(object)!;
  const [set] = rows.find(table('PermissionSet'), { Name: fullName, IsOwnedByProfile: false });
  if (!set) return false;
  const id = set['Id'] as string;
  if (rows.find(table('PermissionSetAssignment'), { PermissionSetId: id }).length > 0) {
    throw new ComponentFailure([
      {
        message: `You can't delete the permission set ${fullName} because it is assigned to users`,
      },
    ]);
  }
  for (const object of ['ObjectPermissions', 'FieldPermissions']) {
    for (const row of rows.find(table(object), { ParentId: id })) {
      rows.remove(table(object), row['Id'] as string);
    }
  }
  removeVisibilities(db, id);
  removeEntityAccess(db, { parentId: id });
  rows.remove(table('PermissionSet'), id);
  removeComponent(db, 'PermissionSet', fullName);
  org.saved(table('PermissionSet'));
  return true;
}
