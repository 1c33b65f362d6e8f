import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** All of `work` or nothing of it; within a transaction already, as a part of that one. */
export function inTransaction<T>(
  db: Kysely<Database>,
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
