import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import type { ElementKind } from './elements.ts';
import { findComponent } from './store.ts';
import { child, childrenOf, textOf } from './xml.ts';
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
export function storeEntityAccess(
  root: XmlElement,
  org: Org,
  permissionSetId: string,
  now: Date,
): void {
  const table = org.schema.object('SetupEntityAccess')!;
  if (root.name === 'PermissionSet') removeEntityAccess(org, { ParentId: permissionSetId });
  const at = toDateTime(now);
  for (const { element, entityType, find } of kinds) {
    for (const one of childrenOf(root, element)) {
      const access = { ParentId: permissionSetId, SetupEntityId: find(org, textOf(one, 'name')!)! };
      removeEntityAccess(org, access);
      if (textOf(one, 'enabled') !== 'true') continue;
      org.rows.insert(table, {
        ...access,
        SetupEntityType: entityType,
        CreatedDate: at,
        LastModifiedDate: at,
        SystemModstamp: at,
      });
    }
  }
}

/** Withdraws what a permission set opens, or what opens something. */
export function removeEntityAccess(
  { rows, schema }: Org,
  match: { ParentId?: string; SetupEntityId?: string },
): void {
  const table = schema.object('SetupEntityAccess')!;
  for (const row of rows.find(table, match)) rows.remove(table, row['Id'] as string);
}
