import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { toId18 } from '../../ids.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { recordBody, requestedFields, splitNames } from './recordBody.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** (REST API Developer Guide, "Get Records Using sObject Collections") */
const MAX_RECORDS = 2000;

/** Records of one object by their Ids: those that there are, null in the place of the others. */
export function registerCollectionRetrieve(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const path = '/composite/sobjects/:object';

  const retrieve = (call: RestCall, ids: readonly string[], names: readonly string[]) => {
    const { access, param, version } = call;
    if (ids.length > MAX_RECORDS) {
      throw new SalesforceError(
        'EXCEEDED_ID_LIMIT',
        `record limit reached. cannot submit more than ${MAX_RECORDS} records in this operation`,
      );
    }
    const object = requireObject(org, access, param('object'));
    const fields = requestedFields(object, access, names);
    return ids.map((id) => {
      const row = org.rows.get(object, toId18(id) ?? '');
      const visible = row && (access.viewsAll(object) || row['OwnerId'] === access.userId);
      return visible && row['IsDeleted'] !== true
        ? recordBody(object, row, fields, version, org.surroundingsOf(access.userId))
        : null;
    });
  };

  rest(
    app,
    context,
    'GET',
    path,
    (call) => retrieve(call, required(call, 'ids'), required(call, 'fields')),
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
    return retrieve(call, ids, fields);
  });
}

function required(call: RestCall, name: string): string[] {
  const list = splitNames(call.query(name));
  if (list) return list;
  throw new SalesforceError('MISSING_ARGUMENT', `Required parameter missing: ${name}`);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
