import type { Values } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

/** Whoever is assigned a group is assigned the permission set that holds its sum, and the other way round. */
export function assignGroup({ org }: Transaction, record: Values): void {
  const sets = org.schema.object('PermissionSet')!;
  const { PermissionSetGroupId, PermissionSetId } = record;
  if (typeof PermissionSetGroupId === 'string' && PermissionSetId === null) {
    const [sum] = org.rows.find(sets, { PermissionSetGroupId });
    record['PermissionSetId'] = sum?.['Id'] ?? null;
  } else if (typeof PermissionSetId === 'string') {
    record['PermissionSetGroupId'] =
      org.rows.get(sets, PermissionSetId)?.['PermissionSetGroupId'] ?? null;
  }
}

export function isAssigned({ org }: Transaction, { AssigneeId, PermissionSetId }: Values): boolean {
  const assignments = org.schema.object('PermissionSetAssignment')!;
  const known = { AssigneeId: AssigneeId!, PermissionSetId: PermissionSetId! };
  return org.rows.find(assignments, known).length > 0;
}
