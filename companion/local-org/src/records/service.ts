import { SalesforceError } from '../errors.ts';
import { toId18 } from '../ids.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { readRecord } from './input.ts';
import { deleteRecord, insertRecord, updateRecord } from './save.ts';
import type { Transaction } from './transaction.ts';

/** Creates a record for a user, within what that user may do. @returns its Id. */
export function createFor(tx: Transaction, access: Access, object: SObject, body: unknown): string {
  if (!object.createable) throw cannot('inserted', object);
  if (!access.canCreate(object)) throw noAccess();
  return insertRecord(tx, object, readRecord(object, body, access, 'create'));
}

export function updateFor(
  tx: Transaction,
  access: Access,
  object: SObject,
  id: string,
  body: unknown,
): void {
  if (!object.updateable) throw cannot('updated', object);
  const row = visibleRow(tx, access, object, id);
  if (!access.canEdit(object) || !mayChange(access, object, row)) throw noAccess();
  updateRecord(tx, object, row['Id'] as string, readRecord(object, body, access, 'update'));
}

export function deleteFor(tx: Transaction, access: Access, object: SObject, id: string): void {
  if (!object.deletable) throw cannot('deleted', object);
  const row = visibleRow(tx, access, object, id);
  if (!access.canDelete(object) || !mayChange(access, object, row)) throw noAccess();
  deleteRecord(tx, object, row['Id'] as string);
}

/**
 * The row of an Id of 15 or 18 characters, if the user may see it.
 * @throws {SalesforceError} NOT_FOUND or ENTITY_IS_DELETED (404), MALFORMED_ID.
 */
export function visibleRow(tx: Transaction, access: Access, object: SObject, id: string): Values {
  const id18 = toId18(id);
  if (id18 === undefined) {
    throw new SalesforceError(
      'MALFORMED_ID',
      `${object.label} ID: id value of incorrect type: ${id}`,
    );
  }
  const row = tx.org.rows.get(object, id18);
  const visible = row && (access.viewsAll(object) || row['OwnerId'] === access.userId);
  if (!visible) {
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
      status: 404,
    });
  }
  if (row['IsDeleted'] === true) {
    throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 });
  }
  return row;
}

function mayChange(access: Access, object: SObject, row: Values): boolean {
  return access.modifiesAll(object) || row['OwnerId'] === access.userId;
}

function cannot(what: string, object: SObject): SalesforceError {
  return new SalesforceError(
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `entity type cannot be ${what}: ${object.label}`,
  );
}

function noAccess(): SalesforceError {
  return new SalesforceError(
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'insufficient access rights on object id',
    { status: 403 },
  );
}
