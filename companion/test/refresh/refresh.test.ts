import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Member } from '../../src/refresh/interfaces.ts';
import { toLegacyContactKey } from '../../src/refresh/legacyContactKey.ts';
import { compileRules } from '../../src/refresh/member.ts';
import {
  GONE,
  goneReason,
  goneTransition,
  refreshTransition,
} from '../../src/refresh/transition.ts';
import type { ContactRecord, FieldValue } from '../../src/salesforce/interfaces.ts';
import type { Gate } from '../../src/worksheet/interfaces.ts';
import { membersBy } from './support.ts';

const PLAN = {
  gates: [{ gate: 'IsActive' as const, field: 'Is_Member__c' }] as readonly Gate[],
  demographics: [],
  communityGroups: { fields: [], campaigns: false },
  securityGroups: {
    fields: [],
    recordTypes: { contact: false, account: false },
    staff: { emailDomains: [], accounts: [] },
  },
  profile: [
    { name: 'EmailAddress', source: 'Email' },
    { name: 'MemberSince', source: 'Since__c' },
    { name: 'CompanyName', source: 'Account.Name' },
  ],
};

function toMember(record: ContactRecord, plan: typeof PLAN): Member {
  return compileRules({ plan, catalogue: new Map(), today: () => '2026-03-01' })(record, []);
}

function contact(values: Record<string, FieldValue> = {}): ContactRecord {
  return {
    id: '003000000000001AAA',
    deleted: false,
    masterId: null,
    values: {
      Name: 'Ada Byron',
      Email: 'ada@example.org',
      Since__c: null,
      'Account.Name': 'Engines',
      Is_Member__c: true,
      ...values,
    },
  };
}

describe('legacy contact key', () => {
  it('is the 18-character Id, from 15 or 18 characters', () => {
    // A published example of Salesforce's documentation of the two forms has the same shape.
    assert.equal(toLegacyContactKey('003D000000QV9n2'), '003D000000QV9n2IAD');
    assert.equal(toLegacyContactKey(' 003D000000QV9n2IAD\n'), '003D000000QV9n2IAD');
    assert.equal(toLegacyContactKey('003D000000QV9n2iad'), '003D000000QV9n2IAD');
  });

  it('keeps two Ids apart that differ in capitals only', () => {
    assert.notEqual(
      toLegacyContactKey('003D000000QV9n2').toLowerCase(),
      toLegacyContactKey('003D000000qv9n2').toLowerCase(),
    );
  });

  const wrong: [string, RegExp][] = [
    ['', /letters and digits/],
    ['003D000000QV9n', /14 characters where 15 or 18/],
    ['001D000000QV9n2', /start with 003/],
    ['003D000000QV9n!', /letters and digits/],
    ['003D000000qv9n2IAD', /mistyped or its capitals/],
  ];
  for (const [key, message] of wrong) {
    it(`refuses "${key}"`, () => {
      assert.throws(() => toLegacyContactKey(key), { name: 'InvalidKey', message });
    });
  }

  it('finds out any change of capitals in a long key', () => {
    const idChar = fc.constantFrom('a', 'b', 'c', 'X', 'Y', 'Z', '0', '5', '9');
    fc.assert(
      fc.property(fc.array(idChar, { minLength: 12, maxLength: 12 }), fc.nat(11), (chars, at) => {
        const key = toLegacyContactKey(`003${chars.join('')}`);
        const other = key.charAt(at + 3);
        const swapped = other === other.toUpperCase() ? other.toLowerCase() : other.toUpperCase();
        fc.pre(swapped !== other);
        assert.throws(() => toLegacyContactKey(key.slice(0, at + 3) + swapped + key.slice(at + 4)));
      }),
    );
  });
});

describe('a member', () => {
  it('is not made of a record that was read without one of the fields', () => {
    const unread = {
      ...contact(),
      values: { Name: 'Ada', Email: null, Since__c: null, 'Account.Name': null },
    };
    assert.throws(() => toMember(unread, PLAN), /without the field Is_Member__c/);
  });

  it('carries the profile under the community’s names, blank as null', () => {
    const member = toMember(contact({ 'Account.Name': '' }), PLAN);
    assert.equal(member.legacyContactKey, '003000000000001AAA');
    assert.equal(member.name, 'Ada Byron');
    assert.equal(member.email, 'ada@example.org');
    assert.deepEqual(member.profile, {
      EmailAddress: 'ada@example.org',
      MemberSince: null,
      CompanyName: null,
    });
  });

  it('is the same in REST’s and in Bulk API’s spelling', () => {
    const member = membersBy({
      worksheet: `
expiration: { field: Ends__c, timeZone: Europe/London }
demographics: [{ picklist: Type__c }, { text: Books__c }, { label: Box, checkboxes: [Box__c] }]
communityGroups: { fields: [Box__c, Type__c] }`,
      profile: 'MemberSince: Since__c, Age: Age__c, CompanyName: Account.Name, Title: Title',
      fields: {
        Age__c: ['number', 'Age'],
        Books__c: ['number', 'Books'],
        Box__c: ['checkbox', 'Box'],
        HL_IsActive__c: ['checkbox', 'HL IsActive'],
        Type__c: ['picklist', 'Type', { G: 'Gold' }],
      },
    });
    const common = { Ends__c: '2027-01-01', Title: '1.0' };
    const rest = member({
      ...common,
      Since__c: '2020-05-01T10:00:00.000+0000',
      HL_IsActive__c: true,
      Age__c: 41,
      Books__c: 350_000_000,
      Box__c: true,
      Type__c: null,
    });
    const bulk = member({
      ...common,
      Since__c: '2020-05-01T10:00:00.000Z',
      HL_IsActive__c: 'true',
      HasOptedOutOfEmail: 'false',
      'Account.Name': '',
      Age__c: '41.0',
      Books__c: '3.5E8',
      Box__c: 'true',
      Type__c: '',
    });
    assert.deepEqual(bulk, rest);
    assert.equal(rest.profile['MemberSince'], '2020-05-01T10:00:00.000Z');
    assert.equal(rest.profile['Age'], '41');
    assert.equal(rest.profile['Title'], '1.0');
    assert.equal(rest.profile['EmailOptOut'], 'false');
  });

  it('has another content hash for any other content', () => {
    const hashes = [
      contact(),
      contact({ Name: 'Ada Lovelace' }),
      contact({ Email: null }),
      contact({ Is_Member__c: false }),
      contact({ Since__c: 'Engines', 'Account.Name': null }),
    ].map((one) => toMember(one, PLAN).contentHash);
    assert.equal(new Set(hashes).size, hashes.length);
  });
});

describe('what a refresh does', () => {
  const member = (eligible: boolean): Member => toMember(contact({ Is_Member__c: eligible }), PLAN);
  const known = (status: 'active' | 'disabled' | 'notImported', contentHash = 'older') => ({
    status,
    contentHash,
  });

  const cases = [
    [undefined, true, 'refreshed', 'active'],
    [undefined, false, 'notImported', 'notImported'],
    [known('notImported'), true, 'refreshed', 'active'],
    [known('notImported'), false, 'notImported', 'notImported'],
    [known('active'), true, 'refreshed', 'active'],
    [known('active'), false, 'disabled', 'disabled'],
    [known('disabled'), true, 'refreshed', 'active'],
    [known('disabled'), false, 'unchanged', 'disabled'],
    [known('active', member(true).contentHash), true, 'unchanged', 'active'],
    [known('disabled', member(false).contentHash), false, 'unchanged', 'disabled'],
    [known('notImported', member(false).contentHash), false, 'unchanged', 'notImported'],
    [known('disabled', GONE), true, 'refreshed', 'active'],
  ] as const;
  for (const [before, eligible, outcome, status] of cases) {
    const was =
      before === undefined ? 'unknown' : `${before.status} (${before.contentHash.slice(0, 6)})`;
    it(`${was}, ${eligible ? 'eligible' : 'not eligible'}: ${outcome}, ${status}`, () => {
      const transition = refreshTransition(before, member(eligible));
      assert.equal(transition.outcome, outcome);
      assert.equal(transition.status, status);
      assert.equal(transition.reasons.length, status === 'active' ? 0 : 1);
    });
  }

  it('disables the member of a contact that is gone, once', () => {
    const gone = (before: ReturnType<typeof known>) => {
      const { outcome, status } = goneTransition(before, 'Deleted in Salesforce');
      return [outcome, status];
    };
    assert.deepEqual(gone(known('active')), ['disabled', 'disabled']);
    assert.deepEqual(gone(known('disabled')), ['unchanged', 'disabled']);
    assert.deepEqual(gone(known('disabled', GONE)), ['unchanged', 'disabled']);
    assert.deepEqual(gone(known('notImported')), ['notImported', 'notImported']);
  });

  it('tells merged from deleted', () => {
    assert.equal(goneReason({ masterId: null }), 'Deleted in Salesforce');
    assert.match(goneReason({ masterId: '003000000000002AAA' }), /Merged into 003000000000002AAA/);
  });
});
