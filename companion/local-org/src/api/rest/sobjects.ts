import type { FastifyInstance } from 'fastify';
import { createFor, deleteFor, updateFor, visibleRow } from '../../records/service.ts';
import { beginTransaction } from '../../records/transaction.ts';
import { describeObject, describeObjectSummary } from '../../schema/describe.ts';
import { recordTypeInfos } from '../../security/recordTypes.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { identityUrl } from './identity.ts';
import { recordUrl, retrieve } from './retrieve.ts';
import { rest } from './route.ts';

/** Objects and single records. */
export function registerSObjects(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const resources = ['limits', 'query', 'queryAll', 'sobjects', 'composite'];

  rest(app, context, 'GET', '', ({ user, version }) => ({
    ...Object.fromEntries(resources.map((name) => [name, `/services/data/v${version}/${name}`])),
    identity: identityUrl(context, user),
  }));

  rest(app, context, 'GET', '/sobjects', ({ access, version }) => ({
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: [...org.schema.objects()]
      .filter((object) => access.canRead(object))
      .map((object) => describeObjectSummary(object, access, version)),
  }));

  rest(app, context, 'GET', '/sobjects/:object', ({ access, param, version }) => ({
    objectDescribe: describeObjectSummary(
      requireObject(org, access, param('object')),
      access,
      version,
    ),
    recentItems: [],
  }));

  rest(app, context, 'GET', '/sobjects/:object/describe', ({ access, param, user, version }) => {
    const object = requireObject(org, access, param('object'));
    const recordTypes = recordTypeInfos(org, user, object);
    return describeObject(object, org.schema, access, version, recordTypes);
  });

  rest(
    app,
    context,
    'POST',
    '/sobjects/:object',
    ({ access, param, request, reply, user, version }) => {
      const object = requireObject(org, access, param('object'));
      const id = createFor(beginTransaction(org, user), access, object, request.body);
      reply.status(201).header('Location', recordUrl(object, id, version));
      return { id, success: true, errors: [] };
    },
  );

  rest(
    app,
    context,
    'GET',
    '/sobjects/:object/:id',
    (call) => {
      const { access, param, query, user } = call;
      const object = requireObject(org, access, param('object'));
      const row = visibleRow(beginTransaction(org, user), access, object, param('id'));
      const id = row['Id'] as string;
      return retrieve(context, call, object, [id], query('fields')).get(id);
    },
    ['fields'],
  );

  rest(
    app,
    context,
    'PATCH',
    '/sobjects/:object/:id',
    ({ access, param, request, reply, user }) => {
      const object = requireObject(org, access, param('object'));
      updateFor(beginTransaction(org, user), access, object, param('id'), request.body);
      return reply.status(204).send();
    },
  );

  rest(app, context, 'DELETE', '/sobjects/:object/:id', ({ access, param, reply, user }) => {
    const object = requireObject(org, access, param('object'));
    deleteFor(beginTransaction(org, user), access, object, param('id'));
    return reply.status(204).send();
  });
}
