import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { createAll, deleteAll, updateAll, upsertAll } from '../../records/collection.ts';
import type { Saver, TypedRecord } from '../../records/collection.ts';
import { externalIdField } from '../../records/externalIds.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** `composite/sobjects`: up to 200 records in one call, each saved on its own or all or none. */
export function registerCollections(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const path = '/composite/sobjects';
  const saver = ({ user, access }: RestCall): Saver => ({ org, user, access });

  rest(app, context, 'POST', path, (call) => createAll(saver(call), readBody(call)));
  rest(app, context, 'PATCH', path, (call) => updateAll(saver(call), readBody(call)));

  rest(app, context, 'PATCH', `${path}/:object/:field`, (call) => {
    const object = requireObject(org, call.access, call.param('object'));
    const field = externalIdField(object, call.param('field'), call.access);
    return upsertAll(saver(call), object, field, readBody(call));
  });

  rest(
    app,
    context,
    'DELETE',
    path,
    (call) => {
      const records = call.query('ids')?.split(',') ?? [];
      const allOrNone = call.query('allOrNone') === 'true';
      return deleteAll(saver(call), { records, allOrNone });
    },
    ['ids', 'allOrNone'],
  );
}

function readBody({ request }: RestCall): { records: TypedRecord[]; allOrNone: boolean } {
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
  return { records: records as TypedRecord[], allOrNone };
}
