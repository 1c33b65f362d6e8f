import { toDateTime } from '../clock.ts';
import { componentRows } from './components.ts';
import { textOf } from '../metadata/xml.ts';
import type { Org } from '../org.ts';
import { makeField, picklist } from '../schema/field.ts';
import type { Values } from '../schema/types.ts';
import { findApp, listRefreshTokens, listRegisteredApps } from '../security/apps.ts';
import { findByNameOrId, partsOf, splitList } from '../security/deployedApps.ts';
import { listEntityAccess } from '../security/setupEntities.ts';
import { makeId } from '../ids.ts';
import { NO_ID, readOnlyObject } from './computed.ts';
import type { ComputedObject } from './computed.ts';

/* The apps through which users come in, and who has let them. */

const connectedApplication = readOnlyObject('ConnectedApplication', 'Connected App', '0H4', [
  makeField('Name', 'Name', 'string', { nameField: true }),
  makeField('OptionsAllowAdminApprovedUsersOnly', 'Admin Approved Users Only', 'boolean'),
]);

const externalClientApplication = readOnlyObject(
  'ExternalClientApplication',
  'External Client Application',
  '0xI',
  [
    makeField('DeveloperName', 'Name', 'string', { nameField: true }),
    makeField('MasterLabel', 'Label', 'string'),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string'),
    makeField('ContactEmail', 'Contact Email', 'email'),
    makeField('Description', 'Description', 'textarea'),
    makeField('DistributionState', 'Distribution State', 'picklist'),
    makeField('IsProtected', 'Protected', 'boolean'),
  ],
);

/** (Object Reference, OauthToken) */
const oauthToken = readOnlyObject('OauthToken', 'OAuth Token', '0CQ', [
  makeField('AppName', 'Application Name', 'string'),
  makeField('DeleteToken', 'Delete Token', 'string'),
  makeField('LastUsedDate', 'Last Used Date', 'datetime'),
  makeField('UseCount', 'Use Count', 'int', { precision: 9 }),
  makeField('UserId', 'User', 'reference', { referenceTo: ['User'], relationshipName: 'User' }),
]);

/** (Object Reference, SetupEntityAccess) */
const setupEntityAccess = readOnlyObject('SetupEntityAccess', 'Setup Entity Access', '0J0', [
  makeField('ParentId', 'Parent Entity', 'reference', {
    referenceTo: ['PermissionSet'],
    relationshipName: 'Parent',
  }),
  makeField('SetupEntityId', 'Setup Entity', 'reference', {
    referenceTo: ['ConnectedApplication', 'CustomPermission', 'ExternalClientApplication'],
  }),
  makeField('SetupEntityType', 'Setup Entity Type', 'picklist', {
    picklistValues: picklist(
      'ConnectedApplication',
      'CustomEntityDefinition',
      'CustomPermission',
      'ExternalClientApplication',
    ),
  }),
]);

export const appObjects: readonly ComputedObject[] = [
  {
    object: connectedApplication,
    rows: (org) =>
      listRegisteredApps(org).map(({ name, permittedUsers }, index) => ({
        Id: makeId(connectedApplication.keyPrefix, index + 1),
        Name: name,
        OptionsAllowAdminApprovedUsersOnly: permittedUsers === 'AdminApprovedPreAuthorized',
      })),
  },
  {
    object: externalClientApplication,
    rows: (org) =>
      componentRows(org, 'ExternalClientApplication', ({ fullName, root }) => ({
        DeveloperName: fullName,
        MasterLabel: textOf(root, 'label')!,
        ContactEmail: textOf(root, 'contactEmail') ?? null,
        Description: textOf(root, 'description') ?? null,
        DistributionState: textOf(root, 'distributionState')!,
        IsProtected: textOf(root, 'isProtected') === 'true',
      })),
  },
  {
    object: oauthToken,
    // Whoever customises the application sees those of all users.
    rows: (org, access) =>
      listRefreshTokens(org)
        .filter(
          ({ userId }) =>
            userId === access.userId || access.hasUserPermission('CustomizeApplication'),
        )
        .map((token) => ({
          Id: NO_ID,
          AppName: findApp(org, token.consumerKey)?.name ?? null,
          DeleteToken: token.deleteToken,
          CreatedDate: toDateTime(new Date(token.issuedAt)),
          LastUsedDate: toDateTime(new Date(token.usedAt)),
          UseCount: token.useCount,
          UserId: token.userId,
        })),
  },
  {
    object: setupEntityAccess,
    rows: (org) => {
      const opened = listEntityAccess(org.db).map(({ parentId, entityId, entityType }) => ({
        ParentId: parentId,
        SetupEntityId: entityId,
        SetupEntityType: entityType,
      }));
      const granted = [...appAccess(org), ...opened];
      return granted.map((values, index) => ({
        Id: makeId(setupEntityAccess.keyPrefix, index + 1),
        ...values,
      }));
    },
  },
];

/** Who is approved for a deployed app: permission sets, and those that profiles own. */
function appAccess(org: Org): Values[] {
  const { rows, schema } = org;
  const owned = (profileId: string) =>
    rows.find(schema.object('PermissionSet')!, { ProfileId: profileId, IsOwnedByProfile: true });
  return componentRows(org, 'ExternalClientApplication', ({ fullName }) => ({
    Name: fullName,
  })).flatMap(({ Id, Name }) => {
    const [policies] = partsOf(org, 'ExtlClntAppOauthConfigurablePolicies', Name as string);
    const named = (element: string, type: 'PermissionSet' | 'Profile') =>
      splitList(policies && textOf(policies.root, element)).flatMap((one) => {
        const found = findByNameOrId(org, type, one);
        return found ? [found] : [];
      });
    const sets = [
      ...named('commaSeparatedPermissionSet', 'PermissionSet'),
      ...named('commaSeparatedProfile', 'Profile').flatMap((one) => owned(one['Id'] as string)),
    ];
    return sets.map((set) => ({
      ParentId: set['Id']!,
      SetupEntityId: Id!,
      SetupEntityType: 'ExternalClientApplication',
    }));
  });
}
