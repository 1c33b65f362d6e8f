import type { Component } from '../xml.ts';

export type PermissionSet = Component<'PermissionSet'>;
type ObjectAccess = NonNullable<PermissionSet['objectPermissions']>[number];

/**
 * What may be done with the records of an object: each word as Setup has it.
 * Salesforce refuses one without those that it stands on: Edit and Create need
 * Read; Delete needs Edit; Modify All needs Delete and View All.
 */
export type ObjectRight = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';

export interface Grants {
  readonly label: string;
  readonly description: string;
  /** By object. */
  readonly objects: Readonly<Record<string, readonly ObjectRight[]>>;
  /** Such as `Contact.Email`, each with whether it may be edited. */
  readonly fields: Readonly<Record<string, 'read' | 'edit'>>;
  readonly userPermissions?: readonly string[];
}

/** A permission set in the order in which Salesforce gives it back: everything by name. */
export function permissionSet(grants: Grants): PermissionSet {
  const userPermissions = grants.userPermissions ?? [];
  return {
    description: grants.description,
    fieldPermissions: byName(grants.fields).map(([field, access]) => ({
      editable: access === 'edit',
      field,
      readable: true,
    })),
    hasActivationRequired: false,
    label: grants.label,
    objectPermissions: byName(grants.objects).map(([object, rights]) =>
      objectAccess(object, rights),
    ),
    ...(userPermissions.length > 0 && {
      userPermissions: userPermissions.toSorted().map((name) => ({ enabled: true, name })),
    }),
  };
}

/** The same access to several fields of an object. */
export function fieldsOf(
  object: string,
  fields: readonly string[],
  access: 'read' | 'edit' = 'read',
): Record<string, 'read' | 'edit'> {
  return Object.fromEntries(fields.map((field) => [`${object}.${field}`, access]));
}

function objectAccess(object: string, rights: readonly ObjectRight[]): ObjectAccess {
  return {
    allowCreate: rights.includes('create'),
    allowDelete: rights.includes('delete'),
    allowEdit: rights.includes('edit'),
    allowRead: rights.includes('read'),
    modifyAllRecords: rights.includes('modifyAll'),
    object,
    viewAllFields: false,
    viewAllRecords: rights.includes('viewAll'),
  };
}

function byName<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
