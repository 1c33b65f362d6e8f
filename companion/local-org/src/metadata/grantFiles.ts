import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import { entityAccessElements } from './entityAccess.ts';
import { loadGrants, objectPermissions } from './grants.ts';
import { restrictionElements } from './loginRestrictions.ts';
import { findProfile } from './profile.ts';
import { visibleIn } from './recordTypeVisibility.ts';
import { findComponent } from './store.ts';
import { keptElements } from './visibleParts.ts';
import { element, parseXml, writeXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Which parts of what a profile grants a retrieve asks for. */
export interface GrantFilter {
  readonly object: (name: string) => boolean;
  /** Such as `Contact.Email`. */
  readonly field: (name: string) => boolean;
  /** Such as `Contact.Rare`. */
  readonly recordType: (name: string) => boolean;
}

const all: GrantFilter = { object: () => true, field: () => true, recordType: () => true };

/** The file of a permission set as its records are now: all that it grants. */
export function permissionSetFile(org: Org, Name: string): string {
  const { rows, schema } = org;
  const [set] = rows.find(schema.object('PermissionSet')!, { Name, Type: 'Regular' });
  const own = [
    ...optional('description', set!['Description']),
    element('hasActivationRequired', 'false'),
    element('label', set!['Label'] as string),
  ];
  const kept = keptElements(parseXml(findComponent(org.db, 'PermissionSet', Name)!.content));
  const grants = grantElements(org, set!['Id'] as string, all, false);
  return write('PermissionSet', [...own, ...kept, ...grants]);
}

/**
 * The file of a profile as its records are now. Besides user permissions it has what the same
 * retrieve asks for otherwise. (Metadata API Developer Guide, Profile, "Usage")
 */
export function profileFile(org: Org, fullName: string, filter: GrantFilter = all): string {
  const { profileId, permissionSetId, isStandard } = findProfile(fullName, org)!;
  const profile = org.rows.get(org.schema.object('Profile')!, profileId)!;
  const own = [
    element('custom', String(!isStandard)),
    ...optional('description', profile['Description']),
    ...restrictionElements(org, profileId),
    element('userLicense', 'Salesforce'),
  ];
  return write('Profile', [...own, ...grantElements(org, permissionSetId, filter, true)]);
}

function grantElements(
  org: Org,
  permissionSetId: string,
  filter: GrantFilter,
  ofProfile: boolean,
): XmlElement[] {
  const { objects, fields, userPermissions } = loadGrants(org, permissionSetId);
  const flag = (name: string, value: boolean) => element(name, String(value));
  return [
    ...[...fields]
      .filter(([name]) => filter.field(name))
      .map(([name, access]) =>
        element('fieldPermissions', [
          flag('editable', access === 'edit'),
          element('field', name),
          flag('readable', access !== 'none'),
        ]),
      ),
    ...[...objects]
      .filter(([name]) => filter.object(name))
      .map(([name, columns]) =>
        element(
          'objectPermissions',
          [
            ...objectPermissions.map((one) => flag(one.element, columns.has(one.column))),
            element('object', name),
            flag('viewAllFields', false),
          ].toSorted(byName),
        ),
      ),
    ...entityAccessElements(org, permissionSetId),
    ...visibleIn(org.db, permissionSetId)
      .map((one) => ({ ...one, fullName: `${one.object}.${one.name}` }))
      .filter(({ fullName }) => filter.recordType(fullName))
      .map(({ fullName, isDefault }) =>
        element('recordTypeVisibilities', [
          ...(ofProfile ? [flag('default', isDefault)] : []),
          element('recordType', fullName),
          flag('visible', true),
        ]),
      ),
    ...[...userPermissions].map((name) =>
      element('userPermissions', [flag('enabled', true), element('name', name)]),
    ),
  ];
}

/** Elements come by their names, those of one name by what they are about. */
function write(type: 'PermissionSet' | 'Profile', children: readonly XmlElement[]): string {
  const subject = ({ children: inside }: XmlElement) =>
    inside.find(({ name }) => ['field', 'object', 'recordType', 'name'].includes(name))?.text ?? '';
  const ordered = children.toSorted(
    (a, b) => byName(a, b) || (subject(a) < subject(b) ? -1 : Number(subject(a) > subject(b))),
  );
  return writeXml(element(type, ordered));
}

function byName(a: XmlElement, b: XmlElement): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function optional(name: string, value: Values[string] | undefined): XmlElement[] {
  return typeof value === 'string' ? [element(name, value)] : [];
}
