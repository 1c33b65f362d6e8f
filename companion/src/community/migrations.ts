import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { HlError } from '../errors.ts';
import type { Backend, SchemaPlace } from './backend.ts';

/**
 * Every step that a store has gone through, oldest first. A step that was
 * published is never changed.
 */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-01-members-and-histories': {
    async up(db) {
      await db.schema
        .createTable('member')
        .addColumn('legacy_contact_key', 'varchar(18)', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('email', 'text')
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('reasons', 'text', (column) => column.notNull())
        .addColumn('profile', 'text', (column) => column.notNull())
        .addColumn('content_hash', 'text', (column) => column.notNull())
        .addColumn('last_refreshed_at', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('job')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('started_at', 'text', (column) => column.notNull())
        .addColumn('window_from', 'text')
        .addColumn('window_to', 'text')
        .addColumn('plan_fingerprint', 'text', (column) => column.notNull())
        .addColumn('phase', 'text', (column) => column.notNull())
        .addColumn('last_key', 'text')
        .addColumn('examined', 'integer', (column) => column.notNull())
        .addColumn('refreshed', 'integer', (column) => column.notNull())
        .addColumn('unchanged', 'integer', (column) => column.notNull())
        .addColumn('disabled', 'integer', (column) => column.notNull())
        .addColumn('not_imported', 'integer', (column) => column.notNull())
        .addColumn('failed', 'integer', (column) => column.notNull())
        .addColumn('api_calls', 'integer', (column) => column.notNull())
        .addColumn('duration_ms', 'integer', (column) => column.notNull())
        .addColumn('comment', 'text')
        .execute();
      await db.schema
        .createTable('member_refresh')
        .addColumn('job_id', 'integer', (column) => column.notNull())
        .addColumn('legacy_contact_key', 'varchar(18)', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('refreshed_at', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('member_status', 'text')
        .addColumn('comment', 'text')
        .addPrimaryKeyConstraint('member_refresh_key', ['job_id', 'legacy_contact_key'])
        .execute();
      await db.schema
        .createTable('watermark')
        .addColumn('job_type', 'text', (column) => column.primaryKey())
        .addColumn('moment', 'text', (column) => column.notNull())
        .addColumn('plan_fingerprint', 'text', (column) => column.notNull())
        .addColumn('job_id', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '2026-02-organization-and-reconciliation': {
    async up(db) {
      await db.schema
        .createTable('organization')
        .addColumn('id', 'varchar(18)', (column) => column.primaryKey())
        .execute();
      await db.schema.alterTable('member').addColumn('shown_in_job', 'integer').execute();
      await db.schema.alterTable('job').addColumn('total', 'integer').execute();
      await db.schema.alterTable('job').addColumn('error', 'text').execute();
    },
  },
  '2026-03-demographics-and-groups': {
    async up(db) {
      for (const list of ['demographics', 'community_groups', 'security_groups']) {
        await db.schema
          .alterTable('member')
          .addColumn(list, 'text', (column) => column.notNull().defaultTo('[]'))
          .execute();
      }
      await db.schema.alterTable('member').addColumn('expires_on', 'varchar(10)').execute();
      await db.schema.createIndex('member_expires_on').on('member').column('expires_on').execute();
    },
  },
  '2026-05-refresh-engine': {
    async up(db) {
      await db.schema.alterTable('job').addColumn('scope', 'text').execute();
      await db.schema
        .createTable('job_key')
        .addColumn('job_id', 'integer', (column) => column.notNull())
        .addColumn('list', 'varchar(8)', (column) => column.notNull())
        .addColumn('legacy_contact_key', 'varchar(18)', (column) => column.notNull())
        .addColumn('note', 'text')
        .addPrimaryKeyConstraint('job_key_key', ['job_id', 'list', 'legacy_contact_key'])
        .execute();
      await db.schema.alterTable('member').dropColumn('shown_in_job').execute();
      await db.schema
        .createTable('job_shown')
        .addColumn('job_id', 'integer', (column) => column.notNull())
        .addColumn('keys', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('job_shown_job').on('job_shown').column('job_id').execute();
      await db.schema
        .createTable('field_catalogue')
        .addColumn('plan_fingerprint', 'text', (column) => column.notNull())
        .addColumn('read_at', 'text', (column) => column.notNull())
        .addColumn('fields', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('halt')
        .addColumn('since', 'text', (column) => column.notNull())
        .addColumn('until', 'text', (column) => column.notNull())
        .addColumn('used', 'integer')
        .addColumn('allotment', 'integer')
        .execute();
      await db.schema
        .createTable('campaign')
        .addColumn('id', 'varchar(18)', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('end_date', 'varchar(10)')
        .addColumn('deleted', 'integer', (column) => column.notNull())
        .addColumn('job_id', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '2026-06-outbox': {
    async up(db) {
      await db.schema
        .createTable('outbox')
        .addColumn('legacy_contact_key', 'varchar(18)', (column) => column.primaryKey())
        .addColumn('place', 'integer', (column) => column.notNull())
        .addColumn('revision', 'integer', (column) => column.notNull())
        .addColumn('queued_at', 'text', (column) => column.notNull())
        .addColumn('failed_at', 'text')
        .addColumn('error', 'text')
        .execute();
      await db.schema
        .createIndex('outbox_order')
        .on('outbox')
        .columns(['place', 'legacy_contact_key'])
        .execute();
      await db.schema.createIndex('outbox_revision').on('outbox').column('revision').execute();
      await db.schema
        .createTable('delivery')
        .addColumn('legacy_contact_key', 'varchar(18)', (column) => column.primaryKey())
        .addColumn('payload_hash', 'text')
        .addColumn('sent_at', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('destination')
        .addColumn('settings', 'text', (column) => column.primaryKey())
        .addColumn('url', 'text')
        .execute();
    },
  },
  '2026-07-source-hash': {
    async up(db) {
      for (const column of ['source_hash', 'rules_hash']) {
        await db.schema.alterTable('member').addColumn(column, 'varchar(44)').execute();
      }
    },
  },
  '2026-08-expired-in-order': {
    async up(db) {
      await db.schema.dropIndex('member_expires_on').execute();
      await db.schema
        .createIndex('member_expired')
        .on('member')
        .columns(['expires_on', 'legacy_contact_key'])
        .execute();
      // A refresh that was stopped among the expired members begins with them anew.
      await sql`update job set last_key = null where phase = 'expired'`.execute(db);
    },
  },
};

/** What Kysely's migrator keeps its own notes in. */
const NOTES = 'kysely_migration';

/**
 * Brings a store to the present shape, or leaves it as it is.
 *
 * @throws HlError 'StoreError' if that fails, if a newer version of the companion
 * has been at work on it, or if it holds the tables of something else
 */
export async function migrate(backend: Backend): Promise<void> {
  const { place } = backend;
  const tables = await backend.tables();
  const done = tables.includes(NOTES) ? await finishedSteps(backend) : [];
  const ours = done.some((name) => name in MIGRATIONS);
  const made = done.length > 0 || tables.some((name) => !name.startsWith(NOTES));
  if (made && !ours) {
    throw new HlError(
      'StoreError',
      `The database ${place} holds something other than a community.`,
      { actions: ['Name another database; this one was left as it is.'] },
    );
  }
  if (done.some((name) => !(name in MIGRATIONS))) {
    throw new HlError(
      'StoreError',
      `The community store ${place} was written by a newer version of the companion.`,
      { actions: ['Use that version, or name another store.'] },
    );
  }
  if (done.length === Object.keys(MIGRATIONS).length) {
    return;
  }
  await backend.alone(takeSteps).catch((cause: unknown) => {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new HlError(
      'StoreError',
      `The community store ${place} could not be brought up to date: ${words}.`,
      { cause },
    );
  });
}

async function takeSteps(place: SchemaPlace): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const { error } = await new Migrator({ ...place, provider }).migrateToLatest();
  if (error !== undefined) {
    throw error instanceof Error ? error : new Error('unknown reason', { cause: error });
  }
}

async function finishedSteps({ db }: Backend): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(NOTES)}`.execute(db);
  return rows.map(({ name }) => name);
}
