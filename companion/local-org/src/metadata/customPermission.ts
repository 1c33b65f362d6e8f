import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { removeEntityAccess } from './entityAccess.ts';
import { failOn } from './results.ts';
import { putComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keyPrefixOf } from './types.ts';
import { textOf } from './xml.ts';

/** What depends on apps and on other custom permissions is refused. */
const customPermissionSpec: ElementSpec = {
  type: 'CustomPermission',
  required: { label: 'text' },
  optional: { description: 'text', isLicensed: { oneOf: ['false'] } },
};

/** Deploys a custom permission: a row of CustomPermission. */
export function deployCustomPermission(
  { fullName, root, source }: Component,
  org: Org,
  now: Date,
): Deployed {
  failOn(checkElement(root, customPermissionSpec));
  const { db, rows, schema } = org;
  const table = schema.object('CustomPermission')!;
  const at = toDateTime(now);
  const values: Values = {
    MasterLabel: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
    LastModifiedDate: at,
    SystemModstamp: at,
  };
  const [known] = rows.find(table, { DeveloperName: fullName });
  const id =
    (known?.['Id'] as string | undefined) ??
    rows.insert(table, { DeveloperName: fullName, ...values, CreatedDate: at });
  if (known) rows.update(table, id, values);
  schema.globals.customPermissions.set(fullName.toLowerCase(), fullName);
  const type = 'CustomPermission';
  return putComponent(
    db,
    { type, fullName, content: source, keyPrefix: keyPrefixOf(type), id },
    now,
  );
}

/**
 * Takes a custom permission away from everybody who has it.
 * @returns false when there is none of that name
 */
export function removeCustomPermission(org: Org, fullName: string): boolean {
  const table = org.schema.object('CustomPermission')!;
  const [row] = org.rows.find(table, { DeveloperName: fullName });
  if (!row) return false;
  const id = row['Id'] as string;
  removeEntityAccess(org, { entityId: id });
  org.rows.remove(table, id);
  removeComponent(org.db, 'CustomPermission', fullName);
  return true;
}
