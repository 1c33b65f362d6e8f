import { DatabaseSync } from 'node:sqlite';
import { isStored, isText, locationParts } from '../schema/field.ts';
import type { Field, SObject } from '../schema/types.ts';

/**
 * The org's records live in SQLite, one table for each object, one column for
 * each field: SOQL becomes SQL, a failed save or deploy is a rollback, and an
 * org can be kept in a file.
 *
 * `_rowid` is scrambled so that rows come back in no order anyone could rely
 * on, as on the platform.
 */
export function openDatabase(file?: string): DatabaseSync {
  const db = new DatabaseSync(file ?? ':memory:');
  // An org has one server: a second one on the same file is refused.
  db.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
  );
  // Deployed metadata, as it came; the schema in memory is built from it.
  db.exec(`CREATE TABLE IF NOT EXISTS _metadata (
    type TEXT NOT NULL, full_name TEXT NOT NULL, content TEXT NOT NULL, id TEXT NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL, created_by TEXT, modified_by TEXT,
    PRIMARY KEY (type, full_name)) WITHOUT ROWID`);
  // Moments are milliseconds since 1970.
  db.exec(`CREATE TABLE IF NOT EXISTS _password (
    user_id TEXT PRIMARY KEY, salt TEXT NOT NULL, password_hash TEXT NOT NULL,
    security_token TEXT NOT NULL, set_at INTEGER NOT NULL, failures INTEGER NOT NULL,
    locked_at INTEGER) WITHOUT ROWID`);
  db.exec(`CREATE TABLE IF NOT EXISTS _oauth_app (
    consumer_key TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID`);
  db.exec(`CREATE TABLE IF NOT EXISTS _refresh_token (
    token TEXT PRIMARY KEY, delete_token TEXT NOT NULL UNIQUE, consumer_key TEXT NOT NULL,
    user_id TEXT NOT NULL, issued_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
    use_count INTEGER NOT NULL) WITHOUT ROWID`);
  // When and from where the users of a profile log in, and what settings were deployed: JSON.
  db.exec(`CREATE TABLE IF NOT EXISTS _login_restriction (
    profile_id TEXT PRIMARY KEY, restrictions TEXT NOT NULL) WITHOUT ROWID`);
  db.exec(`CREATE TABLE IF NOT EXISTS _setting (
    name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`);
  // The consumers of deployed External Client Apps.
  db.exec(`CREATE TABLE IF NOT EXISTS _oauth_consumer (
    app TEXT PRIMARY KEY, consumer_key TEXT NOT NULL UNIQUE, consumer_secret TEXT NOT NULL)
    WITHOUT ROWID`);
  // What else permission sets, also those of profiles, open: custom permissions and the like.
  db.exec(`CREATE TABLE IF NOT EXISTS _entity_access (
    parent_id TEXT NOT NULL, entity_id TEXT NOT NULL, entity_type TEXT NOT NULL,
    PRIMARY KEY (parent_id, entity_id)) WITHOUT ROWID`);
  // The last number that each auto number field has given.
  db.exec(`CREATE TABLE IF NOT EXISTS _auto_number (
    object TEXT NOT NULL, field TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (object, field)) WITHOUT ROWID`);
  // Record types that profiles, by the permission set that they own, and permission sets assign.
  db.exec(`CREATE TABLE IF NOT EXISTS _record_type_visibility (
    parent_id TEXT NOT NULL, record_type_id TEXT NOT NULL, is_default INTEGER NOT NULL,
    PRIMARY KEY (parent_id, record_type_id)) WITHOUT ROWID`);
  // What went with each deleted record: children, or lookups that were cleared.
  db.exec(`CREATE TABLE IF NOT EXISTS _recycle_bin (
    root TEXT NOT NULL, object TEXT NOT NULL, id TEXT NOT NULL, field TEXT, value TEXT)`);
  db.exec('CREATE INDEX IF NOT EXISTS _recycle_bin_root ON _recycle_bin (root)');
  // Interviews that wait for their time.
  db.exec(`CREATE TABLE IF NOT EXISTS _scheduled_path (
    number INTEGER PRIMARY KEY, flow TEXT NOT NULL, path TEXT NOT NULL, object TEXT NOT NULL,
    record_id TEXT NOT NULL, due TEXT NOT NULL)`);
  // When each active flow with a schedule is due next.
  db.exec(`CREATE TABLE IF NOT EXISTS _schedule (
    flow TEXT PRIMARY KEY, schedule TEXT NOT NULL, due TEXT) WITHOUT ROWID`);
  // What has been sent, each message as JSON.
  db.exec('CREATE TABLE IF NOT EXISTS _email (number INTEGER PRIMARY KEY, content TEXT NOT NULL)');
  return db;
}

/** Quotes an identifier for SQL. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** Quotes a text for SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function createTable(db: DatabaseSync, object: SObject): void {
  const stored = [...object.fields.values()].filter(isStored);
  db.exec(`CREATE TABLE IF NOT EXISTS ${quote(object.name)} ${columnsOf(stored)}`);
  addMissingColumns(db, object, stored);
  createIndex(db, object.name, 'Id', 'UNIQUE');
  const { fields } = object;
  if (fields.has('isdeleted') && fields.has('systemmodstamp')) indexRecycleBin(db, object.name);
  for (const field of stored) indexField(db, object, field);
}

/** A table for as long as the connection lasts. */
export function createTemporaryTable(db: DatabaseSync, object: SObject): void {
  const stored = [...object.fields.values()].filter(isStored);
  db.exec(`CREATE TEMP TABLE ${quote(object.name)} ${columnsOf(stored)}`);
}

function columnsOf(stored: readonly Field[]): string {
  const columns = stored.map((field) => `${quote(field.name)} ${columnType(field)}`);
  return `(_rowid INTEGER PRIMARY KEY, ${columns.join(', ')})`;
}

/** An org that was kept may be of a time when the object had fewer fields. */
function addMissingColumns(db: DatabaseSync, object: SObject, stored: readonly Field[]): void {
  const rows = db.prepare(`SELECT name FROM pragma_table_info(?)`).all(object.name);
  const known = new Set(rows.map(({ name }) => name));
  for (const field of stored) if (!known.has(field.name)) addColumn(db, object, field);
}

export function addColumn(db: DatabaseSync, object: SObject, field: Field): void {
  if (field.type === 'location')
    for (const part of locationParts(field)) addColumn(db, object, part);
  if (!isStored(field)) return;
  const type = columnType(field);
  db.exec(`ALTER TABLE ${quote(object.name)} ADD COLUMN ${quote(field.name)} ${type}`);
  indexField(db, object, field);
}

/** Takes a field's values away. */
export function dropColumn(db: DatabaseSync, object: SObject, field: Field): void {
  if (field.type === 'location')
    for (const part of locationParts(field)) dropColumn(db, object, part);
  if (!isStored(field)) return;
  db.exec(`DROP INDEX IF EXISTS ${quote(`${object.name}.${field.name}`)}`);
  db.exec(`ALTER TABLE ${quote(object.name)} DROP COLUMN ${quote(field.name)}`);
  db.prepare('DELETE FROM _auto_number WHERE object = ? AND field = ?').run(
    object.name,
    field.name,
  );
}

/** Takes an object's records away. */
export function dropTable(db: DatabaseSync, object: SObject): void {
  db.exec(`DROP TABLE ${quote(object.name)}`);
  db.prepare('DELETE FROM _auto_number WHERE object = ?').run(object.name);
}

/** Indexes what the platform indexes: the system stamp, lookups to parents, external Ids. */
function indexField(db: DatabaseSync, object: SObject, field: Field): void {
  const isParentLookup = field.type === 'reference' && field.childRelationshipName !== null;
  if (field.name === 'SystemModstamp' || isParentLookup) createIndex(db, object.name, field.name);
  if (field.unique || field.externalId) createIndex(db, object.name, field.name);
}

/** What is in the recycle bin, by when it came there, and in the order in which pages are asked for. */
function indexRecycleBin(db: DatabaseSync, table: string): void {
  const indexes = { 'in recycle bin': 'SystemModstamp', 'in recycle bin by Id': 'Id' };
  for (const [name, column] of Object.entries(indexes)) {
    db.exec(
      `CREATE INDEX IF NOT EXISTS ${quote(`${table} ${name}`)} ON ${quote(table)} (${column})
       WHERE IsDeleted = 1`,
    );
  }
}

function createIndex(db: DatabaseSync, table: string, column: string, kind = ''): void {
  const name = quote(`${table}.${column}`);
  db.exec(`CREATE ${kind} INDEX IF NOT EXISTS ${name} ON ${quote(table)} (${quote(column)})`);
}

function columnType(field: Field): string {
  if (isText(field)) return 'TEXT COLLATE NOCASE';
  switch (field.type) {
    case 'boolean':
      return 'INTEGER NOT NULL DEFAULT 0';
    case 'int':
      return 'INTEGER';
    case 'double':
    case 'currency':
    case 'percent':
      return 'REAL';
    default:
      return 'TEXT';
  }
}

/**
 * Runs `work` so that either all of what it writes stays or nothing does.
 * May be nested: each level is a savepoint of its own.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  const outermost = !db.isTransaction;
  db.exec(outermost ? 'BEGIN IMMEDIATE' : 'SAVEPOINT nested');
  try {
    const result = work();
    db.exec(outermost ? 'COMMIT' : 'RELEASE nested');
    return result;
  } catch (error) {
    db.exec(outermost ? 'ROLLBACK' : 'ROLLBACK TO nested; RELEASE nested');
    throw error;
  }
}
