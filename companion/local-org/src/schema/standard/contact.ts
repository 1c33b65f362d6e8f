import { makeField, picklist } from '../field.ts';
import { addressFields, makeObject, recordFields } from './common.ts';

/** Parts of the name come with the object: field-level security does not apply to them. */
const namePart = { compoundFieldName: 'Name', permissionable: false };

export const contact = makeObject(
  'Contact',
  'Contact',
  '003',
  recordFields([
    makeField('MasterRecordId', 'Master Record ID', 'reference', {
      createable: false,
      updateable: false,
      permissionable: false,
      referenceTo: ['Contact'],
      relationshipName: 'MasterRecord',
    }),
    makeField('AccountId', 'Account ID', 'reference', {
      referenceTo: ['Account'],
      relationshipName: 'Account',
      childRelationshipName: 'Contacts',
      cascadeDelete: true,
    }),
    makeField('LastName', 'Last Name', 'string', { ...namePart, length: 80, nillable: false }),
    makeField('FirstName', 'First Name', 'string', { ...namePart, length: 40 }),
    makeField('Salutation', 'Salutation', 'picklist', {
      ...namePart,
      length: 40,
      picklistValues: picklist('Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'),
    }),
    makeField('Name', 'Full Name', 'string', {
      length: 121,
      nameField: true,
      nillable: false,
      createable: false,
      updateable: false,
      permissionable: false,
    }),
    ...addressFields('Other'),
    ...addressFields('Mailing'),
    makeField('Phone', 'Business Phone', 'phone'),
    makeField('Fax', 'Business Fax', 'phone'),
    makeField('MobilePhone', 'Mobile Phone', 'phone'),
    makeField('HomePhone', 'Home Phone', 'phone'),
    makeField('OtherPhone', 'Other Phone', 'phone'),
    makeField('AssistantPhone', 'Asst. Phone', 'phone'),
    makeField('ReportsToId', 'Reports To ID', 'reference', {
      referenceTo: ['Contact'],
      relationshipName: 'ReportsTo',
    }),
    makeField('Email', 'Email', 'email'),
    makeField('Title', 'Title', 'string', { length: 128 }),
    makeField('Department', 'Department', 'string', { length: 80 }),
    makeField('AssistantName', "Assistant's Name", 'string', { length: 40 }),
    makeField('LeadSource', 'Lead Source', 'picklist', {
      length: 255,
      picklistValues: picklist('Web', 'Phone Inquiry', 'Partner Referral', 'Other'),
    }),
    makeField('Birthdate', 'Birthdate', 'date'),
    makeField('Description', 'Contact Description', 'textarea', { length: 32000 }),
    makeField('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
    makeField('HasOptedOutOfFax', 'Fax Opt Out', 'boolean'),
    makeField('DoNotCall', 'Do Not Call', 'boolean'),
    makeField('EmailBouncedReason', 'Email Bounced Reason', 'string'),
    makeField('EmailBouncedDate', 'Email Bounced Date', 'datetime'),
  ]),
);
