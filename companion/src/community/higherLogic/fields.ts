/**
 * Where the values of a profile stand in the Push API v2. `doc`: the vendor's
 * article names the field. `client`: a public client that is in use sends it
 * (Tendenci). What is in neither is not sent; `describeDestination` says so.
 */

interface DetailField {
  /** In ContactDetails. */
  readonly names: readonly string[];
  readonly kind: 'text' | 'dateTime' | 'flag';
}

/** By the profile's name. */
export const DETAIL_FIELDS: Readonly<Record<string, DetailField>> = {
  FirstName: { names: ['FirstName'], kind: 'text' }, // doc
  LastName: { names: ['LastName'], kind: 'text' }, // doc
  InformalName: { names: ['InformalName'], kind: 'text' }, // doc
  EmailAddress: { names: ['PrimaryEmailAddress'], kind: 'text' }, // doc
  CompanyName: { names: ['CompanyName', 'OrganizationName'], kind: 'text' }, // doc has both
  Birthday: { names: ['Birthday'], kind: 'dateTime' }, // doc
  MemberSince: { names: ['MemberSince'], kind: 'dateTime' }, // doc
  MemberExpiresOn: { names: ['MemberExpiresOn'], kind: 'dateTime' }, // doc
  PrefixCode: { names: ['Prefix'], kind: 'text' }, // client
  Gender: { names: ['Gender'], kind: 'text' }, // client
  Title: { names: ['Title'], kind: 'text' }, // client
  WebsiteURL: { names: ['WebsiteURL'], kind: 'text' }, // client
  ProfileImageURL: { names: ['ProfileImageURL'], kind: 'text' }, // client
  EmailOptOut: { names: ['DoNotEmail'], kind: 'flag' }, // client
};

/** Parts of the one address, by the profile's name (client). Country is a code of two letters. */
export const ADDRESS_FIELDS: Readonly<Record<string, string>> = {
  Address1: 'AddressLine1',
  Address2: 'AddressLine2',
  City: 'City',
  State: 'StateProvince',
  PostalCode: 'PostalCode',
  Country: 'CountryCode',
};

/** The profile's phone numbers, in the order of their importance. */
export const PHONES = ['Phone1', 'Phone2', 'Phone3', 'Phone4'] as const;

/**
 * What kind of phone a Salesforce field holds, in the client's words. Other
 * fields are the first one: ours, as the profile does not tell.
 */
export const PHONE_TYPES: Readonly<Record<string, string>> = {
  MobilePhone: 'Mobile',
  HomePhone: 'Home',
  Fax: 'Fax',
  'Account.Fax': 'Fax',
};

export const OTHER_PHONE_TYPE = 'Work';

/** Whether the Push API has a place for a profile value. */
export function isSent(name: string): boolean {
  return (
    name in DETAIL_FIELDS || name in ADDRESS_FIELDS || (PHONES as readonly string[]).includes(name)
  );
}
