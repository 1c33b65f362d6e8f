import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldsOf, permissionSet, type PermissionSet } from '../permissionSets/grants.ts';
import { writableIsActive } from './activation.ts';

const names = PACKAGE.approval;

/** What an approver may do: see who waits, decide, and see what failed. */
export function approverPermissionSet(plan: Plan): PermissionSet {
  const active = writableIsActive(plan);
  return permissionSet({
    label: 'HL Approver',
    description:
      'For the approvers of new community sign-ups: they see the contacts of container accounts that they have access to, decide about them on the screens of HL Review Sign Up, and see recorded failures.',
    objects: {
      Account: ['read'],
      Contact: ['read', 'edit'],
      [PACKAGE.stampFailure]: ['read'],
    },
    fields: {
      ...fieldsOf('Account', ['Website', names.container, names.websiteDomain]),
      ...fieldsOf('Contact', ['Email', PACKAGE.modDate, names.proposedAccount]),
      ...fieldsOf('Contact', ['AccountId', names.status], 'edit'),
      ...(active !== null && fieldsOf('Contact', [active], 'edit')),
      ...fieldsOf(PACKAGE.stampFailure, [PACKAGE.stampFailureMessage]),
    },
    userPermissions: ['RunFlow'],
  });
}
