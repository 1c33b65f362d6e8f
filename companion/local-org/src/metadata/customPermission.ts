import type { Org } from '../org.ts';
import { removeEntityAccess } from '../security/setupEntities.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { failOn } from './results.ts';
import { findComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keep } from './stored.ts';

/** What depends on apps and on other custom permissions is refused. */
const customPermissionSpec: ElementSpec = {
  type: 'CustomPermission',
  required: { label: 'text' },
  optional: { description: 'text', isLicensed: { oneOf: ['false'] } },
};

export function deployCustomPermission(component: Component, org: Org, now: Date): Deployed {
  const { fullName, root } = component;
  failOn(checkElement(root, customPermissionSpec));
  org.schema.globals.customPermissions.set(fullName.toLowerCase(), fullName);
  return keep(component, org, now);
}

/**
 * Takes a custom permission away from everybody who has it.
 * @returns false when there is none of that name
 */
export function removeCustomPermission({ db }: Org, fullName: string): boolean {
  const known = findComponent(db, 'CustomPermission', fullName);
  if (!known) return false;
  removeEntityAccess(db, { entityId: known.id });
  removeComponent(db, 'CustomPermission', fullName);
  return true;
}
