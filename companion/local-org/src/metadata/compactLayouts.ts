import type { Org } from '../org.ts';
import type { Component } from './components.ts';
import { findComponent } from './store.ts';
import { child, childrenOf, parseXml, textOf } from './xml.ts';
import type { Problem } from './xml.ts';

/** The layout that every object comes with. */
const SYSTEM = 'SYSTEM';

/** The compact layout that an object or a record type is shown with must be one of the object's. */
export function checkCompactLayout(component: Component, object: string, org: Org): Problem[] {
  const assigned = child(component.root, 'compactLayoutAssignment');
  if (!assigned || assigned.text === SYSTEM) return [];
  const { text, line, column } = assigned;
  // It stands in the same file, and comes later.
  const file = parseXml(component.files.get(component.fileName)!);
  const coming = childrenOf(file, 'compactLayouts').some((one) => textOf(one, 'fullName') === text);
  if (coming || findComponent(org.db, 'CompactLayout', `${object}.${text}`)) return [];
  const message = `In field: compactLayoutAssignment - no CompactLayout named ${object}.${text} found`;
  return [{ message, line, column }];
}
