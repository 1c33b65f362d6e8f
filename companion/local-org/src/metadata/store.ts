import type { DatabaseSync } from 'node:sqlite';
import { makeId } from '../ids.ts';
import { toDateTime } from '../clock.ts';

/** A component as it was last deployed. */
export interface StoredComponent {
  readonly type: string;
  readonly fullName: string;
  /** The XML of the component alone. */
  readonly content: string;
  readonly id: string;
}

/** All deployed components of one type, in the order of their names. */
export function listComponents(db: DatabaseSync, type: string): StoredComponent[] {
  const rows = db
    .prepare('SELECT type, full_name, content, id FROM _metadata WHERE type = ? ORDER BY full_name')
    .all(type);
  return rows.map((row) => ({
    type: row['type'] as string,
    fullName: row['full_name'] as string,
    content: row['content'] as string,
    id: row['id'] as string,
  }));
}

export type PutResult = 'created' | 'changed' | 'unchanged';

/** Keeps a component, and says what that did. */
export function putComponent(
  db: DatabaseSync,
  component: { type: string; fullName: string; content: string; keyPrefix: string },
  now: Date,
): { id: string; result: PutResult } {
  const { type, fullName, content, keyPrefix } = component;
  const known = db
    .prepare('SELECT content, id FROM _metadata WHERE type = ? AND full_name = ?')
    .get(type, fullName);
  const at = toDateTime(now);
  if (!known) {
    const count = db.prepare('SELECT count(*) AS n FROM _metadata WHERE type = ?').get(type)!;
    const id = makeId(keyPrefix, (count['n'] as number) + 1);
    db.prepare('INSERT INTO _metadata VALUES (?, ?, ?, ?, ?, ?)').run(
      type,
      fullName,
      content,
      id,
      at,
      at,
    );
    return { id, result: 'created' };
  }
  const id = known['id'] as string;
  if (known['content'] === content) return { id, result: 'unchanged' };
  db.prepare('UPDATE _metadata SET content = ?, modified = ? WHERE type = ? AND full_name = ?').run(
    content,
    at,
    type,
    fullName,
  );
  return { id, result: 'changed' };
}
