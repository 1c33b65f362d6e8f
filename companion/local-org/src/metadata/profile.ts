import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import { standardProfiles } from '../security/standardProfiles.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { accessSpecs, checkEntityAccess, storeEntityAccess } from './entityAccess.ts';
import { checkDependencies, grantSpecs, loadGrants, readGrants, storeGrants } from './grants.ts';
import type { Grants, ReadGrants } from './grants.ts';
import { applyRestrictions, checkRestrictions, restrictionSpecs } from './loginRestrictions.ts';
import { checkVisibilities, storeVisibilities, visibilitySpec } from './recordTypeVisibility.ts';
import { child, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const profileSpec: ElementSpec = {
  type: 'Profile',
  optional: {
    custom: 'boolean',
    description: 'text',
    userLicense: 'text',
    recordTypeVisibilities: [visibilitySpec('Profile')],
    ...accessSpecs('Profile'),
    ...restrictionSpecs,
    ...grantSpecs('Profile'),
  },
};

/** The one user license that custom profiles of the local org have. */
const LICENSE = 'Salesforce';

/** Everything that is wrong with a profile's file, held against what the profile grants already. */
export function checkProfile(fullName: string, root: XmlElement, org: Org): Problem[] {
  const problems = checkElement(root, profileSpec);
  if (problems.length > 0) return problems;
  const read = readGrants(root, org.schema);
  const known = findProfile(fullName, org);
  const before = known && loadGrants(org, known.permissionSetId);
  const merged = merge(before ?? NOTHING, read);
  return [
    ...checkKind(fullName, root, known),
    ...read.problems,
    ...(isStandard(fullName) && before ? checkStandard(before, merged, read, org) : []),
    ...checkDependencies(merged, read.places, org.schema),
    ...checkEntityAccess(root, org),
    ...checkVisibilities(root, org, known?.permissionSetId),
    ...checkRestrictions(root),
  ];
}

/**
 * Stores a checked profile. A deploy merges: what the file does not name stays as it was.
 * (Metadata API Developer Guide, Profile)
 * @returns the profile's Id.
 */
export function applyProfile(org: Org, fullName: string, root: XmlElement, now: Date): string {
  const { profileId, permissionSetId } =
    findProfile(fullName, org) ?? createProfile(org, fullName, now);
  const description = textOf(root, 'description');
  if (description !== undefined) {
    org.rows.update(org.schema.object('Profile')!, profileId, { Description: description });
  }
  const merged = merge(loadGrants(org, permissionSetId), readGrants(root, org.schema));
  applyRestrictions(org, profileId, root);
  storeVisibilities(root, org, permissionSetId);
  storeEntityAccess(root, org, permissionSetId);
  storeGrants(org, permissionSetId, merged, now);
  return profileId;
}

/** A profile, and the permission set that holds what it grants. */
export interface KnownProfile {
  readonly isStandard: boolean;
  readonly profileId: string;
  readonly permissionSetId: string;
}

const NOTHING: Grants = { objects: new Map(), fields: new Map(), userPermissions: new Set() };

/** Each object, field and user permission that the file names replaces what was there. */
function merge(before: Grants, { grants, disabled }: ReadGrants): Grants {
  const userPermissions = [...before.userPermissions, ...grants.userPermissions];
  return {
    objects: new Map([...before.objects, ...grants.objects]),
    fields: new Map([...before.fields, ...grants.fields]),
    userPermissions: new Set(userPermissions.filter((name) => !disabled.has(name))),
  };
}

/** The profile of that name in the Metadata API. */
export function findProfile(fullName: string, { rows, schema }: Org): KnownProfile | undefined {
  const Name = standardProfiles.find((one) => one.fullName === fullName)?.name ?? fullName;
  const [profile] = rows.find(schema.object('Profile')!, { Name });
  if (!profile) return undefined;
  const ProfileId = profile['Id'] as string;
  const [set] = rows.find(schema.object('PermissionSet')!, { IsOwnedByProfile: true, ProfileId });
  return {
    isStandard: isStandard(fullName),
    profileId: ProfileId,
    permissionSetId: set!['Id'] as string,
  };
}

function createProfile(org: Org, Name: string, now: Date): KnownProfile {
  const { rows, schema } = org;
  const at = toDateTime(now);
  const audit = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at };
  const profileId = rows.insert(schema.object('Profile')!, {
    ...audit,
    Name,
    UserType: 'Standard',
    UserLicenseId: rows.find(schema.object('UserLicense')!, {})[0]!['Id']!,
  });
  const permissionSetId = rows.insert(schema.object('PermissionSet')!, {
    ...audit,
    Name: `X${profileId}`,
    Label: profileId,
    Type: 'Profile',
    IsOwnedByProfile: true,
    ProfileId: profileId,
  });
  return { isStandard: false, profileId, permissionSetId };
}

function isStandard(fullName: string): boolean {
  return standardProfiles.some((one) => one.fullName === fullName);
}

function checkKind(fullName: string, root: XmlElement, known: KnownProfile | undefined): Problem[] {
  const { line, column } = root;
  const license = child(root, 'userLicense');
  if (license && !isStandard(fullName) && license.text !== LICENSE) {
    const message = `The local org does not implement the user license ${license.text} of a custom profile.`;
    return [{ message, line: license.line, column: license.column }];
  }
  if (!known && textOf(root, 'custom') !== 'true') {
    return [{ message: `In field: fullName - no Profile named ${fullName} found`, line, column }];
  }
  return [];
}

/** What only Salesforce decides in a standard profile. (Help, "Standard Profiles") */
function checkStandard(
  before: Grants,
  after: Grants,
  { places }: ReadGrants,
  { schema }: Org,
): Problem[] {
  const refuse = (name: string, what: string): Problem[] => {
    const { line, column } = places.get(name)!;
    const message = `The local org does not implement changing ${what} of a standard profile: ${name}`;
    return [{ message, line, column }];
  };
  const same = (one: ReadonlySet<string> = new Set(), other: ReadonlySet<string>) =>
    one.size === other.size && [...one].every((column) => other.has(column));
  return [...places.keys()].flatMap((name) => {
    const object = after.objects.get(name);
    if (object) {
      const isFixed = !schema.object(name)!.custom && !same(before.objects.get(name), object);
      return isFixed ? refuse(name, 'permissions on standard objects') : [];
    }
    if (name.includes('.')) return [];
    const changed = before.userPermissions.has(name) !== after.userPermissions.has(name);
    return changed ? refuse(name, 'user permissions') : [];
  });
}
