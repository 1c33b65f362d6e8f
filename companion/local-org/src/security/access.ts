import type { Access, Field, Schema, SObject, Values } from '../schema/types.ts';
import type { Rows } from '../storage/rows.ts';

const OBJECT_PERMISSIONS = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  delete: 'PermissionsDelete',
  viewAll: 'PermissionsViewAllRecords',
  modifyAll: 'PermissionsModifyAllRecords',
} as const;
/** Setup objects that not everybody sees, and the permissions one of which shows them. (Object Reference) */
const SHOWN_BY: Readonly<Record<string, readonly string[]>> = {
  LoginHistory: ['ManageUsers', 'MonitorLoginHistory'],
  UserLogin: ['ManageUsers'],
};

type ObjectPermission = keyof typeof OBJECT_PERMISSIONS;

/**
 * What a user may see and do: the sum of the permission set that belongs to
 * the profile and of those that are assigned.
 */
export function accessOf(user: Values, schema: Schema, rows: Rows): Access {
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
  const may = (object: SObject, permission: ObjectPermission): boolean =>
    modifiesAllData ||
    (viewsAllData && (permission === 'read' || permission === 'viewAll')) ||
    (objectPermissions.get(object.name.toLowerCase())?.has(permission) ?? false);
  const mayAdminister = modifiesAllData || hasUserPermission('ManageUsers');
  // Field-level security follows the compound field for its parts.
  const secured = (object: SObject, field: Field): Field =>
    object.fields.get(field.compoundFieldName?.toLowerCase() ?? '') ?? field;
  const inSet = (set: ReadonlySet<string>, object: SObject, field: Field): boolean => {
    const { permissionable, name } = secured(object, field);
    return !permissionable || set.has(`${object.name}.${name}`.toLowerCase());
  };

  return {
    userId,
    hasUserPermission,
    canRead: (object) =>
      isSetupObject(object)
        ? (SHOWN_BY[object.name]?.some(hasUserPermission) ?? true)
        : may(object, 'read'),
    canCreate: (object) => (isSetupObject(object) ? mayAdminister : may(object, 'create')),
    canEdit: (object) => (isSetupObject(object) ? mayAdminister : may(object, 'edit')),
    canDelete: (object) => (isSetupObject(object) ? mayAdminister : may(object, 'delete')),
    viewsAll: (object) => isOpen(object) || may(object, 'viewAll') || may(object, 'modifyAll'),
    modifiesAll: (object) => isOpen(object) || may(object, 'modifyAll'),
    canReadField: (object, field) => inSet(readable, object, field),
    canEditField: (object, field) => inSet(editable, object, field),
  };
}

/** Sharing narrows nothing down. */
function isOpen(object: SObject): boolean {
  return object.publicReadWrite || isSetupObject(object);
}

/** Setup objects have no owner; object permissions do not apply to them. */
export function isSetupObject(object: SObject): boolean {
  return !object.custom && !object.fields.has('ownerid');
}
