import { SalesforceError } from '../errors.ts';
import { toId18 } from '../ids.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { readRecord } from './input.ts';
import { mergeRecords } from './merge.ts';
import type { MergeOutcome } from './merge.ts';
import { deleteRecord, purgeRecord, undeleteRecord } from './recycleBin.ts';
import { insertRecord, updateRecord } from './save.ts';
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

/** Brings a record back from the recycle bin. */
export function undeleteFor(tx: Transaction, access: Access, object: SObject, id: string): void {
  if (!object.undeletable) throw cannot('undeleted', object);
  undeleteRecord(tx, object, requireBinned(tx, access, object, id));
}

/** Removes a record from the recycle bin for good. */
export function purgeFor(tx: Transaction, access: Access, object: SObject, id: string): void {
  purgeRecord(tx, object, requireBinned(tx, access, object, id));
}

function requireBinned(tx: Transaction, access: Access, object: SObject, id: string): string {
  const row = accessibleRow(tx, access, object, id);
  if (!access.canDelete(object) || !mayChange(access, object, row)) throw noAccess();
  return row['Id'] as string;
}

/** Merges records into the one that `body` changes. */
export function mergeFor(
  tx: Transaction,
  access: Access,
  object: SObject,
  masterId: string,
  loserIds: readonly string[],
  body: unknown,
): MergeOutcome {
  const master = visibleRow(tx, access, object, masterId);
  if (!access.canEdit(object) || !mayChange(access, object, master)) throw noAccess();
  const losers = loserIds.map((id) => {
    const loser = visibleRow(tx, access, object, id);
    if (!access.canDelete(object) || !mayChange(access, object, loser)) throw noAccess();
    return loser['Id'] as string;
  });
  const changes = readRecord(object, body, access, 'update');
  return mergeRecords(tx, object, master['Id'] as string, losers, changes);
}

/**
 * The row of an Id of 15 or 18 characters, if the user may see it.
 * @throws {SalesforceError} NOT_FOUND or ENTITY_IS_DELETED (404), MALFORMED_ID.
 */
export function visibleRow(tx: Transaction, access: Access, object: SObject, id: string): Values {
  const row = accessibleRow(tx, access, object, id);
  if (row['IsDeleted'] === true) {
    throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 });
  }
  return row;
}

/** The same, also of what is in the recycle bin. */
function accessibleRow(tx: Transaction, access: Access, object: SObject, id: string): Values {
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
