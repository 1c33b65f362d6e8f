import type { Org } from '../org.ts';
import { userPermissions } from '../schema/standard/userPermissions.ts';
import type { Values } from '../schema/types.ts';
import { isSetupObject } from '../security/access.ts';
import { toDateTime } from '../clock.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const permissionSetSpec: ElementSpec = {
  type: 'PermissionSet',
  required: { label: 'text' },
  optional: {
    description: 'text',
    hasActivationRequired: { oneOf: ['false'] },
    fieldPermissions: [
      {
        type: 'PermissionSetFieldPermissions',
        required: { field: 'text', editable: 'boolean' },
        optional: { readable: 'boolean' },
      },
    ],
    objectPermissions: [
      {
        type: 'PermissionSetObjectPermissions',
        required: {
          object: 'text',
          allowCreate: 'boolean',
          allowDelete: 'boolean',
          allowEdit: 'boolean',
          allowRead: 'boolean',
          modifyAllRecords: 'boolean',
          viewAllRecords: 'boolean',
        },
        optional: { viewAllFields: { oneOf: ['false'] } },
      },
    ],
    userPermissions: [
      { type: 'PermissionSetUserPermission', required: { enabled: 'boolean', name: 'text' } },
    ],
  },
};

/** Elements of `objectPermissions`, the columns that hold them, and what each of them needs. */
const objectPermissions = [
  { element: 'allowRead', column: 'PermissionsRead', word: 'Read', needs: [] },
  { element: 'allowCreate', column: 'PermissionsCreate', word: 'Create', needs: ['allowRead'] },
  { element: 'allowEdit', column: 'PermissionsEdit', word: 'Edit', needs: ['allowRead'] },
  {
    element: 'allowDelete',
    column: 'PermissionsDelete',
    word: 'Delete',
    needs: ['allowRead', 'allowEdit'],
  },
  {
    element: 'viewAllRecords',
    column: 'PermissionsViewAllRecords',
    word: 'View All',
    needs: ['allowRead'],
  },
  {
    element: 'modifyAllRecords',
    column: 'PermissionsModifyAllRecords',
    word: 'Modify All',
    needs: ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords'],
  },
] as const;

/** Objects that cannot be read without reading their parent. */
const readNeedsParent: Readonly<Record<string, string>> = { Contact: 'Account' };

/** Everything that Salesforce has against a permission set, and where. */
export function checkPermissionSet(root: XmlElement, { schema }: Org): Problem[] {
  const problems = checkElement(root, permissionSetSpec);
  if (problems.length > 0) return problems;
  const report = ({ line, column }: XmlElement, message: string) =>
    problems.push({ message, line, column });

  for (const grant of childrenOf(root, 'fieldPermissions')) {
    const name = textOf(grant, 'field')!;
    const [objectName = '', fieldName = ''] = name.split('.');
    const field = schema.field(objectName, fieldName);
    if (!field) report(grant, `In field: field - no CustomField named ${name} found`);
    else if (!field.permissionable) {
      report(grant, `You cannot deploy to a required field: ${name}`);
    } else if (textOf(grant, 'editable') === 'true' && textOf(grant, 'readable') !== 'true') {
      report(grant, `Permission Edit ${name} depends on permission(s): Read ${name}`);
    }
  }

  const reads = new Set(
    childrenOf(root, 'objectPermissions')
      .filter((grant) => textOf(grant, 'allowRead') === 'true')
      .map((grant) => textOf(grant, 'object')!),
  );
  for (const grant of childrenOf(root, 'objectPermissions')) {
    const name = textOf(grant, 'object')!;
    const object = schema.object(name);
    if (!object || isSetupObject(object)) {
      report(grant, `In field: field - no CustomObject named ${name} found`);
      continue;
    }
    for (const { element, word, needs } of objectPermissions) {
      if (textOf(grant, element) !== 'true') continue;
      const missing = objectPermissions
        .filter((other) => (needs as readonly string[]).includes(other.element))
        .filter((other) => textOf(grant, other.element) !== 'true')
        .map((other) => `${other.word} ${name}`);
      if (missing.length > 0) {
        report(grant, `Permission ${word} ${name} depends on permission(s): ${missing.join(', ')}`);
      }
    }
    const parent = readNeedsParent[name];
    if (parent && reads.has(name) && !reads.has(parent)) {
      report(grant, `Permission Read ${name} depends on permission(s): Read ${parent}`);
    }
  }

  const enabled = childrenOf(root, 'userPermissions').filter(
    (grant) => textOf(grant, 'enabled') === 'true',
  );
  const enabledNames = new Set(enabled.map((grant) => textOf(grant, 'name')!));
  for (const grant of enabled) {
    const name = textOf(grant, 'name')!;
    const permission = userPermissions.find((known) => known.name === name);
    const missing = permission?.requires?.filter((other) => !enabledNames.has(other)) ?? [];
    if (!permission) report(grant, `Unknown user permission: ${name}`);
    else if (missing.length > 0) {
      report(grant, `Permission ${name} depends on permission(s): ${missing.join(', ')}`);
    }
  }
  return problems;
}

/**
 * Stores a checked permission set as the records that the API shows. What the
 * file does not grant is not granted any more.
 */
export function applyPermissionSet(org: Org, name: string, root: XmlElement, now: Date): void {
  const { rows, schema } = org;
  const at = toDateTime(now);
  const audit = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at };
  const table = (object: string) => schema.object(object)!;

  const values: Values = {
    Name: name,
    Label: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
    Type: 'Regular',
    IsCustom: true,
  };
  for (const permission of userPermissions) values[`Permissions${permission.name}`] = false;
  for (const grant of childrenOf(root, 'userPermissions')) {
    values[`Permissions${textOf(grant, 'name')!}`] = textOf(grant, 'enabled') === 'true';
  }
  const [known] = rows.find(table('PermissionSet'), { Name: name, IsOwnedByProfile: false });
  const ParentId =
    (known?.['Id'] as string | undefined) ??
    rows.insert(table('PermissionSet'), { ...audit, ...values });
  if (known)
    rows.update(table('PermissionSet'), ParentId, {
      ...values,
      LastModifiedDate: at,
      SystemModstamp: at,
    });

  for (const object of ['ObjectPermissions', 'FieldPermissions']) {
    for (const row of rows.find(table(object), { ParentId }))
      rows.remove(table(object), row['Id'] as string);
  }
  for (const grant of childrenOf(root, 'objectPermissions')) {
    const columns = objectPermissions.map(
      ({ element, column }) => [column, textOf(grant, element) === 'true'] as const,
    );
    const SobjectType = schema.object(textOf(grant, 'object')!)!.name;
    rows.insert(table('ObjectPermissions'), {
      ...audit,
      ParentId,
      SobjectType,
      ...Object.fromEntries(columns),
    });
  }
  for (const grant of childrenOf(root, 'fieldPermissions')) {
    if (textOf(grant, 'readable') !== 'true') continue;
    const [objectName = '', fieldName = ''] = textOf(grant, 'field')!.split('.');
    const object = schema.object(objectName)!;
    rows.insert(table('FieldPermissions'), {
      ...audit,
      ParentId,
      SobjectType: object.name,
      Field: `${object.name}.${schema.field(objectName, fieldName)!.name}`,
      PermissionsRead: true,
      PermissionsEdit: textOf(grant, 'editable') === 'true',
    });
  }
  org.saved(table('PermissionSet'));
}
