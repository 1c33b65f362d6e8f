import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from './clock.ts';
import { toDateTime } from './clock.ts';
import type { OrgSchema } from './schema/schema.ts';
import type { Values } from './schema/types.ts';
import { hasObjectPermissions } from './security/objectPermissions.ts';
import { standardProfiles } from './security/standardProfiles.ts';
import type { StandardProfile } from './security/standardProfiles.ts';
import { isComputed } from './setup/index.ts';
import { createTable, transaction } from './storage/database.ts';
import type { Rows } from './storage/rows.ts';

/** Editions that can be chosen, with the daily API requests of an org with one licence. */
export const editions = {
  Developer: { organizationType: 'Developer Edition', dailyApiRequests: 15_000 },
  Professional: { organizationType: 'Professional Edition', dailyApiRequests: 100_000 },
  Enterprise: { organizationType: 'Enterprise Edition', dailyApiRequests: 100_000 },
  Unlimited: { organizationType: 'Unlimited Edition', dailyApiRequests: 100_000 },
} as const;
export type EditionName = keyof typeof editions;

/** The edition of an org that exists already, from its `Organization.OrganizationType`. */
export function editionOf(organizationType: string): EditionName {
  const names = Object.keys(editions) as EditionName[];
  return names.find((name) => editions[name].organizationType === organizationType)!;
}

/** The daily limit of an org of that edition. */
export function dailyApiRequests(organizationType: string): number {
  return editions[editionOf(organizationType)].dailyApiRequests;
}

/** What a new org is. */
export interface NewOrgOptions {
  /** Developer when absent. */
  edition?: EditionName;
  /** A copy of a production org, for trying things. */
  sandbox?: boolean;
  /** Whether people can be accounts of their own. */
  personAccounts?: boolean;
  /** The moment at which a trial ends; none when absent. */
  trialExpires?: Date;
}

/**
 * Brings an empty database to the state of an org that was just signed up for:
 * tables, the organization, its standard profiles and an administrator. A
 * database that has an organization is left as it is.
 * @throws when that organization is of another edition than the one asked for.
 */
export function setUpOrg(
  db: DatabaseSync,
  rows: Rows,
  schema: OrgSchema,
  options: NewOrgOptions & { clock: Clock },
): void {
  if (options.personAccounts === true && isKeptWithoutPersonAccounts(db)) {
    throw new Error('The org that is kept there has no person accounts.');
  }
  for (const object of schema.objects()) if (!isComputed(object)) createTable(db, object);
  const edition = editions[options.edition ?? 'Developer'];
  const [known] = rows.find(schema.object('Organization')!, {});
  if (known) {
    if (options.edition !== undefined && known['OrganizationType'] !== edition.organizationType) {
      throw new Error(
        `The org that is kept there is a ${String(known['OrganizationType'])}, not a ${edition.organizationType}.`,
      );
    }
    return;
  }

  const now = toDateTime(options.clock.now());
  const audit: Values = { CreatedDate: now, LastModifiedDate: now, SystemModstamp: now };
  const insert = (object: string, values: Values) =>
    rows.insert(schema.object(object)!, { ...audit, ...values });

  transaction(db, () => {
    const orgId = insert('Organization', {
      Name: 'Local Org',
      OrganizationType: edition.organizationType,
      InstanceName: 'LOCAL',
      IsSandbox: options.sandbox === true,
      TrialExpirationDate: options.trialExpires ? toDateTime(options.trialExpires) : null,
      FiscalYearStartMonth: 1,
      TimeZoneSidKey: 'GMT',
      DefaultLocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
    });
    const personType = options.personAccounts === true ? insertPersonType(insert) : undefined;
    const UserLicenseId = insert('UserLicense', {
      Name: 'Salesforce',
      MasterLabel: 'Salesforce',
      LicenseDefinitionKey: 'SFDC',
      Status: 'Active',
      TotalLicenses: 100,
    });
    const profileIds = standardProfiles.map((profile) =>
      insertProfile(profile, UserLicenseId, schema, insert),
    );
    // User names are unique across all orgs of the platform.
    const username = `admin@${orgId.slice(5, 15).replace(/^0+/, '').toLowerCase()}.local-org.example`;
    insert('User', {
      Username: username,
      FirstName: 'Local',
      LastName: 'Administrator',
      Name: 'Local Administrator',
      Email: username,
      Alias: 'admin',
      IsActive: true,
      UserType: 'Standard',
      UserPermissionsMarketingUser: true,
      ProfileId: profileIds[0]!,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    });
    completeUsers(rows, schema);
    if (personType !== undefined) showRecordType(db, personType);
  });
}

/** The record type that person accounts come with. */
export const PERSON_ACCOUNT = 'PersonAccount';

const insertPersonType = (insert: (object: string, values: Values) => string): string =>
  insert('RecordType', {
    Name: 'Person Account',
    DeveloperName: PERSON_ACCOUNT,
    SobjectType: 'Account',
    IsActive: true,
    IsPersonType: true,
  });

/** Lets every profile give a record type to records. */
function showRecordType(db: DatabaseSync, recordTypeId: string): void {
  db.prepare(
    `INSERT INTO _record_type_visibility (parent_id, record_type_id, is_default)
     SELECT Id, ?, 0 FROM PermissionSet WHERE IsOwnedByProfile = 1`,
  ).run(recordTypeId);
}

/** Whether an org that is kept has person accounts. */
export const hasPersonAccountTables = (db: DatabaseSync): boolean =>
  accountColumns(db).includes('IsPersonAccount');
const isKeptWithoutPersonAccounts = (db: DatabaseSync): boolean =>
  accountColumns(db).length > 0 && !hasPersonAccountTables(db);
const accountColumns = (db: DatabaseSync): unknown[] =>
  db
    .prepare(`SELECT name FROM pragma_table_info('Account')`)
    .all()
    .map(({ name }) => name);

/**
 * Gives every user what the platform keeps beside the user's record: the row that
 * says whether they may log in, and the assignment of the permission set that
 * belongs to their profile (Object Reference, UserLogin, PermissionSetAssignment).
 */
export function completeUsers(rows: Rows, schema: OrgSchema): void {
  const userLogin = schema.object('UserLogin')!;
  for (const user of rows.find(schema.object('User')!, {})) {
    assignProfile(rows, schema, user);
    if (rows.find(userLogin, { UserId: user['Id']! }).length > 0) continue;
    rows.insert(userLogin, { UserId: user['Id']!, LastModifiedDate: user['CreatedDate']! });
  }
}

function assignProfile(rows: Rows, schema: OrgSchema, { Id, ProfileId, SystemModstamp }: Values) {
  const sets = schema.object('PermissionSet')!;
  const assignments = schema.object('PermissionSetAssignment')!;
  const [owned] = rows.find(sets, { IsOwnedByProfile: true, ProfileId: ProfileId! });
  let assigned = false;
  for (const row of rows.find(assignments, { AssigneeId: Id! })) {
    const set = rows.get(sets, row['PermissionSetId'] as string)!;
    if (set['Id'] === owned?.['Id']) assigned = true;
    else if (set['IsOwnedByProfile'] === true) rows.remove(assignments, row['Id'] as string);
  }
  if (owned && !assigned) {
    rows.insert(assignments, {
      AssigneeId: Id!,
      PermissionSetId: owned['Id']!,
      SystemModstamp: SystemModstamp!,
    });
  }
}

/** A profile's permissions stand in a permission set that belongs to it. */
function insertProfile(
  profile: StandardProfile,
  UserLicenseId: string,
  schema: OrgSchema,
  insert: (object: string, values: Values) => string,
): string {
  const granted = Object.fromEntries(
    profile.userPermissions.map((name) => [`Permissions${name}`, true] as const),
  );
  const ProfileId = insert('Profile', {
    Name: profile.name,
    UserType: 'Standard',
    UserLicenseId,
    ...granted,
  });
  const ParentId = insert('PermissionSet', {
    Name: `X${ProfileId}`,
    Label: ProfileId,
    Type: 'Profile',
    IsOwnedByProfile: true,
    ProfileId,
    ...granted,
  });
  if (profile.objectPermissions.length === 0) return ProfileId;
  for (const object of schema.objects()) {
    if (object.isSetup) continue;
    if (hasObjectPermissions(object)) {
      const permissions = profile.objectPermissions.map((name) => [`Permissions${name}`, true]);
      insert('ObjectPermissions', {
        ParentId,
        SobjectType: object.name,
        ...(Object.fromEntries(permissions) as Values),
      });
    }
    for (const field of object.fields.values()) {
      if (!field.permissionable) continue;
      insert('FieldPermissions', {
        ParentId,
        SobjectType: object.name,
        Field: `${object.name}.${field.name}`,
        PermissionsRead: true,
        PermissionsEdit: true,
      });
    }
  }
  return ProfileId;
}
