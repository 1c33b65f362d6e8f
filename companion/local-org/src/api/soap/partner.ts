import type { FastifyInstance } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { toId18 } from '../../ids.ts';
import { logInWithPassword } from '../../security/logins.ts';
import { changePassword } from '../../security/passwords.ts';
import { sessionOf } from '../context.ts';
import type { ApiContext, SessionOptions } from '../context.ts';
import { LAST_SOAP_LOGIN_VERSION } from '../versions.ts';
import { registerSoap, soapText } from './envelope.ts';
import type { SoapCall, SoapOperation, SoapValue } from './envelope.ts';
import { recordOperations } from './records.ts';
import { recycleBinOperations } from './recycleBin.ts';
import type { Values } from '../../schema/types.ts';

/** Log-in, log-out, saving records by the SOAP API, and what the REST API has no call for. */
export function registerPartnerSoap(app: FastifyInstance, context: ApiContext): void {
  const { org } = context;
  const authenticated = (call: SoapCall, options?: SessionOptions) => {
    const session = sessionOf(org, call.sessionId, options);
    context.usage.count();
    return session;
  };

  const login =
    (ApiType: string): SoapOperation =>
    ({ operation, version, sourceIp }) => {
      if (Number(version) > LAST_SOAP_LOGIN_VERSION) {
        throw new SalesforceError(
          'INVALID_OPERATION',
          `The SOAP Login operation is not available in the API version specified (${version}). Refer to the documentation for supported versions.`,
        );
      }
      const { user, accessToken, passwordExpired } = logInWithPassword(
        org,
        soapText(operation, 'username')?.trim() ?? '',
        soapText(operation, 'password')?.trim() ?? '',
        {
          LoginType: 'Other Apex API',
          Application: 'N/A',
          ApiType,
          ApiVersion: version,
          SourceIp: sourceIp,
          LoginUrl: new URL(context.url()).host,
        },
      );
      const orgId = (org.organization()['Id'] as string).slice(0, 15);
      return {
        metadataServerUrl: `${context.url()}/services/Soap/m/${version}/${orgId}`,
        passwordExpired,
        sandbox: org.organization()['IsSandbox'] as boolean,
        serverUrl: `${context.url()}/services/Soap/u/${version}/${orgId}`,
        sessionId: accessToken,
        userId: user['Id'] as string,
        userInfo: userInfo(user),
      };
    };

  const userInfo = (user: Values): SoapValue => ({
    organizationId: org.organization()['Id'] as string,
    organizationName: org.organization()['Name'] as string,
    profileId: user['ProfileId'] as string,
    sessionSecondsValid: org.policy.sessionTimeoutMinutes * 60,
    userEmail: user['Email'] as string,
    userFullName: user['Name'] as string,
    userId: user['Id'] as string,
    userLanguage: user['LanguageLocaleKey'] as string,
    userLocale: user['LocaleSidKey'] as string,
    userName: user['Username'] as string,
    userTimeZone: user['TimeZoneSidKey'] as string,
    userType: 'Standard',
  });

  const operations = (apiType: string): Record<string, SoapOperation> => ({
    login: login(apiType),
    logout: (call) => {
      authenticated(call);
      org.sessions.revoke(call.sessionId!);
      return [];
    },
    getServerTimestamp: (call) => {
      authenticated(call);
      return { timestamp: org.clock.now().toISOString() };
    },
    getUserInfo: (call) => userInfo(authenticated(call).user),
    setPassword: (call) => {
      const { access } = authenticated(call, { setsPassword: true });
      const userId = toId18(soapText(call.operation, 'userId') ?? '');
      if (userId === undefined || !org.user(userId)) {
        throw new SalesforceError('INVALID_ID_FIELD', 'invalid user id');
      }
      changePassword(org, access, userId, soapText(call.operation, 'password'));
      return '';
    },
  });
  // Logging in is not counted, and its answer tells no usage. (SOAP API Developer Guide, "LimitInfoHeader")
  const headersOf = (operation: string): Record<string, SoapValue> => {
    if (operation === 'login') return {};
    const { used, limit } = context.usage;
    return { LimitInfoHeader: { limitInfo: { current: used, limit, type: 'API REQUESTS' } } };
  };
  const partner = {
    ...operations('SOAP Partner'),
    ...recordOperations(context, authenticated),
    ...recycleBinOperations(context, authenticated),
  };
  registerSoap(app, '/services/Soap/u', 'urn:partner.soap.sforce.com', partner, headersOf);
  const enterprise = operations('SOAP Enterprise');
  registerSoap(app, '/services/Soap/c', 'urn:enterprise.soap.sforce.com', enterprise, headersOf);
}
