import { SalesforceError } from '../errors.ts';
import { toId18 } from '../ids.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { reaches } from '../security/sharing.ts';
import { readRecord } from './input.ts';
import { mergeRecords } from './merge.ts';
import type { MergeOutcome } from './merge.ts';
import { resolveParents } from './parents.ts';
import { deleteRecord, purgeRecord, undeleteRecord } from './recycleBin.ts';
import { insertRecord, updateRecord } from './save.ts';
import type { Transaction } from './transaction.ts';

/** Creates a record for a user, within what that user may do. @returns its Id. */
export function createFor(tx: Transaction, access: Access, object: SObject, body: unknown): string {
  if (!object.createable || !access.canCreate(object)) throw cannot('inserted', object);
  const values = readValues(tx, access, object, body, 'create');
  return insertRecord(tx, object, values);
}

export function updateFor(
  tx: Transaction,
  access: Access,
  object: SObject,
  id: string,
  body: unknown,
): void {
  if (!object.updateable || !access.canEdit(object)) throw cannot('updated', object);
  const row = visibleRow(tx, access, object, id);
  if (!reaches(tx.org, access, object, row, 'modifiesAll')) throw noAccess();
  const values = readValues(tx, access, object, body, 'update');
  updateRecord(tx, object, row['Id'] as string, values);
}

export function deleteFor(tx: Transaction, access: Access, object: SObject, id: string): void {
  if (!object.deletable) throw cannot('deleted', object);
  const row = visibleRow(tx, access, object, id);
  if (!access.canDelete(object) || !reaches(tx.org, access, object, row, 'modifiesAll')) {
    throw noAccess();
  }
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
  if (!access.canDelete(object) || !reaches(tx.org, access, object, row, 'modifiesAll'))
    throw noAccess();
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
  if (!access.canEdit(object) || !reaches(tx.org, access, object, master, 'modifiesAll'))
    throw noAccess();
  const losers = loserIds.map((id) => {
    const loser = visibleRow(tx, access, object, id);
    if (!access.canDelete(object) || !reaches(tx.org, access, object, loser, 'modifiesAll'))
      throw noAccess();
    return loser['Id'] as string;
  });
  const changes = readValues(tx, access, object, body, 'update');
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
  if (!row || !reaches(tx.org, access, object, row, 'viewsAll')) {
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
      status: 404,
    });
  }
  return row;
}

/** What a user wants saved, in the engine's form. */
function readValues(
  tx: Transaction,
  access: Access,
  object: SObject,
  body: unknown,
  operation: 'create' | 'update',
): Values {
  const values = readRecord(object, resolveParents(tx, access, object, body), access, operation);
  checkReferences(tx, access, object, values);
  return values;
}

/** To a user a record that they cannot see is none that another one could point at. */
function checkReferences(tx: Transaction, access: Access, object: SObject, values: Values): void {
  const { schema, rows } = tx.org;
  for (const [name, id] of Object.entries(values)) {
    const field = object.fields.get(name.toLowerCase())!;
    if (field.type !== 'reference' || typeof id !== 'string') continue;
    const targets = field.referenceTo.map((target) => schema.object(target)!);
    const target = targets.find(({ keyPrefix }) => id.startsWith(keyPrefix));
    const row = target && rows.get(target, id);
    if (!row) continue;
    // A detail is part of its master.
    const needed = field.masterDetail?.readSuffices === false ? 'modifiesAll' : 'viewsAll';
    if (access.canRead(target) && reaches(tx.org, access, target, row, needed)) continue;
    throw new SalesforceError(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      `insufficient access rights on cross-reference id: ${id.slice(0, 15)}`,
    );
  }
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
