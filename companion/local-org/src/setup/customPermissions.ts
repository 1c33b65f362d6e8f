import { textOf } from '../metadata/xml.ts';
import { makeField } from '../schema/field.ts';
import { componentRows } from './components.ts';
import { readOnlyObject } from './computed.ts';
import type { ComputedObject } from './computed.ts';

/** Custom permissions as they were deployed. (Object Reference, CustomPermission) */
export const customPermissions: ComputedObject = {
  object: readOnlyObject('CustomPermission', 'Custom Permission', '0CP', [
    makeField('DeveloperName', 'Custom Permission Name', 'string', { length: 80 }),
    makeField('MasterLabel', 'Master Label', 'string', { length: 80, nameField: true }),
    makeField('NamespacePrefix', 'Namespace Prefix', 'string', { length: 15 }),
    makeField('Description', 'Description', 'textarea'),
    makeField('IsLicensed', 'License Required', 'boolean'),
  ]),
  rows: (org) =>
    componentRows(org, 'CustomPermission', ({ fullName, root }) => ({
      DeveloperName: fullName,
      MasterLabel: textOf(root, 'label')!,
      Description: textOf(root, 'description') ?? null,
    })),
};
