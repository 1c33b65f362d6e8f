import { SalesforceError } from '../errors.ts';
import type { FlowHost, Interview, RunInMode } from '../flow/types.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { reaches } from '../security/sharing.ts';
import { transaction } from '../storage/database.ts';
import { makeInterview } from './automation.ts';
import { operations } from './save.ts';
import { asSaveError } from './saveError.ts';
import { createFor, deleteFor, updateFor } from './service.ts';
import type { Transaction } from './transaction.ts';

/**
 * An interview that a user has launched: what it reads and saves is within
 * what that user may, as far as the flow's mode does not open more.
 * (Salesforce Help, "Which User Context Does a Flow Run In?")
 */
export function launchedInterview(tx: Transaction, access: Access, mode: RunInMode): Interview {
  const interview = makeInterview(tx, operations, {}, undefined);
  if (mode === 'SystemModeWithoutSharing') return interview;
  const granted = mode === 'DefaultMode' ? access : withSharingOnly(access);
  return { ...interview, host: hostFor(tx, granted, interview.host) };
}

/** Everything may be done to the records that the user reaches. */
const withSharingOnly = (access: Access): Access => ({
  ...access,
  canRead: () => true,
  canCreate: () => true,
  canEdit: () => true,
  canDelete: () => true,
  canReadField: () => true,
  canEditField: () => true,
});

function hostFor(tx: Transaction, access: Access, system: FlowHost): FlowHost {
  const { org } = tx;
  const toAll = <T, R>(name: string, all: readonly T[], work: (object: SObject, one: T) => R) => {
    tx.countRows(all.length);
    const object = org.schema.object(name)!;
    return transaction(org.db, () => all.map((one) => inSave(() => work(object, one))));
  };
  return {
    ...system,
    createRecords: (name, records) =>
      toAll(name, records, (object, values) => createFor(tx, access, object, values)),
    updateRecords: (name, updates) => {
      toAll(name, updates, (object, { Id, ...changes }) => {
        updateFor(tx, access, object, Id as string, changes);
      });
    },
    deleteRecords: (name, ids) => {
      toAll(name, ids, (object, id) => {
        deleteFor(tx, access, object, id);
      });
    },
    findRecords: (name, match) => {
      const object = org.schema.object(name)!;
      if (!access.canRead(object)) {
        throw new SalesforceError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
      }
      return system
        .findRecords(name, match)
        .filter((row) => reaches(org, access, object, row, 'viewsAll'))
        .map((row) => readable(row, object, access));
    },
  };
}

/** To a user a field that they cannot see is blank. */
function readable(row: Values, object: SObject, access: Access): Values {
  const fields = [...object.fields.values()].filter((field) => access.canReadField(object, field));
  return Object.fromEntries(
    fields.filter(({ name }) => name in row).map(({ name }) => [name, row[name]!]),
  );
}

/** A record that the user cannot see is a wrong reference, as in any save of several. */
function inSave<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'NOT_FOUND') throw error;
    const { statusCode, message, fields } = asSaveError(error);
    throw new SalesforceError(statusCode, message, { fields });
  }
}
