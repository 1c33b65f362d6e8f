import type { DatabaseSync } from 'node:sqlite';
import { makeId, sequenceOf } from '../ids.ts';
import { toDateTime } from '../clock.ts';

/** A component as it was last deployed. */
export interface StoredComponent {
  readonly type: string;
  readonly fullName: string;
  /** The XML of the component alone. */
  readonly content: string;
  readonly id: string;
  readonly created: string;
  readonly modified: string;
  /** The user who deployed it first, and the one who changed it last. */
  readonly createdBy: string;
  readonly modifiedBy: string;
}

const columns = `type, full_name AS fullName, content, id, created, modified,
  created_by AS createdBy, modified_by AS modifiedBy`;

/** All deployed components of one type, in the order of their names. */
export function listComponents(db: DatabaseSync, type: string): StoredComponent[] {
  return db
    .prepare(`SELECT ${columns} FROM _metadata WHERE type = ? ORDER BY full_name`)
    .all(type) as unknown as StoredComponent[];
}

/** The deployed component of that name. */
export function findComponent(
  db: DatabaseSync,
  type: string,
  fullName: string,
): StoredComponent | undefined {
  return db
    .prepare(`SELECT ${columns} FROM _metadata WHERE type = ? AND full_name = ?`)
    .get(type, fullName) as unknown as StoredComponent | undefined;
}

export function removeComponent(db: DatabaseSync, type: string, fullName: string): void {
  db.prepare('DELETE FROM _metadata WHERE type = ? AND full_name = ?').run(type, fullName);
}

/** Notes who deployed all that has been put since the last time. */
export function signComponents(db: DatabaseSync, userId: string): void {
  db.prepare(
    `UPDATE _metadata SET modified_by = ?1, created_by = coalesce(created_by, ?1)
     WHERE modified_by IS NULL`,
  ).run(userId);
}

export type PutResult = 'created' | 'changed' | 'unchanged';

/** What became of a component. */
export interface Deployed {
  readonly id: string;
  readonly result: PutResult;
}

/** Ids of one length over ASCII digits sort as their sequence numbers do. */
function nextId(db: DatabaseSync, type: string, keyPrefix: string): string {
  const last = db.prepare('SELECT max(id) AS id FROM _metadata WHERE type = ?').get(type)!['id'];
  return makeId(keyPrefix, typeof last === 'string' ? sequenceOf(last) + 1 : 1);
}

/**
 * Keeps a component, and says what that did.
 * @param component with the Id of the record that shows it in the API, if there is one
 */
export function putComponent(
  db: DatabaseSync,
  component: { type: string; fullName: string; content: string; keyPrefix: string; id?: string },
  now: Date,
): Deployed {
  const { type, fullName, content, keyPrefix } = component;
  const known = db
    .prepare('SELECT content, id FROM _metadata WHERE type = ? AND full_name = ?')
    .get(type, fullName);
  const at = toDateTime(now);
  if (!known) {
    const id = component.id ?? nextId(db, type, keyPrefix);
    db.prepare(
      `INSERT INTO _metadata (type, full_name, content, id, created, modified)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(type, fullName, content, id, at, at);
    return { id, result: 'created' };
  }
  const id = known['id'] as string;
  if (known['content'] === content) return { id, result: 'unchanged' };
  db.prepare(
    `UPDATE _metadata SET content = ?, modified = ?, modified_by = NULL
     WHERE type = ? AND full_name = ?`,
  ).run(content, at, type, fullName);
  return { id, result: 'changed' };
}
