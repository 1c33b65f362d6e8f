import type { Plan } from '../worksheet/interfaces.ts';
import { CONTACT_CLAIM } from '../metadata/apps.ts';

/** What the community must know to let members sign on with Salesforce. */
export interface SignOnFacts {
  protocol: 'oidc';
  issuer: string;
  /** Where all of this stands in the form of OpenID Connect Discovery. */
  discovery: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  userInfoEndpoint: string;
  jwksUri: string;
  endSessionEndpoint: string;
  scopes: string;
  /** null where the org has no client yet. */
  clientId: string | null;
  redirectUrl: string;
  /** Which claim holds the community's value of that name. */
  claims: Record<string, string>;
}

/**
 * seeds/000, "Single sign-on (SSO)". The paths are those of Salesforce Help,
 * "OpenID Connect Discovery Endpoint".
 *
 * @param site where members log in, without a slash at the end
 */
export function signOnFacts(
  sso: NonNullable<Plan['sso']>,
  site: string,
  clientId: string | null,
): SignOnFacts {
  const address = site.replace(/\/+$/, '');
  return {
    protocol: sso.protocol,
    issuer: address,
    discovery: `${address}/.well-known/openid-configuration`,
    authorizationEndpoint: `${address}/services/oauth2/authorize`,
    tokenEndpoint: `${address}/services/oauth2/token`,
    userInfoEndpoint: `${address}/services/oauth2/userinfo`,
    jwksUri: `${address}/id/keys`,
    endSessionEndpoint: `${address}/services/auth/idp/oidc/logout`,
    scopes: 'openid profile email',
    clientId,
    redirectUrl: sso.redirectUrl,
    claims: {
      LegacyContactKey: `custom_attributes.${CONTACT_CLAIM}`,
      EmailAddress: 'email',
      FirstName: 'given_name',
      LastName: 'family_name',
    },
  };
}
