import { sql, type Kysely } from 'kysely';
import { groupMark, readMemberships } from '../refresh/groups.ts';
import type { Database } from './schema.ts';

const COLUMN = { community: 'community_groups', security: 'security_groups' } as const;

export type GroupKind = keyof typeof COLUMN;

/** Members a page. */
const PAGE = 500;

/**
 * Keys of the members who are in a group now, in their order, a page at a time.
 * A group is refreshed rarely and by hand, so that no table of memberships pays:
 * every refresh of every member would have to keep it.
 *
 * @param after the last key of the page before; null for the first
 * @returns an empty list behind the last page
 */
export async function findGroupMembers(
  db: Kysely<Database>,
  kind: GroupKind,
  groupKey: string,
  after: string | null,
): Promise<string[]> {
  const column = COLUMN[kind];
  const keys: string[] = [];
  for (let last = after; keys.length === 0;) {
    const candidates = await db
      .selectFrom('member')
      .select(['legacy_contact_key', `${column} as groups`])
      .where(mentions(column, groupKey))
      .where('legacy_contact_key', '>', last ?? '')
      .orderBy('legacy_contact_key')
      .limit(PAGE)
      .execute();
    if (candidates.length === 0) {
      break;
    }
    // SQLite's LIKE takes capitals for small letters; keys do not.
    for (const { legacy_contact_key: key, groups } of candidates) {
      if (readMemberships(groups).some((group) => group.key === groupKey)) {
        keys.push(key);
      }
    }
    last = candidates.at(-1)!.legacy_contact_key;
  }
  return keys;
}

function mentions(column: (typeof COLUMN)[GroupKind], groupKey: string) {
  const text = groupMark(groupKey).replaceAll(/[!%_]/g, '!$&');
  return sql<boolean>`${sql.ref(column)} like ${`%${text}%`} escape '!'`;
}
