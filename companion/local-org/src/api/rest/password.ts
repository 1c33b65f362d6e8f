import type { FastifyInstance } from 'fastify';
import { visibleRow } from '../../records/service.ts';
import { beginTransaction } from '../../records/transaction.ts';
import { changePassword, isPasswordExpired } from '../../security/passwords.ts';
import { requireObject } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { PASSWORD_PATH, rest } from './route.ts';

/** Whether a user's password has expired, and setting it. (REST API Developer Guide, "sObject User Password") */
export function registerPassword(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  rest(app, context, 'GET', PASSWORD_PATH, ({ access, param, user }) => {
    const object = requireObject(org, access, 'User');
    const target = visibleRow(beginTransaction(org, user), access, object, param('id'));
    return { isExpired: isPasswordExpired(org, target['Id'] as string) };
  });
  rest(app, context, 'POST', PASSWORD_PATH, ({ access, param, request, reply, user }) => {
    const object = requireObject(org, access, 'User');
    const target = visibleRow(beginTransaction(org, user), access, object, param('id'));
    const { NewPassword } = (request.body ?? {}) as { NewPassword?: unknown };
    changePassword(org, access, target['Id'] as string, NewPassword);
    return reply.status(204).send();
  });
}
