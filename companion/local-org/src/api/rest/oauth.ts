import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { revokeRefreshToken } from '../../security/apps.ts';
import { grantToken, OAuthError } from '../../security/oauth.ts';
import type { ApiContext } from '../context.ts';
import { identityUrl } from './identity.ts';

/** The OAuth endpoints that a client without a browser talks to: `token` and `revoke`. */
export function registerOAuth(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, new URLSearchParams(body as string));
    },
  );

  const answer =
    (handler: (request: FastifyRequest) => unknown) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('Cache-Control', 'no-store');
      try {
        return reply.send(handler(request));
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        return reply.status(400).send({ error: error.error, error_description: error.message });
      }
    };

  const token = (request: FastifyRequest) => {
    const { app, user, accessToken } = grantToken(org, {
      parameter: parametersOf(request),
      url: context.url(),
      sourceIp: request.ip,
    });
    const id = identityUrl(context, user);
    const issued_at = String(org.clock.now().getTime());
    return {
      access_token: accessToken,
      signature: createHmac('sha256', app.consumerSecret ?? '')
        .update(id + issued_at)
        .digest('base64'),
      scope: app.scopes.join(' '),
      instance_url: context.url(),
      id,
      token_type: 'Bearer',
      issued_at,
    };
  };

  /** Takes an access token or a refresh token. (Help, "Revoke OAuth Tokens") */
  const revoke = (request: FastifyRequest) => {
    const token = parametersOf(request)('token') ?? '';
    if (!org.sessions.revoke(token) && !revokeRefreshToken(org, token)) {
      throw new OAuthError('unsupported_token_type', `invalid token: ${token}`);
    }
    return '';
  };

  app.post('/services/oauth2/token', answer(token));
  app.post('/services/oauth2/revoke', answer(revoke));
  app.get('/services/oauth2/revoke', answer(revoke));
}

/** Parameters come in the body or in the URL; the client's own also as basic authorisation. */
function parametersOf(request: FastifyRequest): (name: string) => string | undefined {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const query = request.query as Record<string, string | undefined>;
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [client_id, client_secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [];
  const own: Record<string, string | undefined> = { client_id, client_secret };
  return (name) => form.get(name) ?? query[name] ?? own[name];
}
