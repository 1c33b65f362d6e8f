import { makeField, picklist } from '../field.ts';
import type { Field, FieldFormula, FieldType, SObject, Value, Values } from '../types.ts';
import { auditFields, idField, isDeletedField, makeObject, recordFields } from './common.ts';

const computed = { createable: false, updateable: false } as const;
const fixed = { ...computed, permissionable: false } as const;

const campaign = makeObject(
  'Campaign',
  'Campaign',
  '701',
  recordFields([
    makeField('Name', 'Name', 'string', {
      length: 80,
      nameField: true,
      nillable: false,
      permissionable: false,
    }),
    makeField('ParentId', 'Parent Campaign ID', 'reference', {
      referenceTo: ['Campaign'],
      relationshipName: 'Parent',
      childRelationshipName: 'ChildCampaigns',
    }),
    makeField('Type', 'Type', 'picklist', {
      length: 40,
      picklistValues: picklist(
        'Conference',
        'Webinar',
        'Trade Show',
        'Public Relations',
        'Partners',
        'Referral Program',
        'Advertisement',
        'Banner Ads',
        'Direct Mail',
        'Email',
        'Telemarketing',
        'Other',
      ),
    }),
    makeField('Status', 'Status', 'picklist', {
      length: 40,
      defaultValue: 'Planned',
      picklistValues: picklist('Planned', 'In Progress', 'Completed', 'Aborted'),
    }),
    makeField('StartDate', 'Start Date', 'date'),
    makeField('EndDate', 'End Date', 'date'),
    makeField('ExpectedRevenue', 'Expected Revenue', 'currency', { precision: 18 }),
    makeField('BudgetedCost', 'Budgeted Cost', 'currency', { precision: 18 }),
    makeField('ActualCost', 'Actual Cost', 'currency', { precision: 18 }),
    makeField('ExpectedResponse', 'Expected Response (%)', 'percent', { precision: 10, scale: 2 }),
    makeField('NumberSent', 'Num Sent', 'double', { precision: 18 }),
    makeField('IsActive', 'Active', 'boolean'),
    makeField('Description', 'Description', 'textarea', { length: 32000 }),
  ]),
  { hasActivities: true },
);

/** What belongs to a campaign and goes with it. */
const ofCampaign = (childRelationshipName: string): Field =>
  makeField('CampaignId', 'Campaign ID', 'reference', {
    updateable: false,
    nillable: false,
    permissionable: false,
    referenceTo: ['Campaign'],
    relationshipName: 'Campaign',
    childRelationshipName,
    cascadeDelete: true,
  });

const contactId = makeField('ContactId', 'Contact ID', 'reference', {
  updateable: false,
  permissionable: false,
  referenceTo: ['Contact'],
  relationshipName: 'Contact',
  childRelationshipName: 'CampaignMembers',
  cascadeDelete: true,
});

/** A field in which a member shows what its contact holds. (Object Reference, CampaignMember) */
function ofContact(
  name: string,
  label: string,
  type: FieldType,
  read: (contact: Values, account: Values | undefined) => Value = (contact) =>
    contact[name] ?? null,
): Field {
  const formula: FieldFormula = {
    source: null,
    blanksAsZero: false,
    inputs: [contactId],
    formulas: new Set(),
    evaluate: (record, around) => {
      const contact = around.readRecord('Contact', record['ContactId'] as string);
      if (!contact) return null;
      const accountId = contact['AccountId'];
      const account =
        typeof accountId === 'string' ? around.readRecord('Account', accountId) : undefined;
      return read(contact, account);
    },
  };
  return makeField(name, label, type, { ...computed, formula });
}

const mailing =
  (part: string) =>
  (contact: Values): Value =>
    contact[`Mailing${part}`] ?? null;

const campaignMember = makeObject(
  'CampaignMember',
  'Campaign Member',
  '00v',
  [
    idField,
    isDeletedField,
    ofCampaign('CampaignMembers'),
    contactId,
    makeField('Status', 'Status', 'picklist', {
      length: 40,
      permissionable: false,
      picklistValues: picklist('Sent', 'Responded'),
    }),
    makeField('HasResponded', 'Responded', 'boolean', fixed),
    makeField('FirstRespondedDate', 'First Responded Date', 'date', fixed),
    ofContact('Salutation', 'Salutation', 'picklist'),
    ofContact('Name', 'Name', 'string'),
    ofContact('FirstName', 'First Name', 'string'),
    ofContact('LastName', 'Last Name', 'string'),
    ofContact('Title', 'Title', 'string'),
    ofContact('Street', 'Street', 'textarea', mailing('Street')),
    ofContact('City', 'City', 'string', mailing('City')),
    ofContact('State', 'State/Province', 'string', mailing('State')),
    ofContact('PostalCode', 'Zip/Postal Code', 'string', mailing('PostalCode')),
    ofContact('Country', 'Country', 'string', mailing('Country')),
    ofContact('Email', 'Email', 'email'),
    ofContact('Phone', 'Phone', 'phone'),
    ofContact('Fax', 'Fax', 'phone'),
    ofContact('MobilePhone', 'Mobile', 'phone'),
    ofContact('LeadSource', 'Lead Source', 'picklist'),
    ofContact('CompanyOrAccount', 'Company (Account)', 'string', (_contact, account) =>
      account ? account['Name']! : null,
    ),
    ofContact('Type', 'Type', 'picklist', () => 'Contact'),
    ofContact('LeadOrContactId', 'Related Record ID', 'string', ({ Id }) => Id!),
    ofContact('LeadOrContactOwnerId', 'Related Record Owner ID', 'string', (c) => c['OwnerId']!),
    ...auditFields,
  ],
  // No undelete() among its supported calls. (Object Reference, CampaignMember)
  { sharingModel: 'ControlledByParent', undeletable: false },
);

/** The statuses that the members of one campaign may have. */
const campaignMemberStatus = makeObject(
  'CampaignMemberStatus',
  'Campaign Member Status',
  '01Y',
  [
    idField,
    isDeletedField,
    ...[
      ofCampaign('CampaignMemberStatuses'),
      makeField('Label', 'Label', 'string', { length: 765, nillable: false, updateable: false }),
      makeField('SortOrder', 'Sort Order', 'int', { precision: 9 }),
      makeField('IsDefault', 'Is Default', 'boolean'),
      makeField('HasResponded', 'Responded', 'boolean'),
    ].map((field) => ({ ...field, permissionable: false })),
    ...auditFields,
  ],
  {
    labelPlural: 'Campaign Member Statuses',
    sharingModel: 'ControlledByParent',
    undeletable: false,
    triggerable: false,
  },
);

export const campaignObjects: readonly SObject[] = [campaign, campaignMember, campaignMemberStatus];
