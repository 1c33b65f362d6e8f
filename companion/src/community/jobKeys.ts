import type { Kysely } from 'kysely';
import { batches } from './members.ts';
import type { Database, JobKeyTable } from './schema.ts';

/** What a job still has to do: contacts to refresh by their key, and members to disable at the end. */
export type KeyList = JobKeyTable['list'];

/** A key that is in the list already stays as it is. */
export async function addJobKeys(
  db: Kysely<Database>,
  rows: readonly JobKeyTable[],
): Promise<void> {
  for (const some of batches(rows)) {
    await db
      .insertInto('job_key')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Some keys of a list, in their order, behind a key. */
export async function findJobKeys(
  db: Kysely<Database>,
  { jobId, list, after, limit }: { jobId: number; list: KeyList; after: string; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('job_key')
    .select('legacy_contact_key')
    .where('job_id', '=', jobId)
    .where('list', '=', list)
    .where('legacy_contact_key', '>', after)
    .orderBy('legacy_contact_key')
    .limit(limit)
    .execute();
  return rows.map((row) => row.legacy_contact_key);
}

/** How many keys of a list were noted with which words, most frequent first. */
export async function countJobKeys(
  db: Kysely<Database>,
  jobId: number,
  list: KeyList,
): Promise<{ note: string | null; count: number }[]> {
  const rows = await db
    .selectFrom('job_key')
    .select(({ fn }) => ['note', fn.countAll().as('count')])
    .where('job_id', '=', jobId)
    .where('list', '=', list)
    .groupBy('note')
    .execute();
  return rows
    .map(({ note, count }) => ({ note, count: Number(count) }))
    .sort((a, b) => b.count - a.count);
}

/** Notes that the pages of a job brought these contacts. */
export async function addShownKeys(
  db: Kysely<Database>,
  jobId: number,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0) {
    await db
      .insertInto('job_shown')
      .values({ job_id: jobId, keys: keys.join('') })
      .execute();
  }
}

/** All that a job was shown, a page at a time. */
export async function* readShownKeys(
  db: Kysely<Database>,
  jobId: number,
): AsyncGenerator<string[]> {
  const rows = db.selectFrom('job_shown').select('keys').where('job_id', '=', jobId).stream();
  for await (const { keys } of rows) {
    yield keys.match(/.{18}/g) ?? [];
  }
}

/** What one job left undone is the next one's that goes on in its place. */
export async function handOverJobKeys(
  db: Kysely<Database>,
  from: number,
  to: number,
): Promise<void> {
  for (const table of ['job_key', 'job_shown'] as const) {
    await db.updateTable(table).set({ job_id: to }).where('job_id', '=', from).execute();
  }
}

export async function deleteJobKeys(db: Kysely<Database>, jobId: number): Promise<void> {
  for (const table of ['job_key', 'job_shown'] as const) {
    await db.deleteFrom(table).where('job_id', '=', jobId).execute();
  }
}

/** Of jobs that nobody goes on with. */
export async function deleteOtherJobKeys(db: Kysely<Database>, jobId: number): Promise<void> {
  for (const table of ['job_key', 'job_shown'] as const) {
    await db.deleteFrom(table).where('job_id', '!=', jobId).execute();
  }
}
