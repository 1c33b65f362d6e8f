import type { Kysely } from 'kysely';
import type { MemberStatus } from '../refresh/interfaces.ts';
import type { Database, MemberTable } from './schema.ts';

/** Rows a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const BATCH = 500;

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

export function findMember(db: Kysely<Database>, key: string): Promise<MemberTable | undefined> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('legacy_contact_key', '=', key)
    .executeTakeFirst();
}

export async function saveMembers(
  db: Kysely<Database>,
  rows: readonly MemberTable[],
): Promise<void> {
  for (const some of batches(rows)) {
    await db
      .insertInto('member')
      .values(some)
      .onConflict((conflict) =>
        conflict.column('legacy_contact_key').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          email: eb.ref('excluded.email'),
          status: eb.ref('excluded.status'),
          reasons: eb.ref('excluded.reasons'),
          profile: eb.ref('excluded.profile'),
          content_hash: eb.ref('excluded.content_hash'),
          last_refreshed_at: eb.ref('excluded.last_refreshed_at'),
        })),
      )
      .execute();
  }
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

export function batches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}
