import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { toXml, type Component } from './xml.ts';

/*
 * External Client Apps, one for each way in; new connected apps cannot be made
 * any more. The header and the scopes of an app are part of the package. Its
 * global settings "must not be added to source control" (Metadata API Developer
 * Guide, ExtlClntAppGlobalOauthSettings), and who may use it is a matter of the
 * org: both are made at set-up.
 */

type GlobalSettings = Component<'ExtlClntAppGlobalOauthSettings'>;
type Policies = Component<'ExtlClntAppOauthConfigurablePolicies'>;

/** seeds/001, "Section I: Web service access": whom an administrator of the org can ask. */
const VENDOR = 'integration@higherlogic.com';

interface App {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly settings: Component<'ExtlClntAppOauthSettings'>;
}

/** seeds/000, "Requirements": what once was "Connected App Creation". JWT bearer, no password. */
const companionApp: App = {
  name: PACKAGE.companionApp,
  label: 'HL Companion',
  description:
    'Lets the Higher Logic companion log in by certificate, as a user who has the permission set HL Integration.',
  // Without the second scope Salesforce answers that the user has not approved the app.
  settings: { commaSeparatedOauthScopes: 'Api, RefreshToken' },
};

/** The claim that holds the legacy contact key of who signs on. */
export const CONTACT_CLAIM = 'LegacyContactKey';

/** seeds/000, "Single sign-on (SSO)": Salesforce as the identity provider. */
const signOnApp: App = {
  name: PACKAGE.signOnApp,
  label: 'HL Community Sign-On',
  description:
    'Lets members sign on to the Higher Logic community with their login to the Experience Cloud site (OpenID Connect).',
  settings: {
    commaSeparatedOauthScopes: 'OpenID, Profile, Email',
    // Blank for users who are no member of an Experience Cloud site.
    customAttributes: [{ formula: 'CASESAFEID($User.ContactId)', key: CONTACT_CLAIM }],
  },
};

/** What the package holds of the apps that a worksheet asks for: text by path. */
export function appFiles(plan: Plan): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...wantedApps(plan).map(({ name, label, description, settings }) => ({
      [`externalClientApps/${name}.eca-meta.xml`]: toXml('ExternalClientApplication', {
        contactEmail: VENDOR,
        description,
        distributionState: 'Local',
        isProtected: false,
        label,
      }),
      [`extlClntAppOauthSettings/${name}_oauth.ecaOauth-meta.xml`]: toXml(
        'ExtlClntAppOauthSettings',
        { ...settings, externalClientApplication: name, label: `${label} OAuth` },
      ),
    })),
  ) as Record<string, string>;
}

function wantedApps(plan: Plan): App[] {
  return [
    ...(plan.access.login === 'jwt' ? [companionApp] : []),
    ...(plan.sso === null ? [] : [signOnApp]),
  ];
}

/**
 * What is made in one org for the companion's app.
 *
 * @param certificate X.509, PEM, whose private key the companion signs with
 */
export function companionAppInOrg(certificate: string): Readonly<Record<string, string>> {
  return inOrg(
    companionApp,
    {
      // Nobody is called back when a certificate logs in; every app must say where all the same.
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      certificate: certificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
      isConsumerSecretOptional: false,
      isPkceRequired: true,
      isSecretRequiredForRefreshToken: true,
    },
    {
      commaSeparatedPermissionSet: PACKAGE.permissionSet,
      ipRelaxationPolicyType: 'Enforce',
      permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
    },
  );
}

/** What is made in one org for signing on: the members need no approval of each. */
export function signOnAppInOrg({
  redirectUrl,
}: NonNullable<Plan['sso']>): Readonly<Record<string, string>> {
  return inOrg(
    signOnApp,
    {
      callbackUrl: redirectUrl,
      idTokenConfig: {
        idTokenIncludeAttributes: true,
        idTokenIncludeStandardClaims: true,
        idTokenValidityInMinutes: 2,
      },
      isConsumerSecretOptional: false,
      isPkceRequired: false,
      isSecretRequiredForRefreshToken: true,
    },
    {
      // Who signs on comes from wherever members are, on their own devices.
      ipRelaxationPolicyType: 'Bypass',
      permittedUsersPolicyType: 'AllSelfAuthorized',
    },
  );
}

/** The full name of the component that holds an app's consumer key. */
export function globalSettingsName(app: string): string {
  return `${app}_glbloauth`;
}

/** The full name of the component that says whether an app is enabled in the org. */
export function policiesName(app: string): string {
  return `${app}_plcy`;
}

/** The full name of the component that says whom an app lets in. */
export function oauthPoliciesName(app: string): string {
  return `${app}_oauthPlcy`;
}

function inOrg(
  { name, label }: App,
  global: GlobalSettings,
  policies: Policies,
): Readonly<Record<string, string>> {
  const of = (part: string) => ({ externalClientApplication: name, label: `${label} ${part}` });
  return {
    [`extlClntAppGlobalOauthSets/${globalSettingsName(name)}.ecaGlblOauth-meta.xml`]: toXml(
      'ExtlClntAppGlobalOauthSettings',
      { ...global, ...of('Global OAuth') },
    ),
    [`extlClntAppOauthPolicies/${oauthPoliciesName(name)}.ecaOauthPlcy-meta.xml`]: toXml(
      'ExtlClntAppOauthConfigurablePolicies',
      { ...policies, ...of('OAuth Policies') },
    ),
    [`extlClntAppPolicies/${policiesName(name)}.ecaPlcy-meta.xml`]: toXml(
      'ExtlClntAppConfigurablePolicies',
      { isEnabled: true, isOauthPluginEnabled: true, ...of('Policies') },
    ),
  };
}
