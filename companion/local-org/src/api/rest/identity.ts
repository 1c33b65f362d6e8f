import type { FastifyInstance } from 'fastify';
import type { Org } from '../../org.ts';
import type { Values } from '../../schema/types.ts';
import { requestSession } from '../context.ts';
import type { ApiContext } from '../context.ts';

/** Who am I: the OpenID user info and the identity URL. */
export function registerIdentity(app: FastifyInstance, context: ApiContext): void {
  const identity = (user: Values) => describeIdentity(context.org, user, context.url());
  app.get('/services/oauth2/userinfo', (request) =>
    identity(requestSession(request, context.org).user),
  );
  app.get('/id/:orgId/:userId', (request) => identity(requestSession(request, context.org).user));
}

function describeIdentity(org: Org, user: Values, url: string) {
  const orgId = org.organization()['Id'] as string;
  const userId = user['Id'] as string;
  const services = `${url}/services/Soap`;
  return {
    id: `${url}/id/${orgId}/${userId}`,
    sub: `${url}/id/${orgId}/${userId}`,
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
