import type { FastifyRequest } from 'fastify';
import type { BulkJobs } from '../bulk/jobs.ts';
import type { Org } from '../org.ts';
import type { Access, SObject, Values } from '../schema/types.ts';
import { SalesforceError } from '../errors.ts';
import type { RestRoute } from './rest/route.ts';
import { requireApiEnabled } from '../security/logins.ts';
import { isOpenNow } from '../security/loginRestrictions.ts';
import { isPasswordExpired } from '../security/passwords.ts';
import { refresh } from '../setup/index.ts';
import type { QueryContext } from '../soql/query.ts';
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

export interface SessionOptions {
  /** The call sets a password, which is all that a user with an expired one may do. */
  readonly setsPassword?: boolean;
  /** The call asks only who the user is, which takes no scope for the APIs. */
  readonly asksIdentity?: boolean;
}

/**
 * Finds the session of an access token.
 * @throws {SalesforceError} INVALID_SESSION_ID (401), API_CURRENTLY_DISABLED (403) for a user
 * without "API Enabled", INVALID_OPERATION_WITH_EXPIRED_PASSWORD (403).
 */
export function sessionOf(
  org: Org,
  token: string | undefined,
  { setsPassword = false, asksIdentity = false }: SessionOptions = {},
): Session {
  const session = token === undefined ? undefined : org.sessions.find(token);
  const user = session && org.user(session.userId);
  // Whoever is logged in when the hours end can do no more.
  if (user?.['IsActive'] !== true || !isOpenNow(org, user)) {
    throw new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid', { status: 401 });
  }
  if (session!.opensApi === false && !asksIdentity) {
    throw new SalesforceError(
      'INVALID_SESSION_ID',
      'This session is not valid for use with the REST API',
      { status: 403 },
    );
  }
  const access = org.accessOf(session!.userId);
  requireApiEnabled(access);
  if (session!.byPassword === true && !setsPassword && isPasswordExpired(org, session!.userId)) {
    throw new SalesforceError(
      'INVALID_OPERATION_WITH_EXPIRED_PASSWORD',
      'The users password has expired, you must call SetPassword before attempting any other API operations',
      { status: 403 },
    );
  }
  return { user, access };
}

/** The session of a REST request: `Authorization: Bearer …` (or `OAuth …`, as of old). */
export function requestSession(
  request: FastifyRequest,
  org: Org,
  options?: SessionOptions,
): Session {
  const match = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  return sessionOf(org, match?.[1], options);
}

/** What a query of that user runs on: the org's own objects, unless another schema is given. */
export function queryContext(
  org: Org,
  { access, version }: { readonly access: Access; readonly version: string },
  more: Partial<QueryContext> = {},
): QueryContext {
  return {
    db: org.db,
    schema: org.schema,
    access,
    now: org.clock.now(),
    includeDeleted: false,
    version,
    refresh: (object) => {
      refresh(org, access, object);
    },
    ...more,
  };
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
  refresh(org, access, object);
  return object;
}
