import { SalesforceError } from '../errors.ts';
import { LimitExceeded } from '../flow/types.ts';
import type { Org } from '../org.ts';
import type { Access, Field, SObject, Values } from '../schema/types.ts';
import { transaction } from '../storage/database.ts';
import { asSaveError } from './saveError.ts';
import type { SaveError } from './saveError.ts';
import { createFor, deleteFor, updateFor } from './service.ts';
import { beginTransaction } from './transaction.ts';
import type { Transaction } from './transaction.ts';
import { upsertFor } from './upsert.ts';

const MAX_RECORDS = 200;

/** A record as clients send several of them: its type stands in its attributes. */
export type TypedRecord = Readonly<Record<string, unknown>>;

export interface SaveResult {
  readonly id?: string;
  readonly success: boolean;
  /** Of an upsert. */
  readonly created?: boolean;
  readonly errors: readonly SaveError[];
}

/** Who saves, and where. */
export interface Saver {
  readonly org: Org;
  readonly user: Values;
  readonly access: Access;
}

interface Collection<T> {
  readonly records: readonly T[];
  readonly allOrNone: boolean;
}

export function createAll(saver: Saver, collection: Collection<TypedRecord>): SaveResult[] {
  return saveEach(saver, collection, (tx, record) => ({
    id: createFor(tx, saver.access, typeOf(saver, record), record),
  }));
}

export function updateAll(saver: Saver, collection: Collection<TypedRecord>): SaveResult[] {
  return saveEach(saver, collection, (tx, record) => {
    const { id, Id = id, ...values } = record;
    if (typeof Id !== 'string') {
      throw new SalesforceError('MISSING_ARGUMENT', 'Id not specified in an update call');
    }
    updateFor(tx, saver.access, typeOf(saver, record), Id, values);
    return { id: Id };
  });
}

export function upsertAll(
  saver: Saver,
  object: SObject,
  field: Field,
  collection: Collection<TypedRecord>,
): SaveResult[] {
  return saveEach(saver, collection, (tx, record) => {
    if (typeOf(saver, record) !== object) {
      throw new SalesforceError('INVALID_TYPE', `The record is no ${object.name}`);
    }
    const isKey = (name: string) => name.toLowerCase() === field.name.toLowerCase();
    const given = Object.keys(record).find(isKey) ?? field.name;
    const { [given]: key, ...values } = record;
    return upsertFor(tx, saver.access, object, field, key, values);
  });
}

export function deleteAll(saver: Saver, collection: Collection<string>): SaveResult[] {
  const { org, access } = saver;
  return saveEach(saver, collection, (tx, id) => {
    const object = [...org.schema.objects()].find(({ keyPrefix }) => id.startsWith(keyPrefix));
    if (!object || !access.canRead(object)) {
      throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    }
    deleteFor(tx, access, object, id);
    return { id };
  });
}

/** Every record is a transaction inside the call's own. */
function saveEach<T>(
  { org, user }: Saver,
  { records, allOrNone }: Collection<T>,
  save: (tx: Transaction, record: T) => { id: string; created?: boolean },
): SaveResult[] {
  if (records.length > MAX_RECORDS) {
    throw new SalesforceError(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_RECORDS} records in this operation`,
    );
  }
  const tx = beginTransaction(org, user);
  const results: SaveResult[] = [];
  const run = () => {
    for (const record of records) {
      try {
        const saved = transaction(org.db, () => save(tx, record));
        results.push({ ...saved, success: true, errors: [] });
      } catch (error) {
        // A limit ends the transaction, and all that was saved in it.
        if (!(error instanceof SalesforceError) || error instanceof LimitExceeded) throw error;
        results.push({ success: false, errors: error.all.map(asSaveError) });
      }
    }
    if (allOrNone && results.some(({ success }) => !success)) throw new RolledBack();
  };
  try {
    transaction(org.db, run);
    return results;
  } catch (error) {
    if (error instanceof LimitExceeded) {
      return records.map(() => ({ success: false, errors: [asSaveError(error)] }));
    }
    if (!(error instanceof RolledBack)) throw error;
    return results.map((result) => (result.success ? rolledBack : result));
  }
}

class RolledBack extends Error {}

const rolledBack: SaveResult = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message:
        'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

function typeOf({ org, access }: Saver, record: TypedRecord): SObject {
  const { type } = (record['attributes'] ?? {}) as { type?: unknown };
  if (typeof type !== 'string') {
    throw new SalesforceError('INVALID_TYPE', 'The record has no attributes.type');
  }
  const object = org.schema.object(type);
  if (object && access.canRead(object)) return object;
  throw new SalesforceError('INVALID_TYPE', `sObject type '${type}' is not supported.`);
}
