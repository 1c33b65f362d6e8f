import { makeField, picklist } from '../field.ts';
import { addressFields, makeObject, recordFields } from './common.ts';

export const account = makeObject(
  'Account',
  'Account',
  '001',
  recordFields([
    makeField('MasterRecordId', 'Master Record ID', 'reference', {
      createable: false,
      updateable: false,
      permissionable: false,
      referenceTo: ['Account'],
      relationshipName: 'MasterRecord',
    }),
    makeField('Name', 'Account Name', 'string', {
      nameField: true,
      nillable: false,
      permissionable: false,
    }),
    makeField('Type', 'Account Type', 'picklist', {
      picklistValues: picklist('Prospect', 'Customer - Direct', 'Customer - Channel', 'Other'),
    }),
    makeField('ParentId', 'Parent Account ID', 'reference', {
      referenceTo: ['Account'],
      relationshipName: 'Parent',
      childRelationshipName: 'ChildAccounts',
    }),
    ...addressFields('Billing'),
    ...addressFields('Shipping'),
    makeField('Phone', 'Account Phone', 'phone'),
    makeField('Fax', 'Account Fax', 'phone'),
    makeField('AccountNumber', 'Account Number', 'string', { length: 40 }),
    makeField('Website', 'Website', 'url'),
    makeField('Sic', 'SIC Code', 'string', { length: 20 }),
    makeField('Industry', 'Industry', 'picklist', {
      picklistValues: picklist('Education', 'Healthcare', 'Not For Profit', 'Technology', 'Other'),
    }),
    makeField('AnnualRevenue', 'Annual Revenue', 'currency', { precision: 18 }),
    makeField('NumberOfEmployees', 'Employees', 'int', { precision: 8 }),
    makeField('Ownership', 'Ownership', 'picklist', {
      picklistValues: picklist('Public', 'Private', 'Subsidiary', 'Other'),
    }),
    makeField('TickerSymbol', 'Ticker Symbol', 'string', { length: 20 }),
    makeField('Description', 'Account Description', 'textarea', { length: 32000 }),
    makeField('Rating', 'Account Rating', 'picklist', {
      picklistValues: picklist('Hot', 'Warm', 'Cold'),
    }),
    makeField('Site', 'Account Site', 'string', { length: 80 }),
    makeField('AccountSource', 'Account Source', 'picklist', {
      picklistValues: picklist('Web', 'Phone Inquiry', 'Partner Referral', 'Other'),
    }),
  ]),
  { hasActivities: true },
);
