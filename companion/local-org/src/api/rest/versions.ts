import type { FastifyInstance } from 'fastify';
import { apiVersions } from '../versions.ts';

/** The list of API versions, which needs no login. */
export function registerVersions(app: FastifyInstance): void {
  app.get('/services/data', () => apiVersions);
}
