import type { Org } from '../org.ts';
import {
  addEntityAccess,
  listEntityAccess,
  removeEntityAccess,
} from '../security/setupEntities.ts';
import type { ElementKind } from './elements.ts';
import { findComponent, listComponents } from './store.ts';
import { child, childrenOf, element, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** Elements of profiles and permission sets that open one thing of the org's setup each. */
interface AccessKind {
  readonly element: string;
  /** The type's name behind that of the holder. */
  readonly type: string;
  /** `SetupEntityAccess.SetupEntityType`. */
  readonly entityType: string;
  /** As messages name what is opened. */
  readonly metadataType: string;
  readonly find: (org: Org, name: string) => string | undefined;
}

const configuration =
  (isKind: (kind: string | null | undefined) => boolean) =>
  ({ db, schema }: Org, name: string): string | undefined => {
    if (!isKind(schema.object(name)?.configuration)) return undefined;
    return findComponent(db, 'CustomObject', name)?.id;
  };

const kinds: readonly AccessKind[] = [
  {
    element: 'customMetadataTypeAccesses',
    type: 'CustomMetadataTypeAccess',
    entityType: 'CustomEntityDefinition',
    metadataType: 'CustomObject',
    find: configuration((kind) => kind === 'CustomMetadata'),
  },
  {
    element: 'customPermissions',
    type: 'CustomPermissions',
    entityType: 'CustomPermission',
    metadataType: 'CustomPermission',
    find: ({ db }, name) => findComponent(db, 'CustomPermission', name)?.id,
  },
  {
    element: 'customSettingAccesses',
    type: 'CustomSettingAccess',
    entityType: 'CustomEntityDefinition',
    metadataType: 'CustomObject',
    find: configuration((kind) => kind === 'HierarchySetting' || kind === 'ListSetting'),
  },
];

/** The elements, for the spec of the type that holds them. */
export function accessSpecs(
  prefix: 'PermissionSet' | 'Profile',
): Record<string, readonly [ElementKind]> {
  return Object.fromEntries(
    kinds.map(({ element, type }) => [
      element,
      [{ type: `${prefix}${type}`, required: { enabled: 'boolean', name: 'text' } }] as const,
    ]),
  );
}

/** What a file opens that is not there. */
export function checkEntityAccess(root: XmlElement, org: Org): Problem[] {
  return kinds.flatMap(({ element, metadataType, find }) =>
    childrenOf(root, element)
      .map((one) => child(one, 'name')!)
      .filter(({ text }) => find(org, text) === undefined)
      .map(({ text, line, column }) => ({
        message: `In field: name - no ${metadataType} named ${text} found`,
        line,
        column,
      })),
  );
}

/** Stores what a checked file opens; a permission set opens nothing else, a profile is merged. */
export function storeEntityAccess(root: XmlElement, org: Org, permissionSetId: string): void {
  const parentId = permissionSetId;
  if (root.name === 'PermissionSet') removeEntityAccess(org.db, { parentId });
  for (const { element, entityType, find } of kinds) {
    for (const one of childrenOf(root, element)) {
      const entityId = find(org, textOf(one, 'name')!)!;
      removeEntityAccess(org.db, { parentId, entityId });
      if (textOf(one, 'enabled') === 'true') {
        addEntityAccess(org.db, { parentId, entityId, entityType });
      }
    }
  }
}

/** The elements that a retrieve gives back. */
export function entityAccessElements(org: Org, permissionSetId: string): XmlElement[] {
  const opened = listEntityAccess(org.db)
    .filter(({ parentId }) => parentId === permissionSetId)
    .map(({ entityId }) => entityId);
  return kinds.flatMap((kind) =>
    listComponents(org.db, kind.metadataType)
      // An object may be a type of custom metadata, a custom setting, or neither.
      .filter(({ id, fullName }) => opened.includes(id) && kind.find(org, fullName) === id)
      .map(({ fullName }) =>
        element(kind.element, [element('enabled', 'true'), element('name', fullName)]),
      ),
  );
}
