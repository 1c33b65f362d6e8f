import type { Org } from '../org.ts';
import { removeEntityAccess } from '../security/setupEntities.ts';
import { personFieldName } from '../schema/personAccounts.ts';
import type { SObject } from '../schema/types.ts';
import { dropColumn, dropTable, quote, transaction } from '../storage/database.ts';
import { removeExternalClientApp, removeGlobalSettings } from './externalClientApps.ts';
import { removeCustomMetadata, removeCustomMetadataOf } from './customMetadata.ts';
import { removeCustomPermission } from './customPermission.ts';
import { removeFlow } from './flowDefinition.ts';
import { removeGroup } from './groups.ts';
import type { Package } from './package.ts';
import { membersOf } from './package.ts';
import {
  removeMutingPermissionSet,
  removePermissionSet,
  removePermissionSetGroup,
  withdrawPermissions,
} from './permissionRemoval.ts';
import { refuseRemoval, removeRecordTypesOf } from './recordType.ts';
import { brokenComponents } from './references.ts';
import { ComponentFailure, failed } from './results.ts';
import type { ComponentResult } from './results.ts';
import { findComponent, listComponents, removeComponent } from './store.ts';
import { componentTypeNames, typeHolding } from './types.ts';

/** Manifests of what a deploy deletes, by when; the one without a suffix comes first too. */
const manifests = {
  pre: ['destructiveChanges.xml', 'destructiveChangesPre.xml'],
  post: ['destructiveChangesPost.xml'],
} as const;

/**
 * Removes one component.
 * @returns false when there is none of that name
 * @throws {ComponentFailure} when it must stay
 */
type Remover = (org: Org, fullName: string) => boolean;

/** How components go whose removal is more than forgetting them. */
const removers: Readonly<Record<string, Remover>> = {
  CustomObject: removeObject,
  CustomField: removeField,
  ExternalClientApplication: removeExternalClientApp,
  ExtlClntAppGlobalOauthSettings: removeGlobalSettings,
  EmailTemplate: (org, name) => forgetUnlessReferenced(org, 'EmailTemplate', name),
  Flow: removeFlow,
  Group: (org, name) => removeGroup(org, 'Group', name),
  Queue: (org, name) => removeGroup(org, 'Queue', name),
  MutingPermissionSet: removeMutingPermissionSet,
  PermissionSet: removePermissionSet,
  PermissionSetGroup: removePermissionSetGroup,
  RecordType: refuseRemoval,
  CustomLabel: (org, name) => forgetUnlessReferenced(org, 'CustomLabel', name),
  GlobalValueSet: (org, name) => forgetUnlessReferenced(org, 'GlobalValueSet', name),
  CustomMetadata: unlessReferenced('custom metadata record', removeCustomMetadata),
  CustomPermission: unlessReferenced('custom permission', removeCustomPermission),
  WorkflowAlert: (org, name) => forgetUnlessReferenced(org, 'WorkflowAlert', name),
};

/** Deletes what the package's manifests of destructive changes name, children first. */
export function deleteComponents(
  pkg: Package,
  when: keyof typeof manifests,
  org: Org,
): ComponentResult[] {
  return manifests[when].flatMap((fileName) => {
    const source = pkg.files.get(fileName);
    if (source === undefined) return [];
    const members = membersOf(source);
    const known = componentTypeNames.toReversed().filter((type) => members.has(type));
    const unknown = [...members.keys()].filter((type) => !componentTypeNames.includes(type));
    return [...unknown, ...known].flatMap((type) =>
      members.get(type)!.map((fullName) => deleteComponent({ type, fullName, fileName }, org)),
    );
  });
}

function deleteComponent(
  what: { type: string; fullName: string; fileName: string },
  org: Org,
): ComponentResult {
  const { type, fullName } = what;
  if (!componentTypeNames.includes(type)) {
    const message = `The local org does not implement this type of metadata: ${type}`;
    return failed(what, [{ message }]);
  }
  try {
    const remove = removers[type] ?? ((_org, name) => forget(org, type, name));
    const id = findComponent(org.db, type, fullName)?.id ?? null;
    const wasThere = transaction(org.db, () => remove(org, fullName));
    if (wasThere) return { ...what, id, result: 'deleted', problems: [] };
    // Nothing to delete is no failure.
    const warning = `No ${type} named: ${fullName} found`;
    return { ...what, id: null, result: 'unchanged', problems: [], warning };
  } catch (error) {
    // What was taken out of memory is there again.
    org.reload();
    if (!(error instanceof ComponentFailure)) throw error;
    return failed(what, error.problems);
  }
}

function forget(org: Org, type: string, fullName: string): boolean {
  const known = findComponent(org.db, type, fullName) !== undefined;
  removeComponent(org.db, type, fullName);
  return known;
}

function forgetUnlessReferenced(
  org: Org,
  type: keyof typeof removedLabels,
  fullName: string,
): boolean {
  const known = forget(org, type, fullName);
  if (known) refuseIfReferenced(org, removedLabels[type]);
  return known;
}

function unlessReferenced(what: string, remove: Remover): Remover {
  return (org, fullName) => {
    const wasThere = remove(org, fullName);
    if (wasThere) refuseIfReferenced(org, what);
    return wasThere;
  };
}

/** What the platform calls what goes. */
const removedLabels = {
  CustomLabel: 'custom label',
  EmailTemplate: 'email template',
  GlobalValueSet: 'global value set',
  WorkflowAlert: 'email alert',
} as const;

function removeField(org: Org, fullName: string): boolean {
  if (!forget(org, 'CustomField', fullName)) return false;
  const [objectName = '', fieldName = ''] = fullName.split('.');
  const object = org.schema.object(objectName)!;
  const field = org.schema.field(objectName, fieldName)!;
  refuseIfReferenced(org, 'custom field');
  dropColumn(org.db, object, field);
  if (field.masterDetail) giveOwners(org, object);
  const onAccount =
    object.name === 'Contact' && org.schema.field('Account', personFieldName(field) ?? '');
  if (onAccount) dropColumn(org.db, org.schema.object('Account')!, onAccount);
  withdrawPermissions(org, 'fieldPermissions', `${object.name}.${field.name}`);
  org.reload();
  return true;
}

/** Records that have lost their last master belong to somebody again. */
function giveOwners(org: Org, { name }: SObject): void {
  org.db
    .prepare(`UPDATE ${quote(name)} SET OwnerId = ? WHERE OwnerId IS NULL`)
    .run(org.administrator()['Id'] as string);
}

function removeObject(org: Org, fullName: string): boolean {
  const object = org.schema.object(fullName);
  if (object && !object.custom) {
    throw new ComponentFailure([{ message: `You can't delete the standard object ${fullName}` }]);
  }
  const id = findComponent(org.db, 'CustomObject', fullName)?.id;
  if (!object || id === undefined) return false;
  removeComponent(org.db, 'CustomObject', fullName);
  const parts = typeHolding('CustomObject')!.children!.map(({ name }) => name);
  for (const part of parts.filter((name) => name !== 'RecordType')) {
    for (const component of listComponents(org.db, part)) {
      if (component.fullName.startsWith(`${fullName}.`))
        removeComponent(org.db, part, component.fullName);
    }
  }
  removeRecordTypesOf(org, object);
  removeCustomMetadataOf(org, object);
  removeEntityAccess(org.db, { entityId: id });
  refuseIfReferenced(org, 'custom object');
  dropTable(org.db, object);
  for (const field of object.fields.values()) {
    withdrawPermissions(org, 'fieldPermissions', `${object.name}.${field.name}`);
  }
  withdrawPermissions(org, 'objectPermissions', object.name);
  org.reload();
  return true;
}

/** What the platform calls the types that refer to fields and objects. */
const typeLabels: Readonly<Record<string, string>> = {
  CustomField: 'Custom Field',
  Flow: 'Flow',
  ValidationRule: 'Validation Rule',
  WorkflowAlert: 'Email Alert',
};

/** Refuses a removal that would leave a component behind which no longer makes sense. */
function refuseIfReferenced(org: Org, what: string): void {
  const names = brokenComponents(org.db).map(
    ({ type, fullName }) =>
      `${typeLabels[type] ?? type} - ${type === 'Flow' ? fullName.replace(/-\d+$/, '') : fullName}`,
  );
  if (names.length === 0) return;
  throw new ComponentFailure([
    {
      message: `This ${what} is referenced elsewhere in salesforce.com. : ${[...new Set(names)].join(', ')}`,
    },
  ]);
}
