import type { Connection } from '@salesforce/core';
import { HlError } from '../errors.ts';
import { quote } from '../salesforce/soql.ts';

/** Who holds which permission set; `assigned` is false if it was so before. */
export interface Assignment {
  permissionSet: string;
  username: string;
  assigned: boolean;
}

/**
 * Assigns a permission set to a user, unless the user has it already.
 * Throws AssignmentError when the org has no such permission set or user.
 */
export async function assignPermissionSet(
  connection: Connection,
  permissionSet: string,
  username: string,
): Promise<Assignment> {
  const permissionSetId = await findId(connection, 'PermissionSet', 'Name', permissionSet);
  const userId = await findId(connection, 'User', 'Username', username);
  const existing = await connection.query(
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${quote(userId)} AND PermissionSetId = ${quote(permissionSetId)}`,
  );
  if (existing.totalSize > 0) return { permissionSet, username, assigned: false };
  await connection
    .sobject('PermissionSetAssignment')
    .create({ AssigneeId: userId, PermissionSetId: permissionSetId });
  return { permissionSet, username, assigned: true };
}

/** @throws HlError 'AssignmentError' when the org has no such record */
export async function findId(
  connection: Connection,
  object: 'PermissionSet' | 'User',
  field: string,
  value: string,
): Promise<string> {
  const { records } = await connection.query<{ Id: string }>(
    `SELECT Id FROM ${object} WHERE ${field} = ${quote(value)}`,
  );
  const id = records[0]?.Id;
  if (id !== undefined) return id;
  throw new HlError('AssignmentError', `The org has no ${object} with ${field} '${value}'.`);
}
