import type { DatabaseSync } from 'node:sqlite';
import type { Org } from '../org.ts';
import type { ElementSpec } from './elements.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** The spec of `recordTypeVisibilities`; which one is the default, a profile alone says. */
export function visibilitySpec(prefix: 'PermissionSet' | 'Profile'): ElementSpec {
  return {
    type: `${prefix}RecordTypeVisibility`,
    required: {
      recordType: 'text',
      visible: 'boolean',
      ...(prefix === 'Profile' && { default: 'boolean' }),
    },
    optional: { ...(prefix === 'Profile' && { personAccountDefault: { oneOf: ['false'] } }) },
  };
}

/** What a profile or a permission set says of one record type. */
interface Visibility {
  readonly id: string;
  readonly object: string;
  readonly visible: boolean;
  readonly isDefault: boolean;
}

/**
 * What is wrong with the record types that a file assigns.
 * @param before the permission set of the profile that the file is merged into
 */
export function checkVisibilities(
  root: XmlElement,
  org: Org,
  before: string | undefined,
): Problem[] {
  const unknown = childrenOf(root, 'recordTypeVisibilities')
    .filter((element) => !readVisibility(element, org))
    .map((element) => {
      const { text, line, column } = child(element, 'recordType')!;
      return { message: `In field: recordType - no RecordType named ${text} found`, line, column };
    });
  return unknown.length > 0 ? unknown : checkDefaults(root, org, before);
}

/** Of the record types that a profile shows of an object, one is the default. */
function checkDefaults(root: XmlElement, org: Org, before: string | undefined): Problem[] {
  const named = readVisibilities(root, org);
  const byObject = Map.groupBy(named, ({ object }) => object);
  const kept = before === undefined ? [] : visibleIn(org.db, before);
  return [...byObject].flatMap(([object, visibilities]) => {
    const fail = (what: string) => [
      { message: `${what} default record type specified for: ${object}` },
    ];
    const defaults = visibilities.filter(({ isDefault }) => isDefault);
    if (defaults.length > 1) return fail('More than 1');
    const untouched = kept.filter(
      (one) => one.object === object && !visibilities.some(({ id }) => id === one.id),
    );
    const isVisible = untouched.length > 0 || visibilities.some(({ visible }) => visible);
    const hasDefault =
      defaults.some(({ visible }) => visible) || untouched.some(({ isDefault }) => isDefault);
    return root.name === 'Profile' && isVisible && !hasDefault ? fail('No') : [];
  });
}

/** Stores what a checked file assigns; a permission set assigns nothing else, a profile is merged. */
export function storeVisibilities(root: XmlElement, org: Org, permissionSetId: string): void {
  const { db } = org;
  const visibilities = readVisibilities(root, org);
  if (root.name === 'PermissionSet') removeVisibilities(db, permissionSetId);
  for (const { id, object, visible, isDefault } of visibilities) {
    db.prepare(
      'DELETE FROM _record_type_visibility WHERE parent_id = ? AND record_type_id = ?',
    ).run(permissionSetId, id);
    if (isDefault) {
      db.prepare(
        `UPDATE _record_type_visibility SET is_default = 0 WHERE parent_id = ?1
         AND record_type_id IN (SELECT Id FROM RecordType WHERE SobjectType = ?2)`,
      ).run(permissionSetId, object);
    }
    if (!visible) continue;
    db.prepare('INSERT INTO _record_type_visibility VALUES (?, ?, ?)').run(
      permissionSetId,
      id,
      Number(isDefault),
    );
  }
}

export function removeVisibilities(db: DatabaseSync, permissionSetId: string): void {
  db.prepare('DELETE FROM _record_type_visibility WHERE parent_id = ?').run(permissionSetId);
}

function readVisibilities(root: XmlElement, org: Org): Visibility[] {
  return childrenOf(root, 'recordTypeVisibilities').flatMap(
    (element) => readVisibility(element, org) ?? [],
  );
}

function readVisibility(element: XmlElement, { rows, schema }: Org): Visibility | undefined {
  const [SobjectType = '', DeveloperName = ''] = textOf(element, 'recordType')!.split('.');
  const [row] = rows.find(schema.object('RecordType')!, { SobjectType, DeveloperName });
  return (
    row && {
      id: row['Id'] as string,
      object: SobjectType,
      visible: textOf(element, 'visible') === 'true',
      isDefault: textOf(element, 'default') === 'true',
    }
  );
}

/** The record types that a permission set shows. */
export function visibleIn(db: DatabaseSync, permissionSetId: string) {
  const rows = db
    .prepare(
      `SELECT v.record_type_id AS id, v.is_default AS isDefault, r.SobjectType AS object,
         r.DeveloperName AS name
       FROM _record_type_visibility v JOIN RecordType r ON r.Id = v.record_type_id
       WHERE v.parent_id = ?`,
    )
    .all(permissionSetId) as unknown as {
    id: string;
    isDefault: number;
    object: string;
    name: string;
  }[];
  return rows.map((row) => ({ ...row, isDefault: row.isDefault === 1 }));
}
