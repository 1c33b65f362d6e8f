import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldsOf, permissionSet, type PermissionSet } from './grants.ts';

/**
 * For an administrator who stamps the contacts that are older than the flows.
 * Otherwise nobody may write the stamp: it would hide what really changed.
 */
export const backfillPermissionSet: PermissionSet = permissionSet({
  label: 'HL Backfill',
  description:
    'Lets an administrator write HL_Mod_Date of contacts, for as long as the command hl backfill stamps those that are older than the flows. Take it away again afterwards.',
  objects: {},
  fields: fieldsOf('Contact', [PACKAGE.modDate], 'edit'),
});
