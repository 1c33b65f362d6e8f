import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, sql, SqliteDialect, type SqliteDatabase } from 'kysely';
import { HlError } from '../errors.ts';
import type { Backend, SchemaPlace, Work } from './backend.ts';
import type { Database } from './schema.ts';

/** Marks a file as ours in SQLite's own header field ("HLCS"). */
const APPLICATION_ID = 0x484c4353;

/** How long a statement waits while another process writes. */
const BUSY_TIMEOUT_MS = 10_000;

/** How long a claim waits: others hold it for a moment to see whether it is held. */
const CLAIM_TIMEOUT_MS = 100;

/** SQLite's result code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

/** What a lock's file adds to the name of the store's. */
const LOCKS: Readonly<Record<Work, string>> = { refresh: '.lock', push: '.push.lock' };

/**
 * A store in a SQLite file, which is created if there is none.
 *
 * @throws HlError 'StoreError', with nothing written, if the file is not a
 * community store or cannot be one
 */
export function openSqlite(file: string): Backend {
  refuseForeignFile(file);
  const database = explained(file, () => openForWriting(file));
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: asKyselyDatabase(database) }),
  });
  const lock = (work: Work) => Promise.resolve().then(() => lockFile(file + LOCKS[work]));
  return {
    place: file,
    db,
    async tables() {
      const { rows } = await sql<{
        name: string;
      }>`select name from sqlite_master where type = 'table'`.execute(db);
      return rows.map(({ name }) => name);
    },
    alone: (work) => alone(db, work),
    async claim(work) {
      const release = await lock(work);
      return (
        release && {
          // The operating system takes no lock back from a process that lives.
          confirm: () => Promise.resolve(),
          release: () => Promise.resolve().then(release),
        }
      );
    },
    async claimed(work) {
      const release = await lock(work);
      release?.();
      return release === undefined;
    },
    close: () => db.destroy(),
  };
}

function alone(db: Kysely<Database>, work: (place: SchemaPlace) => Promise<void>): Promise<void> {
  return db.connection().execute(async (connection) => {
    // At its first statement, not its first write: two that have both read block each other.
    await sql`begin immediate`.execute(connection);
    try {
      await work({ db: connection as unknown as Kysely<never> });
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}

/**
 * A lock that lives as long as this process holds it and no longer: the
 * operating system releases SQLite's lock of a file when the process ends,
 * however it ends. It has a file of its own so that it outlasts the
 * transactions of the store and lets others read and write there.
 *
 * @returns a function that releases the lock, or undefined if another holds it
 * @throws HlError 'StoreError' if the file cannot be opened or written
 */
function lockFile(file: string): (() => void) | undefined {
  return explained(file, () => {
    const lock = new DatabaseSync(file, { timeout: CLAIM_TIMEOUT_MS });
    try {
      lock.exec('begin immediate');
      return () => {
        lock.close();
      };
    } catch (error) {
      lock.close();
      if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) {
        return undefined;
      }
      throw error;
    }
  });
}

function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  // Readers and the writer do not wait for each other, and a commit is on the
  // disk when it says so. That costs one fsync a page of 2,000 members.
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  if (applicationId(database) !== APPLICATION_ID) {
    database.exec(`pragma application_id = ${APPLICATION_ID}`);
  }
  return database;
}

function refuseForeignFile(file: string): void {
  if (!existsSync(file)) {
    const folder = dirname(file);
    if (!existsSync(folder)) {
      throw storeError(
        `There is no folder ${folder} for the community store.`,
        'Create the folder.',
      );
    }
    return;
  }
  if (!statSync(file).isFile()) {
    throw storeError(`The community store ${file} is not a file.`, 'Name a file.');
  }
  if (explained(file, () => isForeign(file))) {
    throw storeError(
      `The database ${file} holds something other than a community.`,
      'Name another file; this one was left as it is.',
    );
  }
}

/** A database without tables and mark is a new one. */
function isForeign(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const tables = database.prepare('select count(*) as count from sqlite_master').get();
    const mark = applicationId(database);
    return mark !== APPLICATION_ID && (mark !== 0 || Number(tables?.['count']) > 0);
  } finally {
    database.close();
  }
}

function applicationId(database: DatabaseSync): number {
  return Number(database.prepare('pragma application_id').get()?.['application_id']);
}

/** Statements that are kept to run again. */
const KEPT_STATEMENTS = 32;

/** What Kysely expects of a driver and node:sqlite spells otherwise. */
function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    // The newest last, so that the first is the one to forget.
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value!);
    return statement;
  };
  return {
    close: () => {
      database.close();
    },
    prepare: (sql) => {
      const statement = prepare(sql);
      const spread = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...spread(parameters)),
        run: (parameters) => statement.run(...spread(parameters)),
        // One of its own: nobody else may begin it anew before it is at its end.
        iterate: (parameters) => database.prepare(sql).iterate(...spread(parameters)),
      };
    },
  };
}

/** SQLite's errors do not name the file. */
function explained<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw storeError(
      `The community store ${file} cannot be opened as a database: ${words}.`,
      'See whether the file is a database that this user may write, or name another.',
      cause,
    );
  }
}

function storeError(message: string, action: string, cause?: unknown): HlError {
  return new HlError('StoreError', message, { actions: [action], cause });
}
