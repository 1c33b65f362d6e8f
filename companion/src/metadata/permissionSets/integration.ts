import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldsOf, permissionSet, type ObjectRight, type PermissionSet } from './grants.ts';

const READS_ALL: readonly ObjectRight[] = ['read', 'viewAll'];

/**
 * For the companion, which only reads: of what seeds/000 lists under "User
 * permissions" it needs Read and View All. Without View All, a record that
 * sharing hides would look like one that was deleted.
 */
export function integrationPermissionSet(plan: Plan): PermissionSet {
  const { campaigns } = plan.communityGroups;
  return permissionSet({
    label: 'HL Integration',
    description:
      'For the user of the Higher Logic companion: reads every contact and account, and the fields that the member community shows or decides by. It writes nothing.',
    objects: {
      Account: READS_ALL,
      // Members of a campaign have no permissions of their own: who reads it reads them.
      ...(campaigns && { Campaign: READS_ALL }),
      Contact: READS_ALL,
      [PACKAGE.stampFailure]: READS_ALL,
    },
    fields: {
      ...fieldsOf('Account', plan.account.grantedFields),
      ...(campaigns && fieldsOf('Campaign', ['EndDate'])),
      ...fieldsOf('Contact', plan.contact.grantedFields),
      ...fieldsOf(PACKAGE.stampFailure, [PACKAGE.stampFailureMessage]),
    },
    userPermissions: ['ApiEnabled'],
  });
}
