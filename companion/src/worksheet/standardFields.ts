/**
 * What Salesforce's own fields allow, as tables. Custom fields (`…__c`) are in
 * none of them: they can be watched and granted.
 */

/** The guide's 16 conditions (seeds/000, "Create the Flow"): ISNEW() and a change of one of these. */
export const GUIDE_TRIGGER_FIELDS = [
  'Email',
  'FirstName',
  'LastName',
  'Salutation',
  'Title',
  'AccountId',
  'MailingStreet',
  'MailingCity',
  'MailingState',
  'MailingPostalCode',
  'MailingCountry',
  'Phone',
  'MobilePhone',
  'HomePhone',
  'Fax',
] as const;

/**
 * The guide leaves the account's fields open. These are what an association's
 * members commonly inherit from their company: its name, where it is and how
 * to reach it. A narrower list would lose changes, a wider one costs little.
 */
export const ACCOUNT_TRIGGER_FIELDS = [
  'Name',
  'BillingStreet',
  'BillingCity',
  'BillingState',
  'BillingPostalCode',
  'BillingCountry',
  'ShippingStreet',
  'ShippingCity',
  'ShippingState',
  'ShippingPostalCode',
  'ShippingCountry',
  'Phone',
  'Fax',
  'Website',
] as const;

/** Hold several values in one: SOQL gives an object, flows cannot watch them. */
export const COMPOUND_FIELDS: ReadonlySet<string> = new Set([
  'MailingAddress',
  'OtherAddress',
  'BillingAddress',
  'ShippingAddress',
]);

/** Set or computed by the platform; whoever may read the object reads them. */
const SYSTEM_FIELDS = [
  'Id',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
  'IsEmailBounced',
  'PhotoUrl',
];

const BY_PLATFORM = 'the platform sets or computes this one by itself';

/** What a flow must not watch, and why. */
export const UNWATCHABLE_CONTACT_FIELDS: ReadonlyMap<string, string> = new Map([
  ...SYSTEM_FIELDS.map((field): [string, string] => [field, BY_PLATFORM]),
  ['LastCURequestDate', BY_PLATFORM],
  ['LastCUUpdateDate', BY_PLATFORM],
  ['Name', 'the platform puts this one together from the parts of the name'],
  ['Description', 'this one is a long text, which ISCHANGED refuses'],
  ...[...COMPOUND_FIELDS].map((field): [string, string] => [
    field,
    'this one is a compound of several; name its parts, such as MailingCity',
  ]),
]);

/** The same for Account, whose Name is plain text. */
export const UNWATCHABLE_ACCOUNT_FIELDS: ReadonlySet<string> = new Set(
  [...UNWATCHABLE_CONTACT_FIELDS.keys()].filter((field) => field !== 'Name'),
);

/**
 * Refuse `fieldPermissions` in a permission set: every user who may read the
 * object reads them (Metadata API, "permissionable" in describe).
 */
export const UNGRANTABLE_FIELDS: ReadonlySet<string> = new Set([
  ...SYSTEM_FIELDS,
  'RecordTypeId',
  'Name',
  'FirstName',
  'LastName',
  'MiddleName',
  'Suffix',
  'Salutation',
  'OwnerId',
]);

const ADDRESS_PART =
  /^(Mailing|Other|Billing|Shipping)(Street|City|State|PostalCode|Country|StateCode|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;

/** The field through which read access is granted: an address part goes by its compound. */
export function grantedThrough(field: string): string {
  const address = ADDRESS_PART.exec(field)?.[1];
  return address === undefined ? field : `${address}Address`;
}
