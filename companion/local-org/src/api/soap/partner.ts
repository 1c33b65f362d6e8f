import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { passwordMatches } from '../../security/sessions.ts';
import { sessionOf } from '../context.ts';
import type { ApiContext } from '../context.ts';
import { LAST_SOAP_LOGIN_VERSION } from '../versions.ts';
import { registerSoap, soapText } from './envelope.ts';
import { recordOperations } from './recordOperations.ts';
import type { SoapCall, SoapOperation, SoapValue } from './envelope.ts';
import type { Values } from '../../schema/types.ts';

/** The SOAP API: log-in, log-out, and what the REST API has no call for; other records travel by REST. */
export function registerPartnerSoap(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const authenticated = (call: SoapCall) => {
    context.usage.count();
    return sessionOf(org, call.sessionId);
  };

  const login: SoapOperation = ({ operation, version }) => {
    if (Number(version) > LAST_SOAP_LOGIN_VERSION) {
      throw new SalesforceError(
        'INVALID_OPERATION',
        `The SOAP Login operation is not available in the API version specified (${version}). Refer to the documentation for supported versions.`,
      );
    }
    const username = soapText(operation, 'username')?.trim() ?? '';
    const password = soapText(operation, 'password')?.trim() ?? '';
    const [user] = org.rows.find(org.schema.object('User')!, { Username: username });
    const matches =
      user?.['IsActive'] === true && passwordMatches(org.db, user['Id'] as string, password);
    if (!matches) {
      throw new SalesforceError(
        'INVALID_LOGIN',
        'Invalid username, password, security token; or user locked out.',
      );
    }
    const token = org.sessions.open(user['Id'] as string);
    // Fails like any call when the user may not use the API.
    sessionOf(org, token);
    const orgId = (org.organization()['Id'] as string).slice(0, 15);
    return {
      metadataServerUrl: `${context.url()}/services/Soap/m/${version}/${orgId}`,
      passwordExpired: false,
      sandbox: org.organization()['IsSandbox'] as boolean,
      serverUrl: `${context.url()}/services/Soap/u/${version}/${orgId}`,
      sessionId: token,
      userId: user['Id'] as string,
      userInfo: userInfo(user),
    };
  };

  const userInfo = (user: Values): SoapValue => ({
    organizationId: org.organization()['Id'] as string,
    organizationName: org.organization()['Name'] as string,
    profileId: user['ProfileId'] as string,
    sessionSecondsValid: 7200,
    userEmail: user['Email'] as string,
    userFullName: user['Name'] as string,
    userId: user['Id'] as string,
    userLanguage: user['LanguageLocaleKey'] as string,
    userLocale: user['LocaleSidKey'] as string,
    userName: user['Username'] as string,
    userTimeZone: user['TimeZoneSidKey'] as string,
    userType: 'Standard',
  });

  const operations: Record<string, SoapOperation> = {
    login,
    logout: (call) => {
      authenticated(call);
      org.sessions.revoke(call.sessionId!);
      return [];
    },
    getServerTimestamp: (call) => {
      authenticated(call);
      return { timestamp: org.clock.now().toISOString() };
    },
    ...recordOperations(context, authenticated),
    getUserInfo: (call) => userInfo(authenticated(call).user),
  };
  registerSoap(app, '/services/Soap/u', 'urn:partner.soap.sforce.com', operations);
  registerSoap(app, '/services/Soap/c', 'urn:enterprise.soap.sforce.com', operations);
}
