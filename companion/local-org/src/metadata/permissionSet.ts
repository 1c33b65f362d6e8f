import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import { toDateTime } from '../clock.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { accessSpecs, checkEntityAccess, storeEntityAccess } from './entityAccess.ts';
import { checkDependencies, grantSpecs, readGrants, storeGrants } from './grants.ts';
import { checkVisibilities, storeVisibilities, visibilitySpec } from './recordTypeVisibility.ts';
import { textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

const permissionSetSpec: ElementSpec = {
  type: 'PermissionSet',
  required: { label: 'text' },
  optional: {
    description: 'text',
    hasActivationRequired: { oneOf: ['false'] },
    recordTypeVisibilities: [visibilitySpec('PermissionSet')],
    ...accessSpecs('PermissionSet'),
    ...grantSpecs('PermissionSet'),
  },
};

/** Everything that Salesforce has against a permission set, and where. */
export function checkPermissionSet(root: XmlElement, org: Org): Problem[] {
  const problems = checkElement(root, permissionSetSpec);
  if (problems.length > 0) return problems;
  const { grants, places, problems: unknown } = readGrants(root, org.schema);
  return [
    ...unknown,
    ...checkDependencies(grants, places, org.schema),
    ...checkEntityAccess(root, org),
    ...checkVisibilities(root, org, undefined),
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
  const [known] = rows.find(table, { Name: name, IsOwnedByProfile: false });
  const id =
    (known?.['Id'] as string | undefined) ?? rows.insert(table, { CreatedDate: at, ...values });
  if (known) rows.update(table, id, values);
  storeVisibilities(root, org, id);
  storeEntityAccess(root, org, id);
  storeGrants(org, id, readGrants(root, schema).grants, now);
}
