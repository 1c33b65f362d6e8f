import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import { removeEntityAccess } from '../security/setupEntities.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { storeEntityAccess } from './entityAccess.ts';
import { loadGrants, readGrants, storeGrants } from './grants.ts';
import { united, without } from './grantSums.ts';
import { checkGrantFile, grantFileSpec } from './permissionSet.ts';
import { failOn } from './results.ts';
import { findComponent, listComponents, putComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { child, childrenOf, parseXml, textOf } from './xml.ts';

/*
 * A permission set group grants what its permission sets grant, but for what its muting permission
 * set mutes. As on the platform the sum is a permission set of its own, of type `Group`, and that is
 * what users are assigned. (Help, "Permission Set Groups", "Mute Permissions in Permission Set Groups")
 */

const groupSpec: ElementSpec = {
  type: 'PermissionSetGroup',
  required: { label: 'text' },
  optional: {
    description: 'text',
    hasActivationRequired: { oneOf: ['false'] },
    mutingPermissionSets: 'text',
    permissionSets: ['text'],
    // Written by the platform.
    status: 'text',
  },
};

/** Keeps a muting permission set; its record is there for whoever looks. */
export function deployMutingPermissionSet(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkGrantFile(root, org, grantFileSpec('MutingPermissionSet')));
  const id = putRecord(org, 'MutingPermissionSet', fullName, now, {
    MasterLabel: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
  });
  const stored = putAs(component, org, now, id);
  addUpGroups(org, now);
  return stored;
}

export function deployPermissionSetGroup(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkElement(root, groupSpec));
  failOn(
    ['PermissionSet', 'MutingPermissionSet'].flatMap((type) =>
      childrenOf(root, `${type[0]!.toLowerCase()}${type.slice(1)}s`)
        .filter(({ text }) => !findComponent(org.db, type, text))
        .map(({ name, text, line, column }) => ({
          message: `In field: ${name} - no ${type} named ${text} found`,
          line,
          column,
        })),
    ),
  );
  const id = putRecord(org, 'PermissionSetGroup', fullName, now, {
    MasterLabel: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
    Status: 'Updated',
  });
  const stored = putAs(component, org, now, id);
  addUpGroups(org, now);
  return stored;
}

const putAs = ({ type, fullName, source }: Component, org: Org, now: Date, id: string): Deployed =>
  putComponent(org.db, { type, fullName, content: source, keyPrefix: keyPrefixOf(type), id }, now);

/** Creates or changes the record that shows a component. @returns its Id */
function putRecord(
  org: Org,
  object: string,
  DeveloperName: string,
  now: Date,
  values: Values,
): string {
  const { rows, schema } = org;
  const table = schema.object(object)!;
  const at = toDateTime(now);
  const changes = { ...values, LastModifiedDate: at, SystemModstamp: at };
  const [known] = rows.find(table, { DeveloperName });
  if (!known) return rows.insert(table, { DeveloperName, CreatedDate: at, ...changes });
  rows.update(table, known['Id'] as string, changes);
  return known['Id'] as string;
}

/** Adds up anew what every group grants; to be called whenever a part of one has changed. */
export function addUpGroups(org: Org, now: Date): void {
  for (const { fullName, content, id } of listComponents(org.db, 'PermissionSetGroup')) {
    const root = parseXml(content);
    const names = childrenOf(root, 'permissionSets').map(({ text }) => text);
    addUp(
      org,
      now,
      { id, name: fullName, label: textOf(root, 'label')! },
      names,
      child(root, 'mutingPermissionSets')?.text,
    );
  }
}

function addUp(
  org: Org,
  now: Date,
  group: { id: string; name: string; label: string },
  names: readonly string[],
  muting: string | undefined,
): void {
  const { db, rows, schema } = org;
  const sets = schema.object('PermissionSet')!;
  const members = names.map(
    (Name) => rows.find(sets, { Name, Type: 'Regular' })[0]!['Id'] as string,
  );
  const muted =
    muting === undefined ? undefined : findComponent(db, 'MutingPermissionSet', muting)!;
  listParts(org, group.id, [...members, ...(muted ? [muted.id] : [])]);

  const id = sumOf(org, group, now);
  removeEntityAccess(db, { parentId: id });
  db.prepare('DELETE FROM _record_type_visibility WHERE parent_id = ?').run(id);
  for (const member of members) {
    db.prepare(
      'INSERT OR IGNORE INTO _entity_access SELECT ?, entity_id, entity_type FROM _entity_access WHERE parent_id = ?',
    ).run(id, member);
    db.prepare(
      'INSERT OR IGNORE INTO _record_type_visibility SELECT ?, record_type_id, 0 FROM _record_type_visibility WHERE parent_id = ?',
    ).run(id, member);
  }
  const granted = members.map((member) => loadGrants(org, member));
  const root = muted && parseXml(muted.content);
  if (root) {
    removeEntityAccess(db, { parentId: muted.id });
    storeEntityAccess(root, org, muted.id);
    db.prepare(
      'DELETE FROM _entity_access WHERE parent_id = ? AND entity_id IN (SELECT entity_id FROM _entity_access WHERE parent_id = ?)',
    ).run(id, muted.id);
  }
  storeGrants(org, id, without(united(granted), root && readGrants(root, schema).grants), now);
}

/** The permission set that holds the sum of a group. */
function sumOf(
  org: Org,
  { id, name, label }: { id: string; name: string; label: string },
  now: Date,
): string {
  const { rows, schema } = org;
  const table = schema.object('PermissionSet')!;
  const at = toDateTime(now);
  const [known] = rows.find(table, { PermissionSetGroupId: id });
  if (known) return known['Id'] as string;
  const audit = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at };
  return rows.insert(table, {
    Name: name,
    Label: label,
    Type: 'Group',
    PermissionSetGroupId: id,
    ...audit,
  });
}

function listParts(
  { rows, schema }: Org,
  PermissionSetGroupId: string,
  parts: readonly string[],
): void {
  const table = schema.object('PermissionSetGroupComponent')!;
  for (const row of rows.find(table, { PermissionSetGroupId }))
    rows.remove(table, row['Id'] as string);
  for (const PermissionSetId of parts)
    rows.insert(table, { PermissionSetGroupId, PermissionSetId });
}
