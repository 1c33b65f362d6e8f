import { userPermissions } from '../schema/standard/userPermissions.ts';
import { objectPermissions } from './grants.ts';
import type { FieldAccess, Grants } from './grants.ts';

const RANK: Readonly<Record<FieldAccess, number>> = { none: 0, read: 1, edit: 2 };

/** What several permission sets grant together. */
export function united(all: readonly Grants[]): Grants {
  const objects = new Map<string, ReadonlySet<string>>();
  const fields = new Map<string, FieldAccess>();
  for (const one of all) {
    for (const [name, columns] of one.objects) {
      objects.set(name, new Set([...columns, ...(objects.get(name) ?? [])]));
    }
    for (const [name, access] of one.fields) {
      if (RANK[access] > RANK[fields.get(name) ?? 'none']) fields.set(name, access);
    }
  }
  return {
    objects,
    fields,
    userPermissions: new Set(all.flatMap((one) => [...one.userPermissions])),
  };
}

/** What is left of grants when some are muted: what is muted goes, and with it what depends on it. */
export function without(grants: Grants, muted: Grants | undefined): Grants {
  if (!muted) return grants;
  const objects = new Map(
    [...grants.objects].map(([name, columns]) => [
      name,
      standing(minus(columns, muted.objects.get(name))),
    ]),
  );
  const fields = new Map(
    [...grants.fields].map(([name, access]): [string, FieldAccess] => {
      const rest = {
        none: access,
        read: 'none',
        edit: access === 'edit' ? 'read' : access,
      } as const;
      return [name, rest[muted.fields.get(name) ?? 'none']];
    }),
  );
  const held = minus(grants.userPermissions, muted.userPermissions);
  for (let before = -1; before !== held.size;) {
    before = held.size;
    for (const { name, requires = [] } of userPermissions) {
      if (!requires.every((other) => held.has(other))) held.delete(name);
    }
  }
  return { objects, fields, userPermissions: held };
}

/** Of columns of ObjectPermissions those that have all that they need: each needs earlier ones. */
function standing(columns: ReadonlySet<string>): Set<string> {
  const words = new Set<string>();
  const rest = new Set<string>();
  for (const { column, word, needs } of objectPermissions) {
    if (!columns.has(column) || !needs.every((need) => words.has(need))) continue;
    words.add(word);
    rest.add(column);
  }
  return rest;
}

const minus = (all: ReadonlySet<string>, gone: ReadonlySet<string> = new Set()): Set<string> =>
  new Set([...all].filter((one) => !gone.has(one)));
