import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Component } from '../xml.ts';

const names = PACKAGE.approval;

/** How far the approval of a contact is: the values of HL_Approval__c. */
export const APPROVAL = {
  pending: 'Pending',
  assigned: 'Assigned by e-mail domain',
  approved: 'Approved',
  rejected: 'Rejected',
} as const;

/** seeds/000, "Contact creation initial setup": a container account holds all community applications. */
const container: Component<'CustomField'> = {
  fullName: names.container,
  defaultValue: 'false',
  description:
    'Marks an account that holds new community sign-ups until an approver moves each to its account. No contact of such an account is a member of the community.',
  inlineHelpText:
    'Check for the account that new community sign-ups are put into. Its contacts wait there for approval.',
  label: 'HL Container',
  type: 'Checkbox',
};

/**
 * The host of a website as people type it: without protocol, "www.", port,
 * path, query and fragment, in lower case. A subdomain stays: it is another
 * domain.
 */
const WEBSITE_HOST = (() => {
  const begun = 'SUBSTITUTE(SUBSTITUTE(LOWER(TRIM(Website)), "https://", ""), "http://", "")';
  // The bar marks the beginning, so that "www." is taken away there only.
  const bare = `SUBSTITUTE("|" & ${begun}, "|www.", "|")`;
  const ended = `SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(${bare}, ":", "/"), "?", "/"), "#", "/")`;
  return `MID(${ended}, 2, FIND("/", ${ended} & "/") - 2)`;
})();

const websiteDomain: Component<'CustomField'> = {
  fullName: names.websiteDomain,
  description:
    'The domain of the website, for finding the account of a new community sign-up by the domain of its e-mail address: lower case, without www., port and path. A subdomain is another domain: members.example.org is not example.org.',
  externalId: false,
  formula: WEBSITE_HOST,
  formulaTreatBlanksAs: 'BlankAsBlank',
  inlineHelpText: 'Follows from the website.',
  label: 'HL Website Domain',
  required: false,
  type: 'Text',
  unique: false,
};

const status: Component<'CustomField'> = {
  fullName: names.status,
  description:
    'How far the approval of a contact is that arrived in a container account. Set by the flows HL Contact Approval and HL Review Sign Up; blank for contacts that never were in one.',
  inlineHelpText:
    'Pending: an approver decides. Moving the contact to its account approves it as well.',
  label: 'HL Approval',
  required: false,
  type: 'Picklist',
  valueSet: {
    restricted: true,
    valueSetDefinition: {
      sorted: false,
      value: Object.values(APPROVAL).map((value) => ({
        fullName: value,
        default: false,
        label: value,
      })),
    },
  },
};

const proposedAccount: Component<'CustomField'> = {
  fullName: names.proposedAccount,
  deleteConstraint: 'SetNull',
  description:
    'The one account whose website had the domain of the e-mail address when the contact arrived in a container account; blank if there was none or more than one.',
  inlineHelpText: 'Found by the domain of the e-mail address. The approver decides.',
  label: 'HL Proposed Account',
  referenceTo: 'Account',
  relationshipLabel: 'HL Proposed Contacts',
  relationshipName: 'HL_Proposed_Contacts',
  required: false,
  type: 'Lookup',
};

/** The fields that approval needs. */
export const approvalFields = [
  { object: 'Account', field: container },
  { object: 'Account', field: websiteDomain },
  { object: 'Contact', field: status },
  { object: 'Contact', field: proposedAccount },
] as const;
