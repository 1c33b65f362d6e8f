import type { FastifyInstance } from 'fastify';
import type { Org } from '../org.ts';

/**
 * The outbox over HTTP, for people and for clients in other processes. It is
 * no part of any Salesforce API and asks for no session: the server listens on
 * 127.0.0.1 only.
 */
export function registerOutbox(app: FastifyInstance, org: Org): void {
  app.get('/local-org/outbox', () => org.outbox());
}
