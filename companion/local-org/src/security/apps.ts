import { createPublicKey, randomBytes } from 'node:crypto';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';

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
}

export interface RegisteredApp extends Omit<OAuthApp, 'consumerSecret'> {
  readonly consumerKey: string;
  /** Null: the app is a public client and sends none. */
  readonly consumerSecret: string | null;
  readonly scopes: readonly string[];
}

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
    consumerKey: app.consumerKey ?? `3MVG9${randomBytes(60).toString('hex').slice(0, 80)}`,
    consumerSecret: app.consumerSecret ?? randomBytes(32).toString('hex').toUpperCase(),
    scopes: app.scopes ?? DEFAULT_SCOPES,
  };
  org.db
    .prepare('INSERT OR REPLACE INTO _oauth_app VALUES (?, ?)')
    .run(registered.consumerKey, JSON.stringify(registered));
  return registered;
}

export function findApp(org: Org, consumerKey: string): RegisteredApp | undefined {
  if (consumerKey === SALESFORCE_CLI.consumerKey) return SALESFORCE_CLI;
  const row = org.db
    .prepare('SELECT definition FROM _oauth_app WHERE consumer_key = ?')
    .get(consumerKey);
  return row && (JSON.parse(row['definition'] as string) as RegisteredApp);
}

/** Approves an app in a user's name, as the consent page of a web login does. @returns the refresh token. */
export function approveApp(org: Org, consumerKey: string, userId: string): string {
  const token = `5Aep861${randomBytes(48).toString('base64url').replaceAll(/[-_]/g, '.')}`;
  org.db.prepare('INSERT INTO _oauth_token VALUES (?, ?, ?)').run(token, consumerKey, userId);
  return token;
}

export interface RefreshToken {
  readonly consumerKey: string;
  readonly userId: string;
}

export function findRefreshToken(org: Org, token: string): RefreshToken | undefined {
  const row = org.db
    .prepare('SELECT consumer_key, user_id FROM _oauth_token WHERE token = ?')
    .get(token);
  return row && { consumerKey: row['consumer_key'] as string, userId: row['user_id'] as string };
}

/** Ends a refresh token and the sessions that it has opened. @returns whether there was one. */
export function revokeRefreshToken(org: Org, token: string): boolean {
  const { changes } = org.db.prepare('DELETE FROM _oauth_token WHERE token = ?').run(token);
  org.sessions.revokeIssuedFrom(token);
  return changes > 0;
}

/** Whether the user has approved the app in the past. */
export function hasApproved(org: Org, { consumerKey }: RegisteredApp, userId: string): boolean {
  return (
    org.db
      .prepare('SELECT 1 FROM _oauth_token WHERE consumer_key = ? AND user_id = ?')
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
