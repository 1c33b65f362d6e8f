import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { LimitExceeded } from '../../flow/types.ts';
import { asSaveError } from '../../records/saveError.ts';
import type { SaveError } from '../../records/saveError.ts';
import { createFor, deleteFor, updateFor } from '../../records/service.ts';
import { externalIdField, upsertFor } from '../../records/upsert.ts';
import { beginTransaction } from '../../records/transaction.ts';
import type { Transaction } from '../../records/transaction.ts';
import type { SObject } from '../../schema/types.ts';
import { transaction } from '../../storage/database.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

const MAX_RECORDS = 200;

interface SaveResult {
  readonly id?: string;
  readonly success: boolean;
  /** Of an upsert. */
  readonly created?: boolean;
  readonly errors: readonly SaveError[];
}
/** `composite/sobjects`: up to 200 records in one call, each saved on its own or all or none. */
export function registerCollections(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const path = '/composite/sobjects';

  rest(app, context, 'POST', path, (call) =>
    saveEach(call, readBody(call), (tx, record) => {
      const object = objectOf(call, record);
      return { id: createFor(tx, call.access, object, record) };
    }),
  );

  rest(app, context, 'PATCH', path, (call) =>
    saveEach(call, readBody(call), (tx, record) => {
      const { id, Id = id, ...values } = record;
      if (typeof Id !== 'string') {
        throw new SalesforceError('MISSING_ARGUMENT', 'Id not specified in an update call');
      }
      updateFor(tx, call.access, objectOf(call, record), Id, values);
      return { id: Id };
    }),
  );

  rest(app, context, 'PATCH', `${path}/:object/:field`, (call) => {
    const object = requireObject(org, call.access, call.param('object'));
    const field = externalIdField(object, call.param('field'), call.access);
    return saveEach(call, readBody(call), (tx, record) => {
      if (objectOf(call, record) !== object) {
        throw new SalesforceError('INVALID_TYPE', `The record is no ${object.name}`);
      }
      const given = Object.keys(record).find(
        (name) => name.toLowerCase() === field.name.toLowerCase(),
      );
      const { [given ?? field.name]: key, ...values } = record;
      return upsertFor(tx, call.access, object, field, key, values);
    });
  });

  rest(
    app,
    context,
    'DELETE',
    path,
    (call) => {
      const ids = call.query('ids')?.split(',') ?? [];
      const allOrNone = call.query('allOrNone') === 'true';
      return saveEach(call, { records: ids, allOrNone }, (tx, id) => {
        const object = [...org.schema.objects()].find(({ keyPrefix }) => id.startsWith(keyPrefix));
        if (!object || !call.access.canRead(object)) {
          throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
        }
        deleteFor(tx, call.access, object, id);
        return { id };
      });
    },
    ['ids', 'allOrNone'],
  );

  /** Every record is a transaction inside the request's own. */
  function saveEach<T>(
    { user }: RestCall,
    { records, allOrNone }: { records: readonly T[]; allOrNone: boolean },
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
          results.push({
            ...transaction(org.db, () => save(tx, record)),
            success: true,
            errors: [],
          });
        } catch (error) {
          if (!(error instanceof SalesforceError)) throw error;
          if (error instanceof LimitExceeded) throw error;
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

  function objectOf(call: RestCall, record: Record<string, unknown>): SObject {
    const { type } = (record['attributes'] ?? {}) as { type?: unknown };
    if (typeof type !== 'string') {
      throw new SalesforceError('INVALID_TYPE', 'The record has no attributes.type');
    }
    return requireObject(org, call.access, type);
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

function readBody({ request }: RestCall): {
  records: Record<string, unknown>[];
  allOrNone: boolean;
} {
  const { records, allOrNone = false } = (request.body ?? {}) as {
    records?: unknown;
    allOrNone?: unknown;
  };
  const isRecord = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!Array.isArray(records) || !records.every(isRecord) || typeof allOrNone !== 'boolean') {
    throw new SalesforceError(
      'JSON_PARSER_ERROR',
      'The body must be an object with an array "records" and, if wanted, a boolean "allOrNone"',
    );
  }
  return { records: records as Record<string, unknown>[], allOrNone };
}
