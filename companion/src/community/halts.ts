import type { Kysely } from 'kysely';
import type { Database, HaltTable } from './schema.ts';

/** The halt that is in force at a moment (ISO 8601), if any. */
export function findHalt(db: Kysely<Database>, now: string): Promise<HaltTable | undefined> {
  return db.selectFrom('halt').selectAll().where('until', '>', now).executeTakeFirst();
}

/** In the place of the one before. */
export async function saveHalt(db: Kysely<Database>, halt: HaltTable): Promise<void> {
  await db.deleteFrom('halt').execute();
  await db.insertInto('halt').values(halt).execute();
}
