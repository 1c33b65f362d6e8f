import { createPublicKey, randomBytes } from 'node:crypto';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import { newConsumerKey, newConsumerSecret } from './consumers.ts';
import { findDeployedApp } from './deployedApps.ts';

/** Ways in which an app may get access tokens. */
export type OAuthFlow = 'jwt-bearer' | 'client-credentials' | 'refresh-token';

/** A client of the org: an External Client App or a connected app. */
export interface OAuthApp {
  readonly name: string;
  /** Default: made up. */
  readonly consumerKey?: string;
  /** Default: made up. */
  readonly consumerSecret?: string;
  readonly flows: readonly OAuthFlow[];
  readonly scopes?: readonly string[];
  /** X.509, PEM: what the app signs its JWTs with. */
  readonly certificate?: string;
  /** Permitted users: all who approve the app themselves, or only those whom an admin approved. */
  readonly permittedUsers: 'AllSelfAuthorized' | 'AdminApprovedPreAuthorized';
  /** Names of the profiles and permission sets whose users an admin has approved. */
  readonly profiles?: readonly string[];
  readonly permissionSets?: readonly string[];
  /** The user as whom the client credentials flow acts. */
  readonly runAs?: string;
  /** What login IP ranges of profiles mean to the app. Default: they hold. */
  readonly ipRelaxation?: 'Enforce' | 'Bypass' | 'Enforce_RelaxRefresh';
}

export interface RegisteredApp extends Omit<OAuthApp, 'consumerSecret'> {
  readonly consumerKey: string;
  /** Null: the app is a public client and sends none. */
  readonly consumerSecret: string | null;
  readonly scopes: readonly string[];
  /** An admin has switched the app, or OAuth for it, off. */
  readonly isBlocked?: boolean;
  /** Otherwise a secret is checked only where one is sent. */
  readonly needsSecretToRefresh?: boolean;
  /** Default: for ever. */
  readonly refreshTokenLife?: RefreshTokenLife;
  /** Default: the org's. */
  readonly sessionTimeoutMinutes?: number;
}

/** How long a refresh token is good: not at all, since it was issued, or since it was last used. */
export interface RefreshTokenLife {
  readonly policy: 'Infinite' | 'Zero' | 'SpecificLifetime' | 'SpecificInactivity';
  readonly hours: number;
}

const HOUR_MS = 60 * 60 * 1000;
const DEFAULT_SCOPES = ['refresh_token', 'web', 'api'];

/** The app of the Salesforce CLI, which every org knows. */
const SALESFORCE_CLI: RegisteredApp = {
  name: 'Salesforce CLI',
  consumerKey: 'PlatformCLI',
  consumerSecret: null,
  flows: ['refresh-token'],
  scopes: DEFAULT_SCOPES,
  permittedUsers: 'AllSelfAuthorized',
};

/**
 * Registers an app, or changes the one of that consumer key.
 * @throws when the certificate is none.
 */
export function registerApp(org: Org, app: OAuthApp): RegisteredApp {
  if (app.certificate !== undefined) createPublicKey(app.certificate);
  const registered: RegisteredApp = {
    ...app,
    consumerKey: app.consumerKey ?? newConsumerKey(),
    consumerSecret: app.consumerSecret ?? newConsumerSecret(),
    scopes: app.scopes ?? DEFAULT_SCOPES,
  };
  org.db
    .prepare('INSERT OR REPLACE INTO _oauth_app VALUES (?, ?)')
    .run(registered.consumerKey, JSON.stringify(registered));
  return registered;
}

/** The app of a consumer key: the CLI's own, one that was registered, or one that was deployed. */
export function findApp(org: Org, consumerKey: string): RegisteredApp | undefined {
  if (consumerKey === SALESFORCE_CLI.consumerKey) return SALESFORCE_CLI;
  const row = org.db
    .prepare('SELECT definition FROM _oauth_app WHERE consumer_key = ?')
    .get(consumerKey);
  if (!row) return findDeployedApp(org, consumerKey);
  return JSON.parse(row['definition'] as string) as RegisteredApp;
}

/** The apps that `registerApp` knows, and the CLI's own. */
export function listRegisteredApps(org: Org): RegisteredApp[] {
  const rows = org.db.prepare('SELECT definition FROM _oauth_app').all();
  const registered = rows.map((row) => JSON.parse(row['definition'] as string) as RegisteredApp);
  return [SALESFORCE_CLI, ...registered];
}

/** Approves an app in a user's name, as the consent page of a web login does. @returns the refresh token. */
export function approveApp(org: Org, consumerKey: string, userId: string): string {
  const newToken = () => randomBytes(48).toString('base64url').replaceAll(/[-_]/g, '.');
  const token = `5Aep861${newToken()}`;
  const now = org.clock.now().getTime();
  org.db
    .prepare('INSERT INTO _refresh_token VALUES (?, ?, ?, ?, ?, ?, 0)')
    .run(token, newToken(), consumerKey, userId, now, now);
  return token;
}

export interface RefreshToken {
  readonly token: string;
  readonly consumerKey: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly usedAt: number;
  readonly useCount: number;
  /** What revokes it and is of no other use. */
  readonly deleteToken: string;
}

const tokens = `SELECT token, delete_token AS deleteToken, consumer_key AS consumerKey,
  user_id AS userId, issued_at AS issuedAt, used_at AS usedAt, use_count AS useCount
  FROM _refresh_token`;

export function findRefreshToken(org: Org, token: string): RefreshToken | undefined {
  return org.db.prepare(`${tokens} WHERE token = ?`).get(token) as unknown as
    RefreshToken | undefined;
}

/** All refresh tokens, the oldest first. */
export function listRefreshTokens(org: Org): RefreshToken[] {
  return org.db.prepare(`${tokens} ORDER BY issued_at`).all() as unknown as RefreshToken[];
}

/** Whether the app's policy still lets the token be used. */
export function isAlive(org: Org, app: RegisteredApp, { issuedAt, usedAt }: RefreshToken): boolean {
  const { policy, hours } = app.refreshTokenLife ?? { policy: 'Infinite', hours: 0 };
  if (policy === 'Infinite') return true;
  const since = policy === 'SpecificInactivity' ? usedAt : issuedAt;
  return policy !== 'Zero' && org.clock.now().getTime() - since < hours * HOUR_MS;
}

export function noteUse(org: Org, { token }: RefreshToken): void {
  const now = org.clock.now().getTime();
  org.db
    .prepare('UPDATE _refresh_token SET used_at = ?, use_count = use_count + 1 WHERE token = ?')
    .run(now, token);
}

/**
 * Ends a refresh token and the sessions that it has opened.
 * @param given the token, or what deletes it
 * @returns whether there was one.
 */
export function revokeRefreshToken(org: Org, given: string): boolean {
  const row = org.db
    .prepare('DELETE FROM _refresh_token WHERE token = ?1 OR delete_token = ?1 RETURNING token')
    .get(given);
  if (!row) return false;
  org.sessions.revokeIssuedFrom(row['token'] as string);
  return true;
}

/** Whether the user has approved the app in the past. */
export function hasApproved(org: Org, { consumerKey }: RegisteredApp, userId: string): boolean {
  return (
    org.db
      .prepare('SELECT 1 FROM _refresh_token WHERE consumer_key = ? AND user_id = ?')
      .get(consumerKey, userId) !== undefined
  );
}

/** Whether an admin has approved the user, by profile or permission set. */
export function isPreAuthorised(org: Org, app: RegisteredApp, user: Values): boolean {
  const get = (object: string, id: unknown) =>
    org.rows.get(org.schema.object(object)!, id as string)?.['Name'] as string;
  if (app.profiles?.includes(get('Profile', user['ProfileId']))) return true;
  return org.rows
    .find(org.schema.object('PermissionSetAssignment')!, { AssigneeId: user['Id']! })
    .some((row) => app.permissionSets?.includes(get('PermissionSet', row['PermissionSetId'])));
}
