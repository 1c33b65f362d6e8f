import { toDateTime } from '../clock.ts';
import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { Access, Values } from '../schema/types.ts';
import { isOpenNow, isTrusted, mayComeFrom } from './loginRestrictions.ts';
import {
  checkPassword,
  countFailure,
  forgetFailures,
  isFrozen,
  isLocked,
  isPasswordExpired,
} from './passwords.ts';

/** `LoginHistory.Status`. (Object Reference, "Login Event Type: LOGIN_STATUS Values") */
export type LoginStatus =
  | 'Success'
  | 'Invalid password'
  | 'Failed: API security token required'
  | 'Password lockout'
  | 'User is frozen'
  | 'User is inactive'
  | 'Failed: OAuth app access denied'
  | 'Restricted IP'
  | 'Restricted hours'
  | 'Username-Password Flow Disabled';

/** Where a login comes from, as `LoginHistory` keeps it. */
export interface LoginSource {
  readonly LoginType: 'Other Apex API' | 'Remote Access 2.0';
  readonly Application: string;
  readonly ApiType: string | null;
  readonly ApiVersion: string | null;
  readonly SourceIp: string;
  readonly LoginUrl: string;
}

/** Writes an attempt to log in down, and lets it count where it was one with a password. */
export function recordLogin(
  org: Org,
  user: Values,
  source: LoginSource,
  status: LoginStatus,
): void {
  const LoginTime = toDateTime(org.clock.now());
  const UserId = user['Id'] as string;
  org.rows.insert(org.schema.object('LoginHistory')!, {
    UserId,
    LoginTime,
    Status: status,
    // What an API client is taken for.
    Browser: 'Unknown',
    Platform: 'Unknown',
    ClientVersion: 'N/A',
    ...source,
  });
  if (status !== 'Success') return;
  org.rows.update(org.schema.object('User')!, UserId, { LastLoginDate: LoginTime });
}

/** Why a user may not come in, whatever the way. */
export function barrier(org: Org, user: Values): LoginStatus | undefined {
  const userId = user['Id'] as string;
  if (user['IsActive'] !== true) return 'User is inactive';
  if (isFrozen(org, userId)) return 'User is frozen';
  if (isLocked(org, userId)) return 'Password lockout';
  return undefined;
}

export interface PasswordLogin {
  readonly user: Values;
  readonly accessToken: string;
  readonly passwordExpired: boolean;
}

/**
 * Logs a user in with a password.
 * @throws {SalesforceError} INVALID_LOGIN, the same whatever the reason: it tells nobody which user
 * names exist. The reason stands in `LoginHistory`.
 */
export function logInWithPassword(
  org: Org,
  username: string,
  password: string,
  source: LoginSource,
): PasswordLogin {
  if (!org.policy.soapLogin) throw soapLoginIsOff();
  const [user] = org.rows.find(org.schema.object('User')!, { Username: username });
  if (!user) throw invalidLogin();
  const userId = user['Id'] as string;
  const refusal = barrier(org, user) ?? wrongPassword(org, user, password, source.SourceIp);
  if (refusal) {
    recordLogin(org, user, source, refusal);
    throw invalidLogin();
  }
  forgetFailures(org, userId);
  const restricted = restriction(org, user, source.SourceIp);
  if (restricted) {
    recordLogin(org, user, source, restricted);
    throw soapRestrictions[restricted]();
  }
  const access = org.accessOf(userId);
  requireApiEnabled(access);
  if (org.policy.soapLoginNeedsUseAnyApiAuth) requireUseAnyApiAuth(access);
  recordLogin(org, user, source, 'Success');
  return {
    user,
    accessToken: org.sessions.open({ userId, byPassword: true }),
    passwordExpired: isPasswordExpired(org, userId),
  };
}

/** What the user's profile has against a login from there, or now. */
export function restriction(
  org: Org,
  user: Values,
  ip: string,
): 'Restricted IP' | 'Restricted hours' | undefined {
  if (!mayComeFrom(org, user, ip)) return 'Restricted IP';
  return isOpenNow(org, user) ? undefined : 'Restricted hours';
}

/** (SOAP API Developer Guide, ExceptionCode) */
const soapRestrictions = {
  'Restricted IP': () =>
    new SalesforceError('LOGIN_DURING_RESTRICTED_DOMAIN', 'cannot log in from current domain'),
  'Restricted hours': () =>
    new SalesforceError('LOGIN_DURING_RESTRICTED_TIME', 'cannot log in at this time'),
} as const;

function wrongPassword(org: Org, user: Values, given: string, ip: string): LoginStatus | undefined {
  const userId = user['Id'] as string;
  const verdict = checkPassword(org, userId, given);
  if (verdict === 'right') return undefined;
  if (verdict === 'token missing' && isTrusted(org, user, ip)) return undefined;
  countFailure(org, userId);
  return verdict === 'wrong' ? 'Invalid password' : 'Failed: API security token required';
}

function invalidLogin(): SalesforceError {
  return new SalesforceError(
    'INVALID_LOGIN',
    'Invalid username, password, security token; or user locked out.',
  );
}

/** (OpenFn/adaptors issue 1715 has the wording) */
function soapLoginIsOff(): SalesforceError {
  return new SalesforceError(
    'INVALID_OPERATION',
    'SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().',
  );
}

/** @throws {SalesforceError} API_CURRENTLY_DISABLED (403) for a user without "API Enabled". */
export function requireApiEnabled(access: Access): void {
  if (access.hasUserPermission('ApiEnabled')) return;
  throw new SalesforceError('API_CURRENTLY_DISABLED', 'API is disabled for this User', {
    status: 403,
  });
}

/** The code is reported; nobody has published the wording, so this one is ours. */
function requireUseAnyApiAuth(access: Access): void {
  if (access.hasUserPermission('UseAnyApiAuth')) return;
  throw new SalesforceError(
    'INSUFFICIENT_ACCESS',
    'SOAP API login() requires a user with the "Use Any API Auth" permission',
  );
}
