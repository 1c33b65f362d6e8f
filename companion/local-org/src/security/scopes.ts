/** OAuth scopes by their names in the metadata of an External Client App. (Help, "OAuth Tokens and Scopes") */
export const OAUTH_SCOPES: Readonly<Record<string, string>> = {
  Api: 'api',
  Basic: 'id',
  Email: 'email',
  Full: 'full',
  OfflineAccess: 'refresh_token',
  OpenID: 'openid',
  Profile: 'profile',
  RefreshToken: 'refresh_token',
  Web: 'web',
};

/** Whether the scopes let a session use the APIs. */
export function opensApi(scopes: readonly string[]): boolean {
  return scopes.includes('api') || scopes.includes('full');
}
