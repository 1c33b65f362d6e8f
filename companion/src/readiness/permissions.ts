import { quote } from '../salesforce/soql.ts';
import type { Context } from './interfaces.ts';
import { query, type QueryAnswer, type Question } from './questions.ts';
import { userId } from './user.ts';

/**
 * The permission sets of the integration user that carry a permission, the set
 * behind its profile among them (Object Reference, "PermissionSetAssignment").
 * One question for each permission that not every org knows: a field that is not
 * there refuses the whole query.
 */
export function granting(context: Context, permission: string): Question<QueryAnswer> {
  return query(
    'SELECT PermissionSet.Label, PermissionSet.IsOwnedByProfile FROM PermissionSetAssignment' +
      ` WHERE AssigneeId = ${quote(userId(context))} AND PermissionSet.Permissions${permission} = true`,
  );
}

/** Every permission set of the integration user; `setNames` reads them. */
export function assignedSets(context: Context): Question<QueryAnswer> {
  return query(
    `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId(context))}`,
  );
}

export function setNames({ records }: QueryAnswer): string[] {
  return records.map(({ PermissionSet: set }) => (set as { Name?: string } | null)?.Name ?? '');
}

/** Where a permission comes from, in words; null if from nowhere. */
export function grantedBy({ records }: QueryAnswer): string | null {
  const names = records.map((row) => {
    const set = row['PermissionSet'] as { Label?: string; IsOwnedByProfile?: boolean } | null;
    return set?.IsOwnedByProfile === true
      ? 'the profile'
      : `the permission set ${set?.Label ?? ''}`;
  });
  return names.length === 0 ? null : [...new Set(names)].join(', ');
}

const OF_USER = (context: Context) =>
  `ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId(context))})`;

/** What the user may do with objects, over all permission sets. */
export function objectPermissions(
  context: Context,
  objects: readonly string[],
): Question<QueryAnswer> {
  return query(
    'SELECT SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsDelete,' +
      ' PermissionsViewAllRecords, PermissionsModifyAllRecords FROM ObjectPermissions' +
      ` WHERE ${OF_USER(context)} AND SobjectType IN (${objects.map(quote).join(', ')})`,
  );
}

/** Which fields of the objects the user may read, over all permission sets. */
export function readableFields(
  context: Context,
  objects: readonly string[],
): Question<QueryAnswer> {
  return query(
    `SELECT Field, PermissionsEdit FROM FieldPermissions WHERE ${OF_USER(context)} AND PermissionsRead = true` +
      ` AND SobjectType IN (${objects.map(quote).join(', ')})`,
  );
}
