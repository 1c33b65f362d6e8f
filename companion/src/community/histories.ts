import type { Kysely } from 'kysely';
import type { JobStatus, JobType } from './interfaces.ts';
import type { Database, JobTable, MemberRefreshTable, WatermarkTable } from './schema.ts';
import { upsert } from './upsert.ts';

/** @returns the job's id. Only the holder of the claim may call this, so the next number is free. */
export async function insertJob(db: Kysely<Database>, job: Omit<JobTable, 'id'>): Promise<number> {
  const { last } = await db
    .selectFrom('job')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  const id = (last ?? 0) + 1;
  await db
    .insertInto('job')
    .values({ id, ...job })
    .execute();
  return id;
}

export async function updateJob(
  db: Kysely<Database>,
  id: number,
  change: Partial<Omit<JobTable, 'id'>>,
): Promise<void> {
  await db.updateTable('job').set(change).where('id', '=', id).execute();
}

/** Jobs left as running, newest first. To the holder of the claim they are jobs that were killed. */
export function findRunningJobs(db: Kysely<Database>): Promise<JobTable[]> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('status', '=', 'running')
    .orderBy('id', 'desc')
    .execute();
}

/** The newest job of a type. */
export function findLastJob(db: Kysely<Database>, type: JobType): Promise<JobTable | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('type', '=', type)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest job of a type that ended in a way after another job. */
export function findJobAfter(
  db: Kysely<Database>,
  type: JobType,
  status: JobStatus,
  jobId: number,
): Promise<JobTable | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('type', '=', type)
    .where('status', '=', status)
    .where('id', '>', jobId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export function findJob(db: Kysely<Database>, id: number): Promise<JobTable | undefined> {
  return db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Newest first. */
export function findJobs(db: Kysely<Database>, limit: number): Promise<JobTable[]> {
  return db.selectFrom('job').selectAll().orderBy('id', 'desc').limit(limit).execute();
}

/** A contact that one job meets twice (read, then found deleted) keeps the last word. */
export function saveMemberRefreshes(
  db: Kysely<Database>,
  rows: readonly MemberRefreshTable[],
): Promise<void> {
  return upsert(db, 'member_refresh', ['job_id', 'legacy_contact_key'], rows);
}

export type MemberRefreshRow = MemberRefreshTable & { type: JobType };

/** Newest job first. */
export function findMemberRefreshes(
  db: Kysely<Database>,
  limit: number,
): Promise<MemberRefreshRow[]> {
  return memberRefreshes(db)
    .orderBy('member_refresh.job_id', 'desc')
    .orderBy('member_refresh.legacy_contact_key')
    .limit(limit)
    .execute();
}

/** What one job did, without those that it found unchanged, by key. */
export function findJobChanges(
  db: Kysely<Database>,
  jobId: number,
  limit: number,
): Promise<MemberRefreshRow[]> {
  return memberRefreshes(db)
    .where('member_refresh.job_id', '=', jobId)
    .where('member_refresh.outcome', '!=', 'unchanged')
    .orderBy('member_refresh.legacy_contact_key')
    .limit(limit)
    .execute();
}

function memberRefreshes(db: Kysely<Database>) {
  return db
    .selectFrom('member_refresh')
    .innerJoin('job', 'job.id', 'member_refresh.job_id')
    .selectAll('member_refresh')
    .select('job.type');
}

export function findWatermark(
  db: Kysely<Database>,
  jobType: WatermarkTable['job_type'],
): Promise<WatermarkTable | undefined> {
  return db.selectFrom('watermark').selectAll().where('job_type', '=', jobType).executeTakeFirst();
}

export function saveWatermark(db: Kysely<Database>, row: WatermarkTable): Promise<void> {
  return upsert(db, 'watermark', ['job_type'], [row]);
}

/** From here on the next refresh reads everything: what was read so far was shown with other names. */
export async function spoilWatermarks(db: Kysely<Database>): Promise<void> {
  await db.updateTable('watermark').set({ plan_fingerprint: '' }).execute();
}

/**
 * Forgets the jobs that started before a moment (ISO 8601), with their member
 * refreshes; not those that tell where things stand: what a watermark was reached
 * with, and the newest of each type.
 */
export async function deleteHistoriesBefore(db: Kysely<Database>, moment: string): Promise<void> {
  const old = db
    .selectFrom('job')
    .select('id')
    .where('started_at', '<', moment)
    .where('id', 'not in', db.selectFrom('watermark').select('job_id'))
    .where(
      'id',
      'not in',
      db
        .selectFrom('job')
        .groupBy('type')
        .select(({ fn }) => fn.max('id').as('id')),
    );
  await db.deleteFrom('member_refresh').where('job_id', 'in', old).execute();
  await db.deleteFrom('job').where('id', 'in', old).execute();
}
