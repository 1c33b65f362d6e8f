import type { ElementSpec } from './elements.ts';

const off = { oneOf: ['false'] } as const;
const ofApp = { externalClientApplication: 'text' } as const;

/**
 * What the web pages of a login do with these is not seen here: there are no such pages, and ID
 * tokens, which hold the attributes of an app, are refused.
 */
export const externalClientAppSpecs: Readonly<Record<string, ElementSpec>> = {
  ExternalClientApplication: {
    type: 'ExternalClientApplication',
    optional: {
      contactEmail: 'text',
      contactPhone: 'text',
      description: 'text',
      distributionState: { oneOf: ['Local'] },
      iconUrl: 'text',
      infoUrl: 'text',
      isProtected: 'boolean',
      label: 'text',
      logoUrl: 'text',
      managedType: { oneOf: ['Local'] },
    },
  },
  ExtlClntAppOauthSettings: {
    type: 'ExtlClntAppOauthSettings',
    required: ofApp,
    optional: {
      commaSeparatedOauthScopes: 'text',
      customAttributes: [
        {
          type: 'ExtlClntAppOauthSettingsAttribute',
          required: { formula: 'text', key: 'text' },
        },
      ],
      isFirstPartyAppEnabled: off,
      label: 'text',
      oauthLink: 'text',
      singleLogoutUrl: 'text',
    },
  },
  ExtlClntAppGlobalOauthSettings: {
    type: 'ExtlClntAppGlobalOauthSettings',
    required: ofApp,
    optional: {
      callbackUrl: 'text',
      certificate: 'text',
      consumerKey: 'text',
      consumerSecret: 'text',
      idTokenConfig: {
        type: 'ExternalAppIdTokenConfig',
        optional: {
          idTokenAudience: 'text',
          idTokenIncludeAttributes: 'boolean',
          idTokenIncludeCustomPermissions: 'boolean',
          idTokenIncludeStandardClaims: 'boolean',
          idTokenValidityInMinutes: 'integer',
        },
      },
      isClientCredentialsFlowEnabled: 'boolean',
      isCodeCredFlowEnabled: off,
      isCodeCredPostOnly: 'boolean',
      isConsumerSecretOptional: 'boolean',
      isDPopEnabled: off,
      isDeviceFlowEnabled: 'boolean',
      isIntrospectAllTokens: 'boolean',
      isMtlsEnabled: off,
      isNamedUserJwtEnabled: off,
      isPkceRequired: 'boolean',
      isRefreshTokenRotationEnabled: off,
      isSecretRequiredForRefreshToken: 'boolean',
      isSecretRequiredForTokenExchange: 'boolean',
      isTokenExchangeEnabled: off,
      label: 'text',
      shouldRotateConsumerKey: off,
      shouldRotateConsumerSecret: off,
    },
  },
  ExtlClntAppOauthConfigurablePolicies: {
    type: 'ExtlClntAppOauthConfigurablePolicies',
    required: ofApp,
    optional: {
      clientCredentialsFlowUser: 'text',
      commaSeparatedPermissionSet: 'text',
      commaSeparatedProfile: 'text',
      ipRelaxationPolicyType: { oneOf: ['Enforce', 'Bypass', 'Enforce_RelaxRefresh'] },
      isClientCredentialsFlowEnabled: 'boolean',
      isGuestCodeCredFlowEnabled: off,
      isTokenExchangeFlowEnabled: off,
      label: 'text',
      permittedUsersPolicyType: 'text',
      refreshTokenPolicyType: 'text',
      refreshTokenValidityPeriod: 'integer',
      refreshTokenValidityUnit: { oneOf: ['Hours', 'Days', 'Months'] },
      requiredSessionLevel: { oneOf: ['LOW', 'STANDARD'] },
      sessionTimeoutInMinutes: 'integer',
      singleLogoutUrl: 'text',
      startUrl: 'text',
    },
  },
  ExtlClntAppConfigurablePolicies: {
    type: 'ExtlClntAppConfigurablePolicies',
    required: ofApp,
    optional: {
      isEnabled: 'boolean',
      isOauthPluginEnabled: 'boolean',
      label: 'text',
      startPage: 'text',
      startUrl: 'text',
    },
  },
};
