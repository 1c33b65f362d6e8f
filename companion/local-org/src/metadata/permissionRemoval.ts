import type { Org } from '../org.ts';
import { removeVisibilities } from './recordTypeVisibility.ts';
import { removeEntityAccess } from '../security/setupEntities.ts';
import { ComponentFailure } from './results.ts';
import { findComponent, listComponents, removeComponent } from './store.ts';
import { childrenOf, parseXml } from './xml.ts';

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

/** What a group is made of stays as long as the group does. */
function refuseInGroup({ db }: Org, element: string, name: string): void {
  const groups = listComponents(db, 'PermissionSetGroup').filter(({ content }) =>
    childrenOf(parseXml(content), element).some(({ text }) => text === name),
  );
  if (groups.length === 0) return;
  const names = groups.map(({ fullName }) => fullName).join(', ');
  throw new ComponentFailure([
    { message: `You can't delete ${name} because it is in use by permission set groups: ${names}` },
  ]);
}

export function removeMutingPermissionSet(org: Org, fullName: string): boolean {
  const known = findComponent(org.db, 'MutingPermissionSet', fullName);
  if (!known) return false;
  refuseInGroup(org, 'mutingPermissionSets', fullName);
  removeEntityAccess(org.db, { parentId: known.id });
  org.rows.remove(org.schema.object('MutingPermissionSet')!, known.id);
  removeComponent(org.db, 'MutingPermissionSet', fullName);
  return true;
}

/** Removes a group that is assigned to nobody, and the permission set that holds its sum. */
export function removePermissionSetGroup(org: Org, fullName: string): boolean {
  const { db, rows, schema } = org;
  const known = findComponent(db, 'PermissionSetGroup', fullName);
  if (!known) return false;
  const [sum] = rows.find(schema.object('PermissionSet')!, { PermissionSetGroupId: known.id });
  removeGrants(org, sum!['Id'] as string, `permission set group ${fullName}`);
  const parts = schema.object('PermissionSetGroupComponent')!;
  for (const { Id } of rows.find(parts, { PermissionSetGroupId: known.id })) {
    rows.remove(parts, Id as string);
  }
  rows.remove(schema.object('PermissionSetGroup')!, known.id);
  removeComponent(db, 'PermissionSetGroup', fullName);
  return true;
}

/**
 * Removes a permission set that is assigned to nobody.
 * @returns false when there is none of that name
 */
export function removePermissionSet(org: Org, fullName: string): boolean {
  const [set] = org.rows.find(org.schema.object('PermissionSet')!, {
    Name: fullName,
    Type: 'Regular',
  });
  if (!set) return false;
  refuseInGroup(org, 'permissionSets', fullName);
  removeGrants(org, set['Id'] as string, `permission set ${fullName}`);
  removeComponent(org.db, 'PermissionSet', fullName);
  return true;
}

/** Removes the records of a permission set, all that it grants among them. */
function removeGrants(org: Org, id: string, what: string): void {
  const { db, rows, schema } = org;
  const table = (object: string) => schema.object(object)!;
  if (rows.find(table('PermissionSetAssignment'), { PermissionSetId: id }).length > 0) {
    throw new ComponentFailure([
      { message: `You can't delete the ${what} because it is assigned to users` },
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
  org.saved(table('PermissionSet'));
}
