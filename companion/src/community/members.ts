import { sql, type Kysely } from 'kysely';
import type { MemberStatus } from '../refresh/interfaces.ts';
import { GONE, type KnownMember } from '../refresh/transition.ts';
import type { Database, MemberTable } from './schema.ts';
import { upsert } from './upsert.ts';

/** Rows a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const BATCH = 500;

/** Keys a page: as many as Salesforce is asked about together. */
const PAGE = 2000;

/** The members among some keys, by key. */
export async function findMembers(
  db: Kysely<Database>,
  keys: readonly string[],
): Promise<Map<string, MemberTable>> {
  const found = new Map<string, MemberTable>();
  for (const some of batches(keys)) {
    const rows = await db
      .selectFrom('member')
      .selectAll()
      .where('legacy_contact_key', 'in', some)
      .execute();
    rows.forEach((row) => found.set(row.legacy_contact_key, row));
  }
  return found;
}

/** Members of whom something is read as one text: a row for each would cost more than what is done with it. */
const IN_ONE_TEXT = 10_000;

/** What members are made of, beside their contacts. */
export interface Making {
  readonly rulesHash: string;
  /** `2026-12-31` */
  readonly today: string;
}

/**
 * What the rows were made of that are still what would be made of it: key and
 * source hash of each in one text, and many of them in one with commas between.
 */
export async function* readSources(
  db: Kysely<Database>,
  { rulesHash, today }: Making,
): AsyncGenerator<string> {
  for (let after: string | null = ''; after !== null;) {
    const { rows } = await sql<{ sources: string | null; last: string | null }>`
      select string_agg(source, ',') as sources, max(legacy_contact_key) as last
      from (
        select legacy_contact_key, legacy_contact_key || source_hash as source
        from member
        where legacy_contact_key > ${after}
          and rules_hash = ${rulesHash}
          and (expires_on is null or expires_on >= ${today})
        order by legacy_contact_key
        limit ${IN_ONE_TEXT}
      ) as making`.execute(db);
    const { sources, last }: (typeof rows)[number] = rows[0]!;
    if (sources !== null) yield sources;
    after = last;
  }
}

/** Members among some keys, by key, but of each only what tells whether a contact has changed. */
export async function findKnown(
  db: Kysely<Database>,
  keys: readonly string[],
): Promise<Map<string, KnownMember>> {
  const found = new Map<string, KnownMember>();
  for (const some of batches(keys, PAGE)) {
    const rows = await db
      .selectFrom('member')
      .select(['legacy_contact_key as key', 'status', 'content_hash as contentHash'])
      .where('legacy_contact_key', 'in', some)
      .execute();
    rows.forEach((row) => found.set(row.key, row));
  }
  return found;
}

export function findMember(db: Kysely<Database>, key: string): Promise<MemberTable | undefined> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('legacy_contact_key', '=', key)
    .executeTakeFirst();
}

export function saveMembers(db: Kysely<Database>, rows: readonly MemberTable[]): Promise<void> {
  return upsert(db, 'member', ['legacy_contact_key'], rows);
}

/** Keys of some members, in their order, behind a key. */
export async function findKeys(db: Kysely<Database>, after: string | null): Promise<string[]> {
  const { rows } = await sql<{ keys: string | null }>`
    select string_agg(legacy_contact_key, ',') as keys
    from (
      select legacy_contact_key from member
      where legacy_contact_key > ${after ?? ''}
      order by legacy_contact_key
      limit ${IN_ONE_TEXT}
    ) as page`.execute(db);
  return rows[0]?.keys?.split(',') ?? [];
}

/** A member whose row holds through a day (`2026-12-31`). */
export interface Expiring {
  readonly key: string;
  readonly day: string;
}

/**
 * Some members whose row held for the last time before a day: by that day and their
 * key, behind one of them. In the order of the index: in that of the keys, all
 * members would be looked at.
 */
export function findExpired(
  db: Kysely<Database>,
  { today, after }: { readonly today: string; readonly after: Expiring | null },
): Promise<Expiring[]> {
  const { day, key } = after ?? { day: '', key: '' };
  return db
    .selectFrom('member')
    .select(['legacy_contact_key as key', 'expires_on as day'])
    .$narrowType<{ day: string }>()
    .where('expires_on', '<', today)
    .where((eb) => eb(eb.refTuple('expires_on', 'legacy_contact_key'), '>', eb.tuple(day, key)))
    .orderBy('expires_on')
    .orderBy('legacy_contact_key')
    .limit(PAGE)
    .execute();
}

/** Some members whose contact is gone, by key: those found out at or after a moment (ISO 8601). */
export function findGone(
  db: Kysely<Database>,
  { since, after }: { since: string; after: string | null },
): Promise<MemberTable[]> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('content_hash', '=', GONE)
    .where('last_refreshed_at', '>=', since)
    .where('legacy_contact_key', '>', after ?? '')
    .orderBy('legacy_contact_key')
    .limit(PAGE)
    .execute();
}

export async function countMembers(db: Kysely<Database>): Promise<Record<MemberStatus, number>> {
  const rows = await db
    .selectFrom('member')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .groupBy('status')
    .execute();
  const counts = { active: 0, disabled: 0, notImported: 0 };
  for (const { status, count } of rows) {
    counts[status] = Number(count);
  }
  return counts;
}

export function batches<T>(items: readonly T[], size = BATCH): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
