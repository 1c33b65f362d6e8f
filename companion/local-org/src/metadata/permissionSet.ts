import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import { toDateTime } from '../clock.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { accessSpecs, checkEntityAccess, storeEntityAccess } from './entityAccess.ts';
import { checkDependencies, grantSpecs, readGrants, storeGrants } from './grants.ts';
import { checkVisibilities, storeVisibilities, visibilitySpec } from './recordTypeVisibility.ts';
import { checkVisibleParts, visiblePartSpecs } from './visibleParts.ts';
import { textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** What the files of permission sets, and of those that mute, hold alike. */
export function grantFileSpec(type: 'PermissionSet' | 'MutingPermissionSet'): ElementSpec {
  return {
    type,
    required: { label: 'text' },
    optional: {
      description: 'text',
      hasActivationRequired: { oneOf: ['false'] },
      license: { oneOf: ['Salesforce'] },
      ...visiblePartSpecs,
      ...accessSpecs('PermissionSet'),
      ...grantSpecs('PermissionSet'),
    },
  };
}

const base = grantFileSpec('PermissionSet');
const permissionSetSpec: ElementSpec = {
  ...base,
  optional: { ...base.optional, recordTypeVisibilities: [visibilitySpec('PermissionSet')] },
};

/** Everything that Salesforce has against a permission set, and where. */
export function checkPermissionSet(root: XmlElement, org: Org): Problem[] {
  const problems = checkGrantFile(root, org, permissionSetSpec);
  if (problems.length > 0) return problems;
  const { grants, places } = readGrants(root, org.schema);
  return [
    ...checkDependencies(grants, places, org.schema),
    ...checkVisibilities(root, org, undefined),
  ];
}

/** What is wrong with a file of grants, whatever becomes of them. */
export function checkGrantFile(root: XmlElement, org: Org, spec: ElementSpec): Problem[] {
  const problems = checkElement(root, spec);
  if (problems.length > 0) return problems;
  return [
    ...readGrants(root, org.schema).problems,
    ...checkEntityAccess(root, org),
    ...checkVisibleParts(root, org),
  ];
}

/**
 * Stores a checked permission set as the records that the API shows. What the
 * file does not grant is not granted any more.
 */
export function applyPermissionSet(org: Org, name: string, root: XmlElement, now: Date): void {
  const { rows, schema } = org;
  const table = schema.object('PermissionSet')!;
  const at = toDateTime(now);
  const values: Values = {
    Name: name,
    Label: textOf(root, 'label')!,
    Description: textOf(root, 'description') ?? null,
    Type: 'Regular',
    IsCustom: true,
    LastModifiedDate: at,
    SystemModstamp: at,
  };
  const [known] = rows.find(table, { Name: name, Type: 'Regular' });
  const id =
    (known?.['Id'] as string | undefined) ?? rows.insert(table, { CreatedDate: at, ...values });
  if (known) rows.update(table, id, values);
  storeVisibilities(root, org, id);
  storeEntityAccess(root, org, id);
  storeGrants(org, id, readGrants(root, schema).grants, now);
}
