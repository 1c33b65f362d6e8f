import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldsOf, permissionSet, type PermissionSet } from './grants.ts';

/** For those who decide who is in the community and see to it that nothing is lost. */
export function communityManagerPermissionSet(plan: Plan): PermissionSet {
  const ownIsActive = plan.contact.createdFields.includes(PACKAGE.isActive);
  return permissionSet({
    label: 'HL Community Manager',
    description: `For the people who decide who is in the member community: they ${
      ownIsActive ? 'check and uncheck HL_IsActive, ' : ''
    }${plan.containerAccounts === null ? '' : 'mark container accounts, '}see when a record was last stamped, and clear recorded failures.`,
    objects: { [PACKAGE.stampFailure]: ['read', 'edit', 'delete'] },
    fields: {
      ...fieldsOf('Account', [PACKAGE.modDate]),
      ...(plan.containerAccounts !== null && {
        ...fieldsOf('Account', [PACKAGE.approval.container], 'edit'),
        ...fieldsOf('Account', [PACKAGE.approval.websiteDomain]),
        ...fieldsOf('Contact', [PACKAGE.approval.status, PACKAGE.approval.proposedAccount]),
      }),
      ...(ownIsActive && fieldsOf('Contact', [PACKAGE.isActive], 'edit')),
      ...fieldsOf('Contact', [PACKAGE.modDate]),
      ...fieldsOf(PACKAGE.stampFailure, [PACKAGE.stampFailureMessage]),
    },
  });
}
