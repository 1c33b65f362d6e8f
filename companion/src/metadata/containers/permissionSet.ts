import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Component } from '../xml.ts';
import { writableIsActive } from './activation.ts';

const names = PACKAGE.approval;

/** What an approver may do: see who waits, decide, and see what failed. */
export function approverPermissionSet(plan: Plan): Component<'PermissionSet'> {
  const active = writableIsActive(plan);
  const edited = ['AccountId', names.status, ...(active === null ? [] : [active])];
  const fields = [
    ...edited.map((field) => ({ field: `Contact.${field}`, editable: true })),
    ...['Email', PACKAGE.modDate, names.proposedAccount].map((field) => ({
      field: `Contact.${field}`,
      editable: false,
    })),
    ...['Website', names.container, names.websiteDomain].map((field) => ({
      field: `Account.${field}`,
      editable: false,
    })),
    { field: `${PACKAGE.stampFailure}.HL_Message__c`, editable: false },
  ];
  return {
    description:
      'For the approvers of new community sign-ups: they see the contacts of container accounts that they have access to, decide about them on the screens of HL Review Sign Up, and see recorded failures.',
    fieldPermissions: fields
      .toSorted((a, b) => (a.field < b.field ? -1 : 1))
      .map(({ field, editable }) => ({ editable, field, readable: true })),
    hasActivationRequired: false,
    label: 'HL Approver',
    objectPermissions: [
      access('Account', false),
      access('Contact', true),
      access(PACKAGE.stampFailure, false),
    ],
    userPermissions: [{ enabled: true, name: 'RunFlow' }],
  };
}

function access(object: string, allowEdit: boolean) {
  return {
    allowCreate: false,
    allowDelete: false,
    allowEdit,
    allowRead: true,
    modifyAllRecords: false,
    object,
    viewAllFields: false,
    viewAllRecords: false,
  };
}
