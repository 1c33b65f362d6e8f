import fc from 'fast-check';
import { toLongId } from '../../src/salesforce/ids.ts';
import type { RawField, RawOrg, RawRecord, RawValue } from './interfaces.ts';

/*
 * Generated worksheets and orgs that fit each other: both know the fields below.
 * Worksheets are plain objects, as YAML reads them.
 */

const CHECKBOXES = ['Is_Member__c', 'Banned__c', 'Bachelors__c', 'Masters__c'];
const PICKLISTS = ['Membership_Type__c', 'Chapter__c'];
const MULTIPICKS = ['Interests__c', 'Languages__c'];
const FORMULA_TEXT = 'HL_Account_Level__c';
const GROUPING = [...CHECKBOXES, ...PICKLISTS, ...MULTIPICKS, FORMULA_TEXT];
const TEXTS = ['Title', 'Nickname__c', 'Books__c', 'Ends__c', 'Joined__c', FORMULA_TEXT];
const TIME_ZONES = ['Europe/London', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata'];
const EMAIL_DOMAINS = ['our-association.org', 'example.org', 'mail.example.org'];

/** What people write, and what has a meaning somewhere on the way. */
const words = fc.constantFrom(
  ...['Gold', 'gold', 'Law & Tax', 'a:b', '"quoted"', 'Größe', '1.0', 'none', 'O’Neil', '会員'],
);

/** The nth Id of an object by its key prefix, 18 characters. */
export function idOf(prefix: string, number: number): string {
  return toLongId(`${prefix}D00000${String(number).padStart(6, '0')}`);
}

const ACCOUNT_IDS = [1, 2, 3].map((number) => idOf('001', number));
const CAMPAIGN_IDS = [1, 2, 3].map((number) => idOf('701', number));
const RECORD_TYPES = [1, 2, 3].map((number) => ({
  Id: idOf('012', number),
  Name: `Type ${number}`,
}));

const dates = fc.constantFrom('2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02', '2030-01-01');

/** Around the dates above, and around midnight in the time zones above. */
export const moments = fc
  .integer({ min: -72, max: 72 })
  .map((halfHours) => new Date(Date.parse('2026-03-01T00:00:00Z') + halfHours * 1_800_000));

const some = (names: readonly string[]) => fc.subarray([...names]);
const orNull = <T extends RawValue>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const demographic = fc.oneof(
  fc.record({
    label: words,
    checkboxes: fc.subarray(CHECKBOXES, { minLength: 1 }),
  }),
  withLabel('picklist', PICKLISTS),
  withLabel('multipick', MULTIPICKS),
  withLabel('text', TEXTS),
);

function withLabel(kind: string, fields: readonly string[]): fc.Arbitrary<object> {
  return fc
    .record({ field: fc.constantFrom(...fields), label: words }, { requiredKeys: ['field'] })
    .map(({ field, ...rest }) => ({ [kind]: field, ...rest }));
}

/** A worksheet as YAML gives it. */
export const worksheets = fc.record({
  isActive: fc.constantFrom('none', 'Is_Member__c'),
  removeOn: fc.constantFrom('none', 'none', 'Banned__c'),
  expiration: fc.oneof(
    fc.constant('none'),
    fc.record({ field: fc.constant('Ends__c'), timeZone: fc.constantFrom(...TIME_ZONES) }),
  ),
  profile: fc.constant({
    FirstName: 'FirstName',
    LastName: 'LastName',
    EmailAddress: 'Email',
    Title: 'Title',
    Age: 'Books__c',
    MemberSince: 'Joined__c',
    MemberExpiresOn: 'Ends__c',
    CompanyName: 'Account.Name',
    MemberID: 'Account.NumberOfEmployees',
  }),
  demographics: fc.array(demographic, { maxLength: 4 }),
  communityGroups: fc.record({ fields: some(GROUPING), campaigns: fc.boolean() }),
  securityGroups: fc.record({
    fields: some(GROUPING),
    recordTypes: fc.record({ contact: fc.boolean(), account: fc.boolean() }),
    staff: fc.record({
      emailDomains: some(EMAIL_DOMAINS),
      // People copy 15-character Ids from the address bar.
      accounts: some(ACCOUNT_IDS).map((ids) => ids.map((id) => id.slice(0, 15))),
    }),
    limitTo: fc.oneof(
      { weight: 2, arbitrary: fc.constant([] as string[]) },
      some(['Contacts', 'Staff', 'Gold', 'Membership_Type__c:gold', 'Type 1', 'nobody']),
    ),
  }),
});

const options = fc.uniqueArray(fc.record({ value: words, label: words }), {
  selector: ({ value }) => value,
  maxLength: 6,
});

const contactFields: fc.Arbitrary<Record<string, RawField>> = fc
  .tuple(options, options, options, options)
  .map((lists) => ({
    ...Object.fromEntries(
      CHECKBOXES.map((name) => [name, { label: `${name} box`, type: 'checkbox' }]),
    ),
    ...Object.fromEntries(
      PICKLISTS.map((name, index) => [
        name,
        { label: `${name} list`, type: 'picklist', options: lists[index]! },
      ]),
    ),
    ...Object.fromEntries(
      MULTIPICKS.map((name, index) => [
        name,
        { label: `${name} lists`, type: 'multipicklist', options: lists[index + 2]! },
      ]),
    ),
    [FORMULA_TEXT]: { label: 'HL Account Level', type: 'text', formula: true },
    Title: { label: 'Title', type: 'text' },
    Nickname__c: { label: 'Nickname', type: 'text' },
    Books__c: { label: 'Books', type: 'number' },
    Ends__c: { label: 'Ends', type: 'date' },
    Joined__c: { label: 'Joined', type: 'dateTime' },
  }));

const values = fc.record({
  ...Object.fromEntries(CHECKBOXES.map((name) => [name, fc.boolean()])),
  // Most records hold what the options may have, some what they no longer have.
  ...Object.fromEntries(PICKLISTS.map((name) => [name, orNull(words)])),
  ...Object.fromEntries(
    MULTIPICKS.map((name) => [
      name,
      fc.uniqueArray(words, { maxLength: 3 }).map((chosen) => chosen.join(';') || null),
    ]),
  ),
  [FORMULA_TEXT]: orNull(words),
  HasOptedOutOfEmail: fc.boolean(),
  Title: orNull(words),
  Nickname__c: orNull(words),
  Books__c: orNull(fc.oneof(fc.integer(), fc.constantFrom(1.5, -0.25, 350_000_000))),
  Ends__c: orNull(dates),
  Joined__c: orNull(dates.map((date) => `${date}T10:30:00.000Z`)),
  FirstName: orNull(words),
  LastName: words,
  Email: orNull(fc.constantFrom(...EMAIL_DOMAINS, 'EXAMPLE.org').map((domain) => `Ada@${domain}`)),
  AccountId: orNull(fc.constantFrom(...ACCOUNT_IDS)),
  RecordTypeId: orNull(fc.constantFrom(...RECORD_TYPES.map(({ Id }) => Id))),
});

const account = fc.record({
  Name: words,
  NumberOfEmployees: orNull(fc.nat()),
  RecordTypeId: orNull(fc.constantFrom(...RECORD_TYPES.map(({ Id }) => Id))),
});

/** An edit of one contact: any of its fields. */
export const contactEdits = values.chain((all) =>
  fc
    .subarray(Object.keys(all), { minLength: 1 })
    .map((names) => Object.fromEntries(names.map((name) => [name, all[name as keyof typeof all]]))),
);

/** An org with a few of everything. */
export const orgs: fc.Arbitrary<RawOrg> = fc
  .record({
    contactFields,
    contacts: fc.array(values, { minLength: 1, maxLength: 6 }),
    accounts: fc.tuple(account, account, account),
    campaigns: fc.tuple(
      ...CAMPAIGN_IDS.map((Id) =>
        fc.record({ Id: fc.constant(Id), Name: words, EndDate: orNull(dates) }),
      ),
    ),
    campaignMembers: fc.uniqueArray(
      fc.record({
        CampaignId: fc.constantFrom(...CAMPAIGN_IDS),
        contact: fc.nat(5),
        Status: orNull(fc.constantFrom('Sent', 'Responded')),
      }),
      { selector: ({ CampaignId, contact }) => `${CampaignId}${contact}`, maxLength: 8 },
    ),
  })
  .map(({ contacts, accounts, campaignMembers, ...rest }) => ({
    ...rest,
    contacts: contacts.map((contact, index): RawRecord => ({
      ...contact,
      Id: idOf('003', index),
      Name: `${contact.FirstName ?? ''} ${contact.LastName}`.trim(),
    })),
    accounts: accounts.map((one, index) => ({ ...one, Id: ACCOUNT_IDS[index]! })),
    recordTypes: RECORD_TYPES,
    campaignMembers: campaignMembers.map(({ contact, ...member }) => ({
      ...member,
      ContactId: idOf('003', contact),
    })),
  }));
