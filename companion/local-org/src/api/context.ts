import type { FastifyRequest } from 'fastify';
import type { BulkJobs } from '../bulk/jobs.ts';
import type { Org } from '../org.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { SalesforceError } from '../errors.ts';
import type { RestRoute } from './rest/route.ts';
import type { ApiUsage } from './usage.ts';

/** What the routes share. */
export interface ApiContext {
  readonly org: Org;
  readonly usage: ApiUsage;
  readonly jobs: BulkJobs;
  /** Where clients reach this org, such as http://127.0.0.1:6110. */
  readonly url: () => string;
  /** The resources of the REST API as they were registered: `composite` calls them, too. */
  readonly routes: RestRoute[];
}

/** The user of a session, and what that user may do. */
export interface Session {
  readonly user: Values;
  readonly access: Access;
}

/**
 * Finds the session of an access token.
 * @throws {SalesforceError} INVALID_SESSION_ID (401).
 */
export function sessionOf(org: Org, token: string | undefined): Session {
  const userId = token === undefined ? undefined : org.sessions.userOf(token);
  const user = userId === undefined ? undefined : org.user(userId);
  if (user?.['IsActive'] !== true) {
    throw new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid', { status: 401 });
  }
  const access = org.accessOf(user['Id'] as string);
  if (!access.hasUserPermission('ApiEnabled')) {
    throw new SalesforceError(
      'API_DISABLED_FOR_ORG',
      'API is not enabled for this Organization or Partner',
      { status: 403 },
    );
  }
  return { user, access };
}

/** The session of a REST request: `Authorization: Bearer …` (or `OAuth …`, as of old). */
export function requestSession(request: FastifyRequest, org: Org): Session {
  const match = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  return sessionOf(org, match?.[1]);
}

/**
 * The object that a path names.
 * @throws {SalesforceError} NOT_FOUND when there is none that the user may read.
 */
export function requireObject(org: Org, access: Access, name: string): SObject {
  const object = org.schema.object(name);
  if (!object || !access.canRead(object)) {
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', {
      status: 404,
    });
  }
  return object;
}
