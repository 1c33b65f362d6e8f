import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { externalIdField, SeveralMatches } from '../../records/externalIds.ts';
import { createFor, deleteFor, visibleRow } from '../../records/service.ts';
import { beginTransaction } from '../../records/transaction.ts';
import { findByKey, upsertFor } from '../../records/upsert.ts';
import type { Field, SObject } from '../../schema/types.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { recordUrl, retrieve } from './retrieve.ts';
import { rest } from './route.ts';
import type { RestCall } from './route.ts';

/** From this version on an upsert that updates answers with a body. (REST API Developer Guide) */
const FIRST_VERSION_WITH_BODY = 46;

/** Single records by external Id: `/sobjects/Object/Field/value`. */
export function registerUpsert(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const path = '/sobjects/:object/:field/:value';

  const target = ({ access, param }: RestCall): { object: SObject; field: Field } => {
    const object = requireObject(org, access, param('object'));
    return { object, field: externalIdField(object, param('field'), access) };
  };
  const rowOf = (call: RestCall) => {
    const { object, field } = target(call);
    const { access, param, user } = call;
    const tx = beginTransaction(org, user);
    const row = findByKey(tx, access, object, field, param('value'));
    if (!row) {
      throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
        status: 404,
      });
    }
    return { object, tx, row: visibleRow(tx, access, object, row['Id'] as string) };
  };
  /** Several records of one external Id are answered with where they are. */
  const orChoices = (call: RestCall, work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SeveralMatches)) throw error;
      const { object } = target(call);
      call.reply.status(error.status);
      return error.ids.map((id) => recordUrl(object, id, call.version));
    }
  };

  rest(app, context, 'PATCH', path, (call) =>
    orChoices(call, () => {
      const { object, field } = target(call);
      const { access, param, request, reply, user, version } = call;
      const body = (request.body ?? {}) as Record<string, unknown>;
      if (Object.keys(body).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
        throw new SalesforceError(
          'INVALID_FIELD',
          `The ${field.name} field should not be specified in the sobject data.`,
        );
      }
      const tx = beginTransaction(org, user);
      const { id, created } = upsertFor(tx, access, object, field, param('value'), body);
      if (created) reply.status(201).header('Location', recordUrl(object, id, version));
      else if (Number(version) < FIRST_VERSION_WITH_BODY) return reply.status(204).send();
      return { id, success: true, errors: [], created };
    }),
  );

  // An upsert by Id without an Id: a creation, as clients send it that upsert by any field.
  rest(app, context, 'POST', '/sobjects/:object/Id', (call) => {
    const { access, param, request, reply, user, version } = call;
    const object = requireObject(org, access, param('object'));
    const id = createFor(beginTransaction(org, user), access, object, request.body);
    reply.status(201).header('Location', recordUrl(object, id, version));
    return { id, success: true, errors: [], created: true };
  });

  rest(
    app,
    context,
    'GET',
    path,
    (call) =>
      orChoices(call, () => {
        const { object, row } = rowOf(call);
        const id = row['Id'] as string;
        return retrieve(context, call, object, [id], call.query('fields')).get(id);
      }),
    ['fields'],
  );

  rest(app, context, 'DELETE', path, (call) =>
    orChoices(call, () => {
      const { object, tx, row } = rowOf(call);
      deleteFor(tx, call.access, object, row['Id'] as string);
      return call.reply.status(204).send();
    }),
  );
}
