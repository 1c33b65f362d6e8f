import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMemberships } from '../../src/refresh/groups.ts';
import { campaign, membersBy, type Described } from './support.ts';

const FIELDS: Record<string, Described> = {
  Board__c: ['checkbox', 'Board Member'],
  Membership_Type__c: ['picklist', 'Membership Type', { P: 'Platinum', G: 'Gold' }],
  Interests__c: ['multipick', 'Interests', { law: 'Law', tax: 'Taxation' }],
  Account_Level__c: ['formula text', 'Account Level'],
  Nickname__c: ['text', 'Nickname'],
  Books__c: ['number', 'Books'],
};
const GROUPING = 'fields: [Board__c, Membership_Type__c, Interests__c, Account_Level__c]';

/** What each kind of field makes: [values, keys and names]. */
const FROM_FIELDS = [
  [{}, []],
  [{ Board__c: true }, [['Board__c', 'Board Member']]],
  [{ Board__c: 'true' }, [['Board__c', 'Board Member']]],
  [{ Membership_Type__c: 'G' }, [['Membership_Type__c:G', 'Gold']]],
  [{ Membership_Type__c: 'Bronze' }, [['Membership_Type__c:Bronze', 'Bronze']]],
  [
    { Interests__c: 'law;tax' },
    [
      ['Interests__c:law', 'Law'],
      ['Interests__c:tax', 'Taxation'],
    ],
  ],
  [{ Account_Level__c: 'Corporate' }, [['Account_Level__c:Corporate', 'Corporate']]],
] as const;

/** What the guide says of every membership that is not a campaign's. */
const ALWAYS = { role: 'Member', startDate: null, endDate: null };

/** seeds/000, "Community Groups". */
describe('community groups', () => {
  const member = membersBy({
    worksheet: `isActive: none\ncommunityGroups: { ${GROUPING}, campaigns: true }`,
    fields: FIELDS,
  });

  for (const [values, expected] of FROM_FIELDS) {
    it(`from ${JSON.stringify(values)}`, () => {
      assert.deepEqual(
        member(values).communityGroups,
        expected.map(([key, name]) => ({
          key,
          name,
          description: name,
          type: 'Hidden AMS Default',
          ...ALWAYS,
        })),
      );
    });
  }

  it('from campaigns: a Hidden Event, with the status as the role and the campaign’s end date', () => {
    const { communityGroups } = member({}, [campaign({ campaignEndDate: '2026-06-30' })]);
    assert.deepEqual(communityGroups, [
      {
        key: '701000000000001AAA',
        name: 'Annual Congress',
        description: 'Annual Congress',
        type: 'Hidden Event',
        role: 'Registered',
        startDate: null,
        endDate: '2026-06-30',
      },
    ]);
  });

  it('are left as the campaign’s last day ends', () => {
    const worksheet =
      'isActive: none\nexpiration: { field: Ends__c, timeZone: Europe/London }\ncommunityGroups: { campaigns: true }';
    const groupsAt = (now: string) =>
      membersBy({ worksheet, now })({}, [campaign({ campaignEndDate: '2026-06-30' })])
        .communityGroups.length;
    assert.equal(groupsAt('2026-06-30T22:59:59Z'), 1);
    // British Summer Time is an hour ahead.
    assert.equal(groupsAt('2026-06-30T23:00:00Z'), 0);
  });

  it('are not left too early where the worksheet names no time zone', () => {
    const worksheet = 'isActive: none\ncommunityGroups: { campaigns: true }';
    const groupsAt = (now: string) =>
      membersBy({ worksheet, now })({}, [campaign({ campaignEndDate: '2026-06-30' })])
        .communityGroups.length;
    // In Honolulu it is still the 30th.
    assert.equal(groupsAt('2026-07-01T09:00:00Z'), 1);
    assert.equal(groupsAt('2026-07-01T12:00:00Z'), 0);
  });

  it('limit how long a member stays as it is to the first campaign that ends', () => {
    const campaigns = ['2026-06-30', null, '2026-05-31', '2026-02-01'].map(
      (campaignEndDate, index) =>
        campaign({ campaignId: `70100000000000${index}AAA`, campaignEndDate }),
    );
    assert.equal(member({}, campaigns).expiresOn, '2026-05-31');
    assert.equal(member({}, [campaign()]).expiresOn, null);
  });

  it('have the role Member where a campaign member has no status', () => {
    assert.equal(member({}, [campaign({ status: null })]).communityGroups[0]?.role, 'Member');
  });

  it('have the new name and end from the moment on that a campaign is changed', () => {
    const ofCampaign = (given: Parameters<typeof campaign>[0]) => {
      const [{ name, description, endDate } = {}] = member({}, [campaign(given)]).communityGroups;
      return [name, description, endDate];
    };
    assert.deepEqual(ofCampaign({}), ['Annual Congress', 'Annual Congress', null]);
    assert.deepEqual(ofCampaign({ campaignName: 'Gala' }), ['Gala', 'Gala', null]);
    assert.deepEqual(ofCampaign({ campaignName: 'Gala', campaignEndDate: '2026-07-01' }), [
      ...['Gala', 'Gala', '2026-07-01'],
    ]);
  });

  it('do not come from campaigns unless the worksheet says so', () => {
    const without = membersBy({ worksheet: 'isActive: none' });
    assert.deepEqual(without({}, [campaign()]).communityGroups, []);
  });

  it('have the same content in whatever order the campaigns come', () => {
    const [one, two] = [campaign(), campaign({ campaignId: '701000000000002AAA', status: 'Sent' })];
    assert.equal(member({}, [one, two]).contentHash, member({}, [two, one]).contentHash);
  });
});

/** seeds/000, "Security Groups". */
describe('security groups', () => {
  const CONTACTS = { key: 'Contacts', name: 'Contacts', description: 'Contacts', type: 'Security' };

  const member = membersBy({
    worksheet: `isActive: none\nsecurityGroups: { ${GROUPING} }`,
    fields: FIELDS,
  });
  for (const [values, expected] of FROM_FIELDS) {
    it(`from ${JSON.stringify(values)}, after the automatic one`, () => {
      assert.deepEqual(member(values).securityGroups, [
        { ...CONTACTS, ...ALWAYS },
        ...expected.map(([key, name]) => ({
          key,
          name,
          description: name,
          type: 'Security',
          ...ALWAYS,
        })),
      ]);
    });
  }

  it('from record types of contact and account', () => {
    const typed = membersBy({
      worksheet:
        'isActive: none\nsecurityGroups: { recordTypes: { contact: true, account: true } }',
    });
    const { securityGroups } = typed({
      RecordTypeId: '012000000000001AAA',
      'RecordType.Name': 'Individual',
      'Account.RecordTypeId': '012000000000002AAA',
      'Account.RecordType.Name': 'Company',
    });
    assert.deepEqual(
      securityGroups.slice(1),
      [
        ['012000000000001AAA', 'Individual'],
        ['012000000000002AAA', 'Company'],
      ].map(([key, name]) => ({
        key,
        name,
        description: name,
        type: 'Contact Record Type',
        ...ALWAYS,
      })),
    );
    assert.equal(typed({}).securityGroups.length, 1);
  });

  const staff = membersBy({
    worksheet:
      'isActive: none\nsecurityGroups: { staff: { emailDomains: [Our-Association.org], accounts: [001D000000QV9n2] } }',
  });
  const staffCases = [
    [{ Email: 'ada@our-association.org' }, true],
    [{ Email: 'Ada@OUR-ASSOCIATION.ORG' }, true],
    [{ Email: 'ada@not-our-association.org' }, false],
    [{ Email: 'ada@mail.our-association.org' }, false],
    [{ AccountId: '001D000000QV9n2IAD' }, true],
    [{ AccountId: '001D000000qv9n2AAA' }, false],
    [{}, false],
  ] as const;
  for (const [values, expected] of staffCases) {
    it(`${expected ? 'Staff' : 'no Staff'}: ${JSON.stringify(values)}`, () => {
      const names = staff(values).securityGroups.map(({ name }) => name);
      assert.deepEqual(names, expected ? ['Contacts', 'Staff'] : ['Contacts']);
    });
  }
});

describe('groups', () => {
  it('appear through eligible contacts only', () => {
    const { communityGroups, securityGroups } = membersBy({
      worksheet:
        'removeOn: Board__c\nisActive: none\ncommunityGroups: { fields: [Board__c], campaigns: true }',
      fields: FIELDS,
    })({ Board__c: true }, [campaign()]);
    assert.deepEqual([communityGroups, securityGroups], [[], []]);
  });

  const wrong = [
    ['Gone__c', 'FieldNotVisible', /communityGroups.fields names Gone__c/],
    ['Nickname__c', 'WorksheetError', /\(Nickname\), which is a text or a date/],
    ['Books__c', 'WorksheetError', /\(Books\), which is a number/],
  ] as const;
  for (const [field, name, message] of wrong) {
    it(`cannot be made by ${field}`, () => {
      const worksheet = `isActive: none\ncommunityGroups: { fields: [${field}] }`;
      assert.throws(() => membersBy({ worksheet, fields: FIELDS }), { name, message });
    });
  }

  it('are read again from what the store keeps as they were', () => {
    const member = membersBy({
      worksheet: `isActive: none\ncommunityGroups: { ${GROUPING}, campaigns: true }\nsecurityGroups: { ${GROUPING} }`,
      fields: FIELDS,
    })({ Board__c: true, Interests__c: 'a "b\n;law' }, [
      campaign({ campaignEndDate: '2027-01-01' }),
    ]);
    assert.deepEqual(readMemberships(member.texts.communityGroups), member.communityGroups);
    assert.deepEqual(readMemberships(member.texts.securityGroups), member.securityGroups);
  });
});
