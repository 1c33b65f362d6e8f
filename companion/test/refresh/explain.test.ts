import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explain } from '../../src/refresh/explain/explain.ts';
import type {
  Evidence,
  HeldContact,
  LiveContact,
  RefreshState,
} from '../../src/refresh/explain/interfaces.ts';
import type { Member, MemberStatus } from '../../src/refresh/interfaces.ts';
import type { FieldValue } from '../../src/salesforce/interfaces.ts';
import { membersBy } from './support.ts';

const KEY = '003000000000001AAA';
const WATERMARK = '2026-03-01T10:00:00.000Z';
const BEFORE = '2026-03-01T09:00:00.000Z';
const AFTER = '2026-03-01T11:00:00.000Z';

const member = membersBy({
  worksheet: 'isActive: Is_Member__c\ncommunityGroups: { fields: [Board__c] }',
  profile: 'Title: Title',
  fields: { Is_Member__c: ['checkbox', 'Is Member'], Board__c: ['checkbox', 'Board'] },
});
const limited = membersBy({
  worksheet: 'isActive: none\nsecurityGroups: { fields: [Level__c], limitTo: [Gold, Silver] }',
  fields: { Level__c: ['picklist', 'Level', { G: 'Gold', B: 'Bronze' }] },
});

const person = (values: Record<string, FieldValue> = {}) =>
  member({ Name: 'Ada Byron', Is_Member__c: true, ...values });

function live(of: Member, more: Partial<LiveContact> = {}): LiveContact {
  return {
    state: 'live',
    member: of,
    hlModDate: BEFORE,
    accountHlModDate: null,
    stampFailures: [],
    ...more,
  };
}

function held(of: Member, status: MemberStatus = 'active'): HeldContact {
  const { name, profile, texts, contentHash, expiresOn } = of;
  return {
    name,
    profile,
    texts,
    contentHash,
    expiresOn,
    status,
    reasons: [],
    lastRefreshedAt: BEFORE,
  };
}

function explained(
  salesforce: Evidence['salesforce'],
  community: HeldContact | null,
  refresh: Partial<RefreshState> = {},
) {
  return explain({
    legacyContactKey: KEY,
    salesforce,
    community,
    refresh: {
      today: '2026-03-01',
      everyMinutes: 30,
      watermark: WATERMARK,
      worksheetChanged: false,
      limitTo: null,
      halt: null,
      held: null,
      ...refresh,
    },
  });
}

/** The answer to the question that has these words in it. */
function answer(words: RegExp, ...given: Parameters<typeof explained>): string {
  const found = explained(...given).answers.find(({ question }) => words.test(question));
  return found === undefined ? 'not asked' : [found.answer, ...found.actions].join(' ');
}

/** seeds/000, "Frequently Asked Questions". */
describe('“Why wasn’t my member added to my community?”', () => {
  const cases: [string, Member, HeldContact | null, RegExp][] = [
    ['it is there', person(), held(person()), /^It was: .* is active\.$/],
    [
      'not brought yet',
      person(),
      null,
      /no refresh has brought it .*HL_Mod_Date is .* complete up to .*hl refresh member 003/,
    ],
    [
      'disabled, and eligible again',
      person(),
      held(person(), 'disabled'),
      /no refresh has brought/,
    ],
    [
      'never eligible',
      person({ Is_Member__c: false }),
      null,
      /^It is not eligible\. IsActive: Is_Member__c is not checked\./,
    ],
    [
      'no longer eligible, and not refreshed since',
      person({ Is_Member__c: false }),
      held(person()),
      /^It was, but .* IsActive: Is_Member__c is not checked\. The next refresh disables/,
    ],
  ];
  for (const [what, inSalesforce, inCommunity, expected] of cases) {
    it(what, () => {
      assert.match(answer(/added/, live(inSalesforce), inCommunity), expected);
    });
  }

  it('is answered gate by gate', () => {
    const { eligible, gates, name } = explained(live(person({ Is_Member__c: false })), null);
    assert.deepEqual([name, eligible], ['Ada Byron', false]);
    assert.deepEqual(gates, [
      { gate: 'IsActive', passed: false, detail: 'IsActive: Is_Member__c is not checked' },
    ]);
  });
});

describe('“Is Limit by Security Groups enabled?”', () => {
  const limitTo = ['Gold', 'Silver'];
  it('no', () => {
    assert.match(answer(/Limit/, live(person()), null), /^No, .*limitTo is empty/);
  });
  it('yes, and the value matches', () => {
    assert.match(
      answer(/Limit/, live(limited({ Level__c: 'G' })), null, { limitTo }),
      /^Yes, to Gold, Silver\. The contact matches\. .*in Gold\.$/,
    );
  });
  it('yes, and the value found does not match', () => {
    assert.match(
      answer(/Limit/, live(limited({ Level__c: 'B' })), null, { limitTo }),
      /^Yes, to Gold, Silver\. The contact does not match\. .*found Contacts, Bronze\.$/,
    );
  });
});

describe('“Why didn’t my member record update in the community?”', () => {
  const edited = person({ Title: 'President', Board__c: true });
  const before = held(person());
  const cases: [string, LiveContact, HeldContact, Partial<RefreshState>, RegExp][] = [
    ['it did', live(person()), before, {}, /^It is up to date/],
    ['it says what differs', live(edited), before, {}, /: Title, communityGroups\. /],
    [
      'stamped after the last refresh',
      live(edited, { hlModDate: AFTER }),
      before,
      {},
      /HL_Mod_Date is 2026-03-01T11.* complete up to 2026-03-01T10.* every 30 minutes/,
    ],
    [
      'its account was stamped after the last refresh',
      live(edited, { accountHlModDate: AFTER }),
      before,
      {},
      /The account’s HL_Mod_Date is 2026-03-01T11.*the next periodic refresh brings it/,
    ],
    [
      'stamped before, so the change was not stamped',
      live(edited),
      before,
      {},
      /HL_Mod_Date is 2026-03-01T09.*did not stamp the contact.*watches the field/,
    ],
    [
      'never stamped',
      live(edited, { hlModDate: null }),
      before,
      {},
      /HL_Mod_Date is blank: no flow has ever stamped/,
    ],
    [
      'the stamp was refused',
      live(edited, { stampFailures: [{ at: AFTER, message: 'Title is too grand' }] }),
      before,
      {},
      /At 2026-03-01T11.* refused a stamp: Title is too grand/,
    ],
    [
      'refreshing is halted',
      live(edited, { hlModDate: AFTER }),
      before,
      { halt: { until: '2026-03-02T09:00:00.000Z', reason: '75 % used.' } },
      /All refreshing is halted until 2026-03-02T09.*75 % used\./,
    ],
    [
      'disables were held',
      live(person({ Is_Member__c: false })),
      before,
      { held: 'Too many.' },
      /: status, .*disabled nobody\. Too many\./,
    ],
    [
      'no refresh was complete yet',
      live(edited),
      before,
      { watermark: null },
      /No periodic refresh is complete yet/,
    ],
    [
      'the worksheet has changed',
      live(edited),
      before,
      { worksheetChanged: true },
      /The worksheet has changed since/,
    ],
    [
      'what the community has was good for a time that is over',
      live(edited),
      { ...before, expiresOn: '2026-02-28' },
      {},
      /was good through 2026-02-28/,
    ],
  ];
  for (const [what, inSalesforce, inCommunity, refresh, expected] of cases) {
    it(what, () => {
      assert.match(answer(/update/, inSalesforce, inCommunity, refresh), expected);
    });
  }

  it('does not arise for a contact that the community does not know', () => {
    assert.equal(answer(/update/, live(person()), null), 'not asked');
    const out = person({ Is_Member__c: false });
    assert.equal(answer(/update/, live(out), held(out, 'notImported')), 'not asked');
  });
});

describe('“There has been an issue retrieving data from the web service.”', () => {
  const deleted = { state: 'deleted', masterId: null } as const;
  const merged = { state: 'deleted', masterId: '003000000000002AAA' } as const;
  const absent = { state: 'absent', seesAllContacts: true } as const;
  const hidden = { state: 'absent', seesAllContacts: false } as const;
  const active = held(person());
  const disabled = held(person(), 'disabled');
  const cases: [string, Evidence['salesforce'], HeldContact | null, RegExp][] = [
    ['never synced, and no such contact', absent, null, /has no contact .* never synced/],
    ['never synced, and deleted', deleted, null, /^Deleted in Salesforce\. It was never synced/],
    ['deleted', deleted, disabled, /^Deleted .* is disabled .*restore it from the recycle bin/],
    ['deleted since the last refresh', deleted, active, /as active; the next refresh .* disables/],
    ['merged', merged, disabled, /^Merged into 003000000000002AAA .*hl explain 003000000000002AAA/],
    ['deleted for good', absent, disabled, /no longer has this contact, not even .* is disabled/],
    ['perhaps hidden', hidden, disabled, /hidden by sharing is not known.*View All on Contact/],
    ['perhaps hidden, never synced', hidden, null, /is not known.* It was never synced/],
  ];
  for (const [what, inSalesforce, inCommunity, expected] of cases) {
    it(what, () => {
      assert.match(answer(/issue retrieving/, inSalesforce, inCommunity), expected);
      const { eligible, gates, answers } = explained(inSalesforce, inCommunity);
      assert.deepEqual([eligible, gates.length, answers.length], [false, 0, 1]);
    });
  }

  it('tells merged from deleted and from absent', () => {
    assert.deepEqual(
      [deleted, merged, absent].map((state) => explained(state, null).salesforce),
      ['deleted', 'merged', 'absent'],
    );
  });
});
