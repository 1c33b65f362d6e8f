import { quote } from '../salesforce/soql.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { pass, unknown, type Answers, type Context, type Finding } from './interfaces.ts';
import { query, type QueryAnswer, type Question } from './questions.ts';
import { userId } from './user.ts';
import { count } from './words.ts';

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

/**
 * The permission sets of the integration user; `setNames` reads them. A permission
 * set group is assigned as a whole, so that those of ours that come in one are
 * found by asking which groups hold them (Object Reference,
 * "PermissionSetAssignment", "PermissionSetGroupComponent").
 */
export function assignedSets(context: Context) {
  return {
    sets: query(
      `SELECT PermissionSet.Name, PermissionSetGroupId FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId(context))}`,
    ),
    groups: groupsWith(PACKAGE.permissionSet),
  };
}

export function setNames({ sets, groups }: Answers<ReturnType<typeof assignedSets>>): string[] {
  const ofOurs = new Set(groups.records.map((row) => row['PermissionSetGroupId']));
  return sets.records.map(({ PermissionSet: set, PermissionSetGroupId: group }) =>
    ofOurs.has(group) ? PACKAGE.permissionSet : ((set as { Name?: string } | null)?.Name ?? ''),
  );
}

/** The active users who have a permission set; `judgeHolders` reads it. */
export function holdersOf(set: string) {
  return {
    holders: query(
      `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quote(set)} AND Assignee.IsActive = true`,
    ),
    groups: groupsWith(set),
  };
}

function groupsWith(set: string): Question<QueryAnswer> {
  return query(
    'SELECT PermissionSetGroupId, PermissionSetGroup.DeveloperName FROM PermissionSetGroupComponent' +
      ` WHERE PermissionSetId IN (SELECT Id FROM PermissionSet WHERE Name = ${quote(set)})`,
  );
}

/**
 * Whether somebody has a permission set. Who has it only in a permission set group
 * cannot be asked in one query, so that where nobody has it otherwise the answer
 * is `unknown`.
 *
 * @param nobody the finding where nobody can have it
 */
export function judgeHolders(
  set: string,
  { holders: { totalSize }, groups }: Answers<ReturnType<typeof holdersOf>>,
  nobody: Finding,
): Finding {
  if (totalSize > 0) {
    return pass(`${count(totalSize, 'user')} ${totalSize === 1 ? 'has' : 'have'} ${set}.`);
  }
  const names = groups.records.map(
    (row) => (row['PermissionSetGroup'] as { DeveloperName?: string } | null)?.DeveloperName ?? '',
  );
  return names.length === 0
    ? nobody
    : unknown(
        `Nobody has ${set} by itself; it also comes in the permission set group ${names.join(', ')}.`,
        'See in Setup > Permission Set Groups > Manage Assignments that the right people have the group.',
      );
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
