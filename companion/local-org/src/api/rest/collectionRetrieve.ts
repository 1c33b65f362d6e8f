import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { toId18 } from '../../ids.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { retrieve } from './retrieve.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** (REST API Developer Guide, "Get Records Using sObject Collections") */
const MAX_RECORDS = 2000;

/** Records of one object by their Ids: those that there are, null in the place of the others. */
export function registerCollectionRetrieve(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const path = '/composite/sobjects/:object';

  const retrieveAll = (call: RestCall, ids: readonly string[], fields: string) => {
    if (ids.length > MAX_RECORDS) {
      throw new SalesforceError(
        'EXCEEDED_ID_LIMIT',
        `record limit reached. cannot submit more than ${MAX_RECORDS} records in this operation`,
      );
    }
    const object = requireObject(org, call.access, call.param('object'));
    const known = ids.map((id) => toId18(id));
    const wanted = known.filter((id) => id !== undefined);
    const records = retrieve(context, call, object, wanted, fields);
    return known.map((id) => records.get(id ?? '') ?? null);
  };

  rest(
    app,
    context,
    'GET',
    path,
    (call) => retrieveAll(call, required(call, 'ids').split(','), required(call, 'fields')),
    ['ids', 'fields'],
  );

  rest(app, context, 'POST', path, (call) => {
    const { ids, fields } = (call.request.body ?? {}) as { ids?: unknown; fields?: unknown };
    if (!isNames(ids) || !isNames(fields)) {
      throw new SalesforceError(
        'JSON_PARSER_ERROR',
        'The body must be an object with the arrays "ids" and "fields"',
      );
    }
    return retrieveAll(call, ids, fields.join());
  });
}

function required(call: RestCall, name: string): string {
  const list = call.query(name);
  if (list) return list;
  throw new SalesforceError('MISSING_ARGUMENT', `Required parameter missing: ${name}`);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
