import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import {
  findApp,
  findRefreshToken,
  hasApproved,
  isAlive,
  isPreAuthorised,
  noteUse,
} from './apps.ts';
import type { OAuthFlow, RegisteredApp } from './apps.ts';
import { isSignedBy, parseJwt } from './jwt.ts';
import { barrier, recordLogin, restriction } from './logins.ts';
import type { LoginSource, LoginStatus } from './logins.ts';
import { opensApi } from './scopes.ts';

/** An error of the token endpoint: `{ error, error_description }`. (RFC 6749, section 5.2) */
export class OAuthError extends Error {
  readonly error: string;
  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

/** A request to the token endpoint. */
export interface TokenRequest {
  readonly parameter: (name: string) => string | undefined;
  /** Where clients reach this org. */
  readonly url: string;
  readonly sourceIp: string;
}

/** What the token endpoint grants. */
export interface Grant {
  readonly app: RegisteredApp;
  readonly user: Values;
  readonly accessToken: string;
}

/** Audiences of the bearer flow besides the org's own URL. */
const AUDIENCE = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
};

type GrantFunction = (org: Org, request: TokenRequest) => Grant;

/** What the endpoint knows as `grant_type`. */
const grants: Readonly<Record<string, GrantFunction>> = {
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  client_credentials: clientCredentials,
  refresh_token: refreshToken,
  password: usernamePassword,
};

/**
 * Grants an access token.
 * @throws {OAuthError} in the platform's words.
 */
export function grantToken(org: Org, request: TokenRequest): Grant {
  const type = request.parameter('grant_type');
  const grant = type === undefined ? undefined : grants[type];
  if (!grant) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  return grant(org, request);
}

/** (Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration") */
function jwtBearer(org: Org, request: TokenRequest): Grant {
  const jwt = parseJwt(request.parameter('assertion') ?? '');
  if (!jwt) throw new OAuthError('invalid_grant', 'invalid assertion');
  const { iss, sub, aud, exp } = jwt.claims;
  const app = appOf(org, iss, 'jwt-bearer');
  if (app.certificate === undefined || !isSignedBy(jwt, app.certificate)) {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
  const isSandbox = org.organization()['IsSandbox'] === true;
  const audiences = [request.url, isSandbox ? AUDIENCE.sandbox : AUDIENCE.production];
  if (!audiences.includes(String(aud).replace(/\/$/, ''))) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  if (typeof exp !== 'number' || exp * 1000 <= org.clock.now().getTime()) {
    throw new OAuthError('invalid_grant', 'expired authorization code');
  }
  // (Help, "Manage OAuth Access Policies"; reports have the wording)
  if (!app.scopes.includes('refresh_token')) {
    throw new OAuthError(
      'invalid_request',
      'refresh_token scope is required and the connected app should be installed and preauthorized',
    );
  }
  const user = userNamed(org, sub);
  if (!user) throw notApproved();
  return admit(org, request, app, user);
}

/** (Help, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration") */
function clientCredentials(org: Org, request: TokenRequest): Grant {
  const app = appOf(org, request.parameter('client_id'), 'client-credentials');
  checkSecret(app, request.parameter('client_secret') ?? '');
  const user = userNamed(org, app.runAs);
  if (!user) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return admit(org, request, app, user, { asRunAs: true });
}

/** (Help, "OAuth 2.0 Refresh Token Flow for Renewed Sessions") */
function refreshToken(org: Org, request: TokenRequest): Grant {
  const app = appOf(org, request.parameter('client_id'), 'refresh-token');
  const secret = request.parameter('client_secret') ?? '';
  if (secret || app.needsSecretToRefresh === true) checkSecret(app, secret);
  const token = request.parameter('refresh_token') ?? '';
  const found = findRefreshToken(org, token);
  if (found?.consumerKey !== app.consumerKey || !isAlive(org, app, found)) {
    throw new OAuthError('invalid_grant', 'expired access/refresh token');
  }
  const grant = admit(org, request, app, org.user(found.userId)!, { refreshToken: token });
  noteUse(org, found);
  return grant;
}

/** Blocked in new orgs, whatever the credentials are. (Release Update, Summer '23) */
function usernamePassword(org: Org, request: TokenRequest): Grant {
  const app = findApp(org, request.parameter('client_id') ?? '');
  if (!app) throw unknownClient();
  const user = userNamed(org, request.parameter('username'));
  if (user) recordLogin(org, user, sourceOf(app, request), 'Username-Password Flow Disabled');
  throw new OAuthError('invalid_grant', 'authentication failure');
}

function appOf(org: Org, consumerKey: unknown, flow: OAuthFlow): RegisteredApp {
  const app = typeof consumerKey === 'string' ? findApp(org, consumerKey) : undefined;
  if (!app) throw unknownClient();
  if (app.isBlocked === true) {
    throw new OAuthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin');
  }
  if (!app.flows.includes(flow)) {
    throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
  return app;
}

function checkSecret(app: RegisteredApp, secret: string): void {
  if (app.consumerSecret !== null && secret !== app.consumerSecret) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
}

/** The last gate of every flow: the user may log in, and may use the app. */
function admit(
  org: Org,
  request: TokenRequest,
  app: RegisteredApp,
  user: Values,
  how: { readonly asRunAs?: boolean; readonly refreshToken?: string } = {},
): Grant {
  if (app.scopes.includes('openid')) {
    throw new OAuthError('invalid_scope', 'The local org does not issue ID tokens.');
  }
  const userId = user['Id'] as string;
  const refuse = (status: LoginStatus, error: OAuthError): never => {
    recordLogin(org, user, sourceOf(app, request), status);
    throw error;
  };
  const status = barrier(org, user);
  if (status === 'User is inactive') {
    refuse(status, new OAuthError('inactive_user', 'user is inactive'));
  }
  if (status) refuse(status, new OAuthError('invalid_grant', 'authentication failure'));
  const restricted = restriction(org, user, request.sourceIp);
  if (restricted && !(restricted === 'Restricted IP' && relaxesIp(app, how))) {
    refuse(restricted, new OAuthError('invalid_grant', 'ip restricted or invalid login hours'));
  }
  if (app.permittedUsers === 'AdminApprovedPreAuthorized') {
    if (!isPreAuthorised(org, app, user)) {
      refuse(
        'Failed: OAuth app access denied',
        new OAuthError('invalid_app_access', 'user is not admin approved to access this app'),
      );
    }
  } else if (how.asRunAs !== true && !hasApproved(org, app, userId)) {
    refuse('Failed: OAuth app access denied', notApproved());
  }
  recordLogin(org, user, sourceOf(app, request), 'Success');
  const accessToken = org.sessions.open({
    userId,
    opensApi: opensApi(app.scopes),
    ...(how.refreshToken && { refreshToken: how.refreshToken }),
    ...(app.sessionTimeoutMinutes && { timeoutMinutes: app.sessionTimeoutMinutes }),
  });
  return { app, user, accessToken };
}

/** Whether the app's policy lets a login through from addresses that the profile does not name. */
function relaxesIp({ ipRelaxation }: RegisteredApp, how: { readonly refreshToken?: string }) {
  if (ipRelaxation === 'Enforce_RelaxRefresh') return how.refreshToken !== undefined;
  return ipRelaxation === 'Bypass';
}

function notApproved(): OAuthError {
  return new OAuthError('invalid_grant', "user hasn't approved this consumer");
}

function unknownClient(): OAuthError {
  return new OAuthError('invalid_client_id', 'client identifier invalid');
}

function userNamed(org: Org, username: unknown): Values | undefined {
  if (typeof username !== 'string') return undefined;
  return org.rows.find(org.schema.object('User')!, { Username: username })[0];
}

function sourceOf(app: RegisteredApp, { url, sourceIp }: TokenRequest): LoginSource {
  return {
    LoginType: 'Remote Access 2.0',
    Application: app.name,
    ApiType: null,
    ApiVersion: null,
    SourceIp: sourceIp,
    LoginUrl: new URL(url).host,
  };
}
