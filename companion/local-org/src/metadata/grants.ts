import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import { masterFields } from '../schema/masterDetail.ts';
import { userPermissions } from '../schema/standard/userPermissions.ts';
import type { Schema } from '../schema/types.ts';
import { hasObjectPermissions } from '../security/objectPermissions.ts';
import type { ElementKind } from './elements.ts';
import { childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** What a permission set or a profile grants. All names are as the schema spells them. */
export interface Grants {
  /** Columns of ObjectPermissions that are true, by object. */
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
  /** By field, such as `Contact.Email`. */
  readonly fields: ReadonlyMap<string, FieldAccess>;
  readonly userPermissions: ReadonlySet<string>;
}
export type FieldAccess = 'none' | 'read' | 'edit';

/** Elements of `objectPermissions`, the columns that hold them, and what each of them needs. */
export const objectPermissions = [
  { element: 'allowRead', column: 'PermissionsRead', word: 'Read', needs: [] },
  { element: 'allowCreate', column: 'PermissionsCreate', word: 'Create', needs: ['Read'] },
  { element: 'allowEdit', column: 'PermissionsEdit', word: 'Edit', needs: ['Read'] },
  { element: 'allowDelete', column: 'PermissionsDelete', word: 'Delete', needs: ['Read', 'Edit'] },
  {
    element: 'viewAllRecords',
    column: 'PermissionsViewAllRecords',
    word: 'View All',
    needs: ['Read'],
  },
  {
    element: 'modifyAllRecords',
    column: 'PermissionsModifyAllRecords',
    word: 'Modify All',
    needs: ['Read', 'Edit', 'Delete', 'View All'],
  },
] as const;

/** Objects that cannot be read without reading their parent, beside those that have masters. */
const readNeedsParent: Readonly<Record<string, readonly string[]>> = { Contact: ['Account'] };

function parentsOf(schema: Schema, name: string): readonly string[] {
  const masters = masterFields(schema.object(name)!).flatMap(({ referenceTo }) => referenceTo);
  return [
    ...(readNeedsParent[name] ?? []),
    ...masters.filter((master) => hasObjectPermissions(schema.object(master)!)),
  ];
}

/** The elements that make grants, for the spec of the type that holds them. */
export function grantSpecs(prefix: 'PermissionSet' | 'Profile'): {
  fieldPermissions: readonly [ElementKind];
  objectPermissions: readonly [ElementKind];
  userPermissions: readonly [ElementKind];
} {
  const isProfile = prefix === 'Profile';
  const flags = Object.fromEntries(
    objectPermissions.map(({ element }) => [element, 'boolean' as const]),
  );
  return {
    fieldPermissions: [
      {
        type: isProfile ? 'ProfileFieldLevelSecurity' : 'PermissionSetFieldPermissions',
        required: { field: 'text', editable: 'boolean' },
        optional: { readable: 'boolean' },
      },
    ],
    objectPermissions: [
      {
        type: `${prefix}ObjectPermissions`,
        required: { object: 'text', ...(!isProfile && flags) },
        optional: { viewAllFields: { oneOf: ['false'] }, ...(isProfile && flags) },
      },
    ],
    userPermissions: [
      { type: `${prefix}UserPermission`, required: { enabled: 'boolean', name: 'text' } },
    ],
  };
}

/** What a file grants and takes away, and what is wrong with it taken by itself. */
export interface ReadGrants {
  readonly grants: Grants;
  /** User permissions that the file names in order to take them away. */
  readonly disabled: ReadonlySet<string>;
  /** Where each grant stands: `Contact`, `Contact.Email`, `ApiEnabled`. */
  readonly places: ReadonlyMap<string, XmlElement>;
  readonly problems: readonly Problem[];
}

export function readGrants(root: XmlElement, schema: Schema): ReadGrants {
  const objects = new Map<string, ReadonlySet<string>>();
  const fields = new Map<string, FieldAccess>();
  const enabled = new Set<string>();
  const disabled = new Set<string>();
  const places = new Map<string, XmlElement>();
  const problems: Problem[] = [];
  const isTrue = (element: XmlElement, name: string) => textOf(element, name) === 'true';

  for (const grant of childrenOf(root, 'fieldPermissions')) {
    const given = textOf(grant, 'field')!;
    const [objectName = '', fieldName = ''] = given.split('.');
    const object = schema.object(objectName);
    const field = schema.field(objectName, fieldName);
    const [editable, readable] = [isTrue(grant, 'editable'), isTrue(grant, 'readable')];
    if (!object || !field) {
      problems.push(at(grant, `In field: field - no CustomField named ${given} found`));
    } else if (!field.permissionable) {
      problems.push(at(grant, `You cannot deploy to a required field: ${given}`));
    } else if (root.name === 'MutingPermissionSet') {
      // Who cannot read does not edit either; editing alone can be muted.
      fields.set(`${object.name}.${field.name}`, readable ? 'read' : editable ? 'edit' : 'none');
    } else if (editable && !readable) {
      problems.push(at(grant, `Permission Edit ${given} depends on permission(s): Read ${given}`));
    } else {
      const name = `${object.name}.${field.name}`;
      fields.set(name, editable ? 'edit' : readable ? 'read' : 'none');
      places.set(name, grant);
    }
  }
  for (const grant of childrenOf(root, 'objectPermissions')) {
    const given = textOf(grant, 'object')!;
    const object = schema.object(given);
    if (!object || !hasObjectPermissions(object)) {
      problems.push(at(grant, `In field: field - no CustomObject named ${given} found`));
      continue;
    }
    const granted = objectPermissions.filter(({ element }) => isTrue(grant, element));
    objects.set(object.name, new Set(granted.map(({ column }) => column)));
    places.set(object.name, grant);
  }
  for (const grant of childrenOf(root, 'userPermissions')) {
    const name = textOf(grant, 'name')!;
    if (!userPermissions.some((known) => known.name === name)) {
      problems.push(at(grant, `Unknown user permission: ${name}`));
      continue;
    }
    (isTrue(grant, 'enabled') ? enabled : disabled).add(name);
    places.set(name, grant);
  }
  return { grants: { objects, fields, userPermissions: enabled }, disabled, places, problems };
}

/**
 * What is missing in `grants` for each of them to stand.
 * @param places where a grant is made; what is not there is not spoken of
 */
export function checkDependencies(
  grants: Grants,
  places: ReadonlyMap<string, XmlElement>,
  schema: Schema,
): Problem[] {
  const problems: Problem[] = [];
  const report = (place: string, permission: string, missing: readonly string[]) => {
    const element = places.get(place);
    if (!element || missing.length === 0) return;
    problems.push(
      at(element, `Permission ${permission} depends on permission(s): ${missing.join(', ')}`),
    );
  };
  const reads = (object: string) => grants.objects.get(object)?.has('PermissionsRead') === true;
  for (const [object, columns] of grants.objects) {
    const held = objectPermissions.filter(({ column }) => columns.has(column));
    const words = new Set<string>(held.map(({ word }) => word));
    for (const { word, needs } of held) {
      const missing = needs.filter((need) => !words.has(need)).map((need) => `${need} ${object}`);
      report(object, `${word} ${object}`, missing);
    }
    for (const parent of parentsOf(schema, object)) {
      if (!reads(object) || reads(parent)) continue;
      // A profile may break this from the parent's side, too.
      const place = places.has(object) ? object : parent;
      report(place, `Read ${object}`, [`Read ${parent}`]);
    }
  }
  for (const { name, requires = [] } of userPermissions) {
    if (!grants.userPermissions.has(name)) continue;
    const missing = requires.filter((other) => !grants.userPermissions.has(other));
    const place = places.has(name) ? name : missing.find((other) => places.has(other));
    report(place ?? name, name, missing);
  }
  return problems;
}

/** What a permission set grants according to its records. */
export function loadGrants({ rows, schema }: Org, permissionSetId: string): Grants {
  const find = (object: string) => rows.find(schema.object(object)!, { ParentId: permissionSetId });
  const set = rows.get(schema.object('PermissionSet')!, permissionSetId)!;
  const columnsOf = (row: Readonly<Record<string, unknown>>) =>
    objectPermissions.map(({ column }) => column).filter((column) => row[column] === true);
  return {
    objects: new Map(
      find('ObjectPermissions').map((row) => [
        row['SobjectType'] as string,
        new Set<string>(columnsOf(row)),
      ]),
    ),
    fields: new Map(
      find('FieldPermissions').map((row) => [
        row['Field'] as string,
        row['PermissionsEdit'] === true ? 'edit' : 'read',
      ]),
    ),
    userPermissions: new Set(
      userPermissions.map(({ name }) => name).filter((name) => set[`Permissions${name}`] === true),
    ),
  };
}

/** Stores what a permission set grants as the records that the API shows: this, and nothing else. */
export function storeGrants(org: Org, permissionSetId: string, grants: Grants, now: Date): void {
  const { rows, schema } = org;
  const stamp = toDateTime(now);
  const audit = { CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp };
  const table = (object: string) => schema.object(object)!;
  const { ProfileId, IsOwnedByProfile } = rows.get(table('PermissionSet'), permissionSetId)!;
  const changes = {
    ...Object.fromEntries(
      userPermissions.map(({ name }) => [`Permissions${name}`, grants.userPermissions.has(name)]),
    ),
    LastModifiedDate: stamp,
    SystemModstamp: stamp,
  };
  rows.update(table('PermissionSet'), permissionSetId, changes);
  if (IsOwnedByProfile === true) rows.update(table('Profile'), ProfileId as string, changes);
  for (const object of ['ObjectPermissions', 'FieldPermissions']) {
    for (const row of rows.find(table(object), { ParentId: permissionSetId })) {
      rows.remove(table(object), row['Id'] as string);
    }
  }
  for (const [SobjectType, columns] of grants.objects) {
    if (columns.size === 0) continue;
    rows.insert(table('ObjectPermissions'), {
      ...audit,
      ParentId: permissionSetId,
      SobjectType,
      ...Object.fromEntries([...columns].map((column) => [column, true])),
    });
  }
  for (const [Field, access] of grants.fields) {
    if (access === 'none') continue;
    rows.insert(table('FieldPermissions'), {
      ...audit,
      ParentId: permissionSetId,
      SobjectType: Field.split('.')[0]!,
      Field,
      PermissionsRead: true,
      PermissionsEdit: access === 'edit',
    });
  }
  org.saved(table('PermissionSet'));
}

function at({ line, column }: XmlElement, message: string): Problem {
  return { message, line, column };
}
