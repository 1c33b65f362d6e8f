import { quote } from '../salesforce/soql.ts';
import type { Sight } from './interfaces.ts';
import { query, type QueryAnswer, type Question } from './questions.ts';

/** What whoever asks may see, over all permission sets. */
export function sightQuestions(askedAs: string) {
  const own = `Assignee.Username = ${quote(askedAs)}`;
  return {
    sets: query(
      'SELECT PermissionSet.PermissionsViewSetup, PermissionSet.PermissionsManageUsers,' +
        ' PermissionSet.PermissionsViewAllData, PermissionSet.PermissionsModifyAllData' +
        ` FROM PermissionSetAssignment WHERE ${own}`,
    ),
    objects: query(
      'SELECT SobjectType FROM ObjectPermissions' +
        " WHERE PermissionsViewAllRecords = true AND SobjectType IN ('Contact', 'Account')" +
        ` AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE ${own})`,
    ),
  } satisfies Record<string, Question<QueryAnswer>>;
}

/**
 * What of an org is seen whole. Sharing can show every record to somebody
 * without these permissions; that cannot be told from outside, and is not
 * taken for granted.
 *
 * @param sets undefined where the org refused to say: who may not see set-up is told nothing of permissions
 */
export function readSight(
  sets: QueryAnswer | undefined,
  objects: QueryAnswer | undefined,
): ReadonlySet<Sight> {
  const has = (permission: string) =>
    (sets?.records ?? []).some(
      ({ PermissionSet: set }) =>
        (set as Record<string, unknown> | null)?.[`Permissions${permission}`] === true,
    );
  const seesAll = new Set((objects?.records ?? []).map((row) => row['SobjectType']));
  const sight: Record<Sight, boolean> = {
    setup: has('ViewSetup'),
    users: has('ManageUsers'),
    records: has('ViewAllData') || has('ModifyAllData') || seesAll.size === 2,
  };
  return new Set((Object.keys(sight) as Sight[]).filter((one) => sight[one]));
}

/** What is missing, as the end of a sentence, and who has it. */
export const SIGHT_WORDS: Readonly<
  Record<Sight, { readonly lacks: string; readonly who: string }>
> = {
  setup: {
    lacks: 'may not see set-up ("View Setup and Configuration")',
    who: 'Check as an administrator, or as a user with "View Setup and Configuration".',
  },
  users: {
    lacks: 'may not see the logins of others ("Manage Users")',
    who: 'Check as an administrator.',
  },
  records: {
    lacks: 'does not see every contact and account ("View All")',
    who: 'Check as an administrator, or as the integration user with its permission set.',
  },
};
