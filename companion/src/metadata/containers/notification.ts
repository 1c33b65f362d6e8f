import { PACKAGE } from '../../worksheet/packageNames.ts';
import type { Component } from '../xml.ts';

const names = PACKAGE.approval;

/** Who approves. The metadata of a group carries no members: an administrator adds them. */
export const approvers: Component<'Group'> = {
  description: 'Is told by e-mail of each new community sign-up. Add the people who approve them.',
  doesIncludeBosses: false,
  name: 'HL Approvers',
};

export const emailFolder: Component<'EmailFolder'> = {
  accessType: 'Public',
  name: 'HL Community',
  publicFolderAccess: 'ReadOnly',
};

export const emailTemplate: Component<'EmailTemplate'> = {
  available: true,
  description: 'Tells the approvers that a contact has arrived in a container account.',
  encodingKey: 'UTF-8',
  name: 'HL Contact Awaits Approval',
  style: 'none',
  subject: 'Community sign-up: {!Contact.Name}',
  type: 'text',
  uiType: 'Aloha',
};

/** The text of the e-mail. The link is the contact's record page, where the quick action stands. */
export const emailText = `A contact has arrived from the community.

Name: {!Contact.Name}
E-mail: {!Contact.Email}
Account: {!Contact.Account}
Approval: {!Contact.${names.status}}

Open the contact and choose Review Sign-Up to approve it, move it to its account, or reject it:
{!Contact.Link}
`;

/** The file holds only our alert: a deployment leaves the other alerts and rules of Contact alone. */
export const workflow: Component<'Workflow'> = {
  alerts: [
    {
      fullName: names.emailTemplate,
      description: 'HL Contact Awaits Approval',
      protected: false,
      recipients: [{ recipient: names.approvers, type: 'group' }],
      senderType: 'CurrentUser',
      template: `${names.emailFolder}/${names.emailTemplate}`,
    },
  ],
};
