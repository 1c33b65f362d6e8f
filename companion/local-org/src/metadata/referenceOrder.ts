import { childrenOf, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The names that an element may hold of others of its type: in a formula, a summary, in subflows. */
function namesIn(root: XmlElement): string[] {
  const named = ['formula', 'summaryForeignKey', 'summarizedField']
    .map((name) => textOf(root, name) ?? '')
    .concat(childrenOf(root, 'summaryFilterItems').map((item) => textOf(item, 'field') ?? ''))
    .concat(childrenOf(root, 'valueSet').map((set) => textOf(set, 'controllingField') ?? ''))
    .flatMap((text) => text.match(/\w+/g) ?? []);
  const flows = childrenOf(root, 'subflows').map((subflow) => textOf(subflow, 'flowName') ?? '');
  return [...named, ...flows];
}

/**
 * Puts components of one type so that each comes after those that it names.
 * What leads back to itself keeps its place, and will not compile.
 */
export function inReferenceOrder<T extends { fullName: string; root: XmlElement }>(
  components: readonly T[],
): T[] {
  const byName = Map.groupBy(components, ({ fullName }) => ownName(fullName));
  const ordered = new Set<T>();
  const visited = new Set<T>();
  const visit = (component: T): void => {
    if (visited.has(component)) return;
    visited.add(component);
    for (const name of namesIn(component.root)) byName.get(name.toLowerCase())?.forEach(visit);
    ordered.add(component);
  };
  components.forEach(visit);
  return [...ordered];
}

/** `Region__c` of `Contact.Region__c`. */
const ownName = (fullName: string): string => fullName.split('.').at(-1)!.toLowerCase();
