import type { FastifyInstance } from 'fastify';
import type { Values } from '../../schema/types.ts';
import { requestSession, sessionOf } from '../context.ts';
import type { ApiContext } from '../context.ts';

/** Who am I: the OpenID user info and the identity URL. */
export function registerIdentity(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  app.get('/services/oauth2/userinfo', (request) =>
    describeIdentity(context, requestSession(request, org, { asksIdentity: true }).user),
  );
  // The identity URL takes the access token as a parameter, too.
  app.get<{ Querystring: { oauth_token?: string } }>('/id/:orgId/:userId', (request) => {
    const { oauth_token: token } = request.query;
    const asked = { asksIdentity: true };
    const { user } =
      token === undefined ? requestSession(request, org, asked) : sessionOf(org, token, asked);
    return describeIdentity(context, user);
  });
}

/** The URL that stands for a user of this org. */
export function identityUrl({ org, url }: ApiContext, user: Values): string {
  return `${url()}/id/${org.organization()['Id'] as string}/${user['Id'] as string}`;
}

function describeIdentity(context: ApiContext, user: Values) {
  const url = context.url();
  const orgId = context.org.organization()['Id'] as string;
  const userId = user['Id'] as string;
  const services = `${url}/services/Soap`;
  return {
    id: identityUrl(context, user),
    sub: identityUrl(context, user),
    user_id: userId,
    organization_id: orgId,
    preferred_username: user['Username'],
    username: user['Username'],
    nickname: user['Alias'],
    display_name: user['Name'],
    name: user['Name'],
    email: user['Email'],
    email_verified: true,
    given_name: user['FirstName'],
    family_name: user['LastName'],
    first_name: user['FirstName'],
    last_name: user['LastName'],
    zoneinfo: user['TimeZoneSidKey'],
    timezone: user['TimeZoneSidKey'],
    locale: user['LocaleSidKey'],
    language: user['LanguageLocaleKey'],
    user_type: 'STANDARD',
    active: user['IsActive'],
    is_app_installed: true,
    urls: {
      enterprise: `${services}/c/{version}/${orgId.slice(0, 15)}`,
      metadata: `${services}/m/{version}/${orgId.slice(0, 15)}`,
      partner: `${services}/u/{version}/${orgId.slice(0, 15)}`,
      rest: `${url}/services/data/v{version}/`,
      sobjects: `${url}/services/data/v{version}/sobjects/`,
      query: `${url}/services/data/v{version}/query/`,
      custom_domain: url,
    },
  };
}
