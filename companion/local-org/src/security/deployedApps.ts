import { listComponents } from '../metadata/store.ts';
import { parseXml, textOf } from '../metadata/xml.ts';
import type { XmlElement } from '../metadata/xml.ts';
import { findComponent } from '../metadata/store.ts';
import { toId18 } from '../ids.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import type { OAuthFlow, RefreshTokenLife, RegisteredApp } from './apps.ts';
import { findConsumer } from './consumers.ts';
import { readCertificate } from './jwt.ts';
import { OAUTH_SCOPES } from './scopes.ts';

/** The types of metadata that make an External Client App together with its header. */
export const APP_PARTS = [
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppConfigurablePolicies',
] as const;

interface Part {
  readonly name: string;
  readonly id: string;
  readonly root: XmlElement;
}

/** The deployed parts of one type that belong to an app. */
export function partsOf(org: Org, type: string, app: string): Part[] {
  return listComponents(org.db, type)
    .map(({ fullName, id, content }) => ({ name: fullName, id, root: parseXml(content) }))
    .filter(({ root }) => textOf(root, 'externalClientApplication') === app);
}

/**
 * The External Client App of a consumer key, as it was deployed. Where a part is missing, what the
 * platform sets by default holds. (Metadata API Developer Guide, the types of APP_PARTS)
 */
export function findDeployedApp(org: Org, consumerKey: string): RegisteredApp | undefined {
  const consumer = findConsumer(org, consumerKey);
  if (!consumer) return undefined;
  const [settings, global, policies, plugins] = APP_PARTS.map((type) => {
    const [part] = partsOf(org, type, consumer.app);
    return (name: string) => part && textOf(part.root, name);
  }) as [Lookup, Lookup, Lookup, Lookup];
  const header = parseXml(
    findComponent(org.db, 'ExternalClientApplication', consumer.app)!.content,
  );
  const pem = readCertificate(global('certificate') ?? '');
  const runsAs =
    global('isClientCredentialsFlowEnabled') === 'true' &&
    policies('isClientCredentialsFlowEnabled') === 'true';
  const flows: OAuthFlow[] = ['refresh-token'];
  if (pem) flows.push('jwt-bearer');
  if (runsAs) flows.push('client-credentials');
  const names = (object: 'PermissionSet' | 'Profile', list: string | undefined) =>
    splitList(list).flatMap((value) => {
      const found = findByNameOrId(org, object, value);
      return found ? [found['Name'] as string] : [];
    });
  const runAs = policies('clientCredentialsFlowUser');
  const timeout = policies('sessionTimeoutInMinutes');
  return {
    name: textOf(header, 'label')!,
    consumerKey,
    consumerSecret: consumer.secret,
    flows,
    scopes: [
      ...new Set(splitList(settings('commaSeparatedOauthScopes')).map((one) => OAUTH_SCOPES[one]!)),
    ],
    permittedUsers:
      policies('permittedUsersPolicyType') === 'AdminApprovedPreAuthorized'
        ? 'AdminApprovedPreAuthorized'
        : 'AllSelfAuthorized',
    permissionSets: names('PermissionSet', policies('commaSeparatedPermissionSet')),
    profiles: names('Profile', policies('commaSeparatedProfile')),
    isBlocked: plugins('isEnabled') === 'false' || plugins('isOauthPluginEnabled') === 'false',
    needsSecretToRefresh: global('isSecretRequiredForRefreshToken') !== 'false',
    refreshTokenLife: refreshTokenLife(policies),
    ipRelaxation: (policies('ipRelaxationPolicyType') ?? 'Enforce') as IpRelaxation,
    ...(pem && { certificate: pem }),
    ...(runAs !== undefined && { runAs }),
    ...(timeout !== undefined && { sessionTimeoutMinutes: Number(timeout) }),
  };
}

type IpRelaxation = NonNullable<RegisteredApp['ipRelaxation']>;
type Lookup = (name: string) => string | undefined;

const HOURS = { Hours: 1, Days: 24, Months: 30 * 24 } as const;

function refreshTokenLife(policies: Lookup): RefreshTokenLife {
  const policy = (policies('refreshTokenPolicyType') ?? 'Infinite') as RefreshTokenLife['policy'];
  const unit = (policies('refreshTokenValidityUnit') ?? 'Hours') as keyof typeof HOURS;
  return { policy, hours: Number(policies('refreshTokenValidityPeriod') ?? 0) * HOURS[unit] };
}

/** The record that a list in a policy means: the guide speaks of Ids, its samples name names. */
export function findByNameOrId(
  { rows, schema }: Org,
  type: 'PermissionSet' | 'Profile' | 'User',
  value: string,
): Values | undefined {
  const object = schema.object(type)!;
  const id = toId18(value);
  const [named] = rows.find(object, { [type === 'User' ? 'Username' : 'Name']: value });
  return named ?? (id === undefined ? undefined : rows.get(object, id));
}

/** The values of an element that holds a list separated by commas. */
export function splitList(text = ''): string[] {
  return text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
