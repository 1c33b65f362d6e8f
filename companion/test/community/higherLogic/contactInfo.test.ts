import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toContactInfo } from '../../../src/community/higherLogic/contactInfo.ts';
import { describeDestination } from '../../../src/community/higherLogic/notes.ts';
import type { MemberTable } from '../../../src/community/schema.ts';
import { parseWorksheet } from '../../../src/worksheet/load.ts';
import { compilePlan } from '../../../src/worksheet/plan.ts';
import { memberRow } from '../memberRow.ts';

const PROFILE = `profile:
  FirstName: FirstName
  LastName: LastName
  EmailAddress: Email
  CompanyName: Account.Name
  Birthday: Birthdate
  MemberSince: Joined__c
  Phone1: MobilePhone
  Phone2: Phone
  Address1: MailingStreet
  City: MailingCity
  Country: MailingCountry
  Bio: Bio__c
demographics: [{ picklist: Level__c }]
`;

function planOf(destination = 'disabledMembers: expire') {
  const text = `${PROFILE}destination: { name: higher-logic, ${destination} }`;
  return compilePlan(parseWorksheet(text, 'the worksheet of this test'));
}

const row = memberRow(7, {
  profile: {
    FirstName: 'Ann',
    LastName: 'Lee',
    EmailAddress: 'ann@example.org',
    CompanyName: 'Acme',
    Birthday: '1980-02-29',
    MemberSince: '2020-05-01T10:30:00.000Z',
    Phone1: '555-0100',
    Phone2: null,
    Address1: '1 Main Street\n2nd floor',
    City: 'Springfield',
    Country: 'United States',
    Bio: 'Likes maps',
    EmailOptOut: 'true',
  },
  demographics: JSON.stringify([{ label: 'Level', value: 'Gold' }]),
  community_groups: JSON.stringify([
    {
      key: '701A',
      name: 'Summer school',
      type: 'Hidden Event',
      role: 'Sent',
      endDate: '2026-07-31',
    },
  ]),
  security_groups: JSON.stringify([{ key: 'Contacts', name: 'Contacts', type: 'Security' }]),
});

describe('the record of a member in the Push API', () => {
  it('is complete, under the API’s names and with its dates', () => {
    assert.deepEqual(toContactInfo(row, planOf()), {
      ContactDetails: {
        ContactId: row.legacy_contact_key,
        FirstName: 'Ann',
        LastName: 'Lee',
        PrimaryEmailAddress: 'ann@example.org',
        CompanyName: 'Acme',
        OrganizationName: 'Acme',
        Birthday: '1980-02-29T00:00:00.000Z',
        MemberSince: '2020-05-01T10:30:00.000Z',
        DoNotEmail: true,
        IsMember: true,
        IsOrganization: false,
        IsDeleted: false,
      },
      EmailAddresses: [
        { EmailAddress: 'ann@example.org', EmailType: 'Primary Email', IsPreferred: true },
      ],
      PhoneNumbers: [{ FormattedNumber: '555-0100', PhoneType: 'Mobile', IsPreferred: true }],
      Addresses: [
        {
          AddressLine1: '1 Main Street, 2nd floor',
          City: 'Springfield',
          CountryCode: 'US',
          AddressType: 'Main',
          IsPrimary: true,
        },
      ],
    });
  });

  it('has groups only if the worksheet says so, and then always, to say that there are none', () => {
    const plan = planOf('disabledMembers: expire, sendGroups: true');
    assert.deepEqual(toContactInfo(row, plan).Groups, [
      { GroupId: 'Contacts', GroupName: 'Contacts', GroupType: 'Security', Role: 'Member' },
      {
        GroupId: '701A',
        GroupName: 'Summer school',
        GroupType: 'Hidden Event',
        Role: 'Sent',
        EndDate: '2026-07-31T00:00:00.000Z',
      },
    ]);
    const nowhere = { ...row, community_groups: '[]', security_groups: '[]' };
    assert.deepEqual(toContactInfo(nowhere, plan).Groups, []);
  });

  it('has demographics under the names that the worksheet gives', () => {
    const plan = planOf(
      'disabledMembers: expire, demographicFields: { label: DemographicName, value: DemographicValue }',
    );
    assert.deepEqual(toContactInfo(row, plan).Demographics, [
      { DemographicName: 'Level', DemographicValue: 'Gold' },
    ]);
  });

  it('says of a disabled member what the worksheet chose', () => {
    const disabled: MemberTable = {
      ...row,
      status: 'disabled',
      last_refreshed_at: '2026-03-01T08:00:00.000Z',
    };
    const { ContactDetails: details } = toContactInfo(disabled, planOf());
    assert.deepEqual(
      [details['IsMember'], details['MemberExpiresOn'], details['LastName'], details['IsDeleted']],
      [false, '2026-03-01T00:00:00.000Z', 'Lee', false],
    );
    assert.deepEqual(toContactInfo(disabled, planOf('disabledMembers: delete')), {
      ContactDetails: { ContactId: row.legacy_contact_key, IsDeleted: true },
    });
  });

  it('is none where a value is no date: the API would refuse it', () => {
    const wrong = memberRow(7, { profile: { Birthday: 'in May' } });
    assert.throws(() => toContactInfo(wrong, planOf()), {
      name: 'NotSendable',
      message: 'The Push API takes only a date for Birthday, and it is "in May".',
    });
  });

  it('leaves out a country that is neither a code nor a name', () => {
    const nowhere = memberRow(7, { profile: { Country: 'Atlantis' } });
    assert.equal(toContactInfo(nowhere, planOf()).Addresses, undefined);
  });
});

describe('a worksheet that sends members to Higher Logic', () => {
  it('says what shall become of disabled members', () => {
    assert.throws(() => planOf('sendGroups: true'), {
      name: 'WorksheetError',
      message: /destination\.disabledMembers.*expected expire or delete/,
    });
  });

  it('is told what is not sent', () => {
    assert.deepEqual(describeDestination(planOf()), {
      unsentProfile: ['Bio'],
      unsentDemographics: true,
      sendsGroups: false,
    });
  });
});
