import type { Access, Field, Schema, SharingModel, SObject, Values } from '../schema/types.ts';
import type { Rows } from '../storage/rows.ts';
import { forMarketingUsers, standIns } from './objectPermissions.ts';
import type { ObjectPermission } from './objectPermissions.ts';

const OBJECT_PERMISSIONS = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  delete: 'PermissionsDelete',
  viewAll: 'PermissionsViewAllRecords',
  modifyAll: 'PermissionsModifyAllRecords',
} as const;
/**
 * User permissions one of which it takes to see a setup object, and to change its records. Whoever
 * is not listed is seen by all, and changed by those who manage users. (Object Reference)
 */
const SETUP_PERMISSIONS: Readonly<
  Record<string, { readonly read?: readonly string[]; readonly write?: readonly string[] }>
> = {
  UserLogin: { read: ['ManageUsers'] },
  PermissionSet: {
    read: [
      'ViewSetup',
      'ManageSessionPermissionSets',
      'AssignPermissionSets',
      'ManageProfilesPermissionsets',
    ],
  },
  ...Object.fromEntries(
    [
      'FieldPermissions',
      'ObjectPermissions',
      'SetupEntityAccess',
      // What the Tooling API shows of set-up. (Salesforce Help, "View Setup and Configuration")
      'ApexClass',
      'ApexTrigger',
      'Certificate',
      'CustomField',
      'CustomObject',
      'ExternalClientApplication',
      'Layout',
      'ValidationRule',
      'WorkflowRule',
    ].map((name) => [name, { read: ['ViewSetup'] }]),
  ),
  PermissionSetAssignment: { write: ['ManageUsers', 'AssignPermissionSets'] },
};

/**
 * User permissions one of which it takes to see what a setup object holds of others: their own rows
 * all users see. (Object Reference, LoginHistory, "Special Access Rules")
 */
const OWN_ROWS: Readonly<Record<string, readonly string[]>> = {
  LoginHistory: ['ManageUsers', 'MonitorLoginHistory'],
};

/**
 * Sees and changes custom settings, and sees custom metadata types. (Help, "Grant Permissions to
 * Custom Metadata Types", "Grant Permissions to Custom Settings")
 */
const CONFIGURES = 'CustomizeApplication';

/**
 * What a user may see and do: the sum of the permission set that belongs to
 * the profile and of those that are assigned.
 * @param openDefinitions custom metadata types and custom settings that they let the user see
 */
export function accessOf(
  user: Values,
  schema: Schema,
  rows: Rows,
  openDefinitions: ReadonlySet<string>,
): Access {
  const userId = user['Id'] as string;
  const find = (object: string, match: Values) => rows.find(schema.object(object)!, match);
  const assigned = find('PermissionSetAssignment', { AssigneeId: userId }).map(
    (assignment) => assignment['PermissionSetId'] as string,
  );
  const owned = find('PermissionSet', { IsOwnedByProfile: true, ProfileId: user['ProfileId']! });
  const permissionSets = [
    ...owned,
    ...assigned.map((id) => rows.get(schema.object('PermissionSet')!, id)!),
  ];
  const hasUserPermission = (name: string) =>
    permissionSets.some((set) => set[`Permissions${name}`] === true);

  const objectPermissions = new Map<string, Set<ObjectPermission>>();
  const readable = new Set<string>();
  const editable = new Set<string>();
  for (const { Id } of permissionSets) {
    for (const row of find('ObjectPermissions', { ParentId: Id! })) {
      const object = (row['SobjectType'] as string).toLowerCase();
      const granted = objectPermissions.get(object) ?? new Set();
      for (const [permission, column] of Object.entries(OBJECT_PERMISSIONS)) {
        if (row[column] === true) granted.add(permission as ObjectPermission);
      }
      objectPermissions.set(object, granted);
    }
    for (const row of find('FieldPermissions', { ParentId: Id! })) {
      const field = (row['Field'] as string).toLowerCase();
      if (row['PermissionsRead'] === true) readable.add(field);
      if (row['PermissionsEdit'] === true) editable.add(field);
    }
  }

  const modifiesAllData = hasUserPermission('ModifyAllData');
  const viewsAllData = modifiesAllData || hasUserPermission('ViewAllData');
  const isGranted = (name: string, permission: ObjectPermission): boolean => {
    const standIn = standIns[name]?.[permission];
    if (!standIn) return objectPermissions.get(name.toLowerCase())?.has(permission) ?? false;
    if ('object' in standIn) return isGranted(standIn.object, standIn.permission);
    return hasUserPermission(standIn.userPermission);
  };
  const may = (object: SObject, permission: ObjectPermission): boolean =>
    modifiesAllData ||
    (viewsAllData && (permission === 'read' || permission === 'viewAll')) ||
    isGranted(object.name, permission);
  const isMarketingUser = user['UserPermissionsMarketingUser'] === true;
  const mayChange = (object: SObject, permission: ObjectPermission): boolean =>
    object.isSetup
      ? changesSetup(object)
      : may(object, permission) && (isMarketingUser || !forMarketingUsers.has(object.name));
  const seesSetup = ({ name, configuration }: SObject) =>
    configuration === null
      ? (SETUP_PERMISSIONS[name]?.read?.some(hasUserPermission) ?? true)
      : openDefinitions.has(name) || hasUserPermission(CONFIGURES);
  const changesSetup = ({ name, configuration }: SObject) =>
    configuration === null
      ? (SETUP_PERMISSIONS[name]?.write ?? ['ManageUsers']).some(hasUserPermission)
      : hasUserPermission(CONFIGURES);
  // Field-level security follows the compound field for its parts.
  const secured = (object: SObject, field: Field): Field =>
    object.fields.get(field.compoundFieldName?.toLowerCase() ?? '') ?? field;
  const inSet = (set: ReadonlySet<string>, object: SObject, field: Field): boolean => {
    const { permissionable, name } = secured(object, field);
    if (field.securedAs !== undefined) return set.has(field.securedAs.toLowerCase());
    return !permissionable || set.has(`${object.name}.${name}`.toLowerCase());
  };

  return {
    userId,
    hasUserPermission,
    canRead: (object) => (object.isSetup ? seesSetup(object) : may(object, 'read')),
    canCreate: (object) => mayChange(object, 'create'),
    canEdit: (object) => mayChange(object, 'edit'),
    canDelete: (object) => mayChange(object, 'delete'),
    viewsAll: (object) =>
      OWN_ROWS[object.name]?.some(hasUserPermission) ??
      (isOpen(object, 'Read', 'ReadWrite') || may(object, 'viewAll') || may(object, 'modifyAll')),
    modifiesAll: (object) => isOpen(object, 'ReadWrite') || may(object, 'modifyAll'),
    canReadField: (object, field) => inSet(readable, object, field),
    canEditField: (object, field) => inSet(editable, object, field),
  };
}

/** Sharing narrows nothing down: an org-wide default of these does not, and setup objects have none. */
function isOpen(object: SObject, ...models: readonly SharingModel[]): boolean {
  return models.includes(object.sharingModel) || object.isSetup;
}
