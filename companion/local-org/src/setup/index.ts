import type { Org } from '../org.ts';
import type { Access, SObject } from '../schema/types.ts';
import { appObjects } from './apps.ts';
import { apexObjects, duplicateRuleObjects, toolingComponents } from './components.ts';
import { refreshComputed } from './computed.ts';
import type { ComputedObject } from './computed.ts';
import { customPermissions } from './customPermissions.ts';
import { entityObjects } from './entities.ts';

/** Computed objects of the REST API, and of the Tooling API. */
export const restComputed: readonly ComputedObject[] = [
  ...entityObjects,
  ...appObjects,
  customPermissions,
  ...apexObjects,
  ...duplicateRuleObjects,
];
export const toolingComputed: readonly ComputedObject[] = [
  ...entityObjects,
  ...apexObjects,
  ...toolingComponents,
];

export const allComputed: readonly ComputedObject[] = [
  ...new Set([...restComputed, ...toolingComputed]),
];
const names = new Set(allComputed.map(({ object }) => object.name));

/** Whether the object's rows are made when somebody asks. */
export function isComputed({ name }: SObject): boolean {
  return names.has(name);
}

/** Brings the rows of an object to what the org is now, where they are made of that. */
export function refresh(org: Org, access: Access, object: SObject): void {
  if (isComputed(object)) refreshComputed(org, access, allComputed);
}
