import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { membersBy } from './support.ts';

/** seeds/000, "Determine eligibility for community access". */
describe('eligibility', () => {
  const LONDON = 'isActive: none\nexpiration: { field: Ends__c, timeZone: Europe/London }';
  const NEW_YORK = 'isActive: none\nexpiration: { field: Ends__c, timeZone: America/New_York }';
  const AUCKLAND = 'isActive: none\nexpiration: { field: Ends__c, timeZone: Pacific/Auckland }';
  const LIMIT =
    'isActive: none\nsecurityGroups: { fields: [Level__c], limitTo: [Gold, "Level__c:S"] }';

  const cases = [
    ['isActive: Is_Member__c', { Is_Member__c: true }, null, 'IsActive: Is_Member__c is checked'],
    ['isActive: Is_Member__c', { Is_Member__c: 'true' }, null, 'IsActive: Is_Member__c is checked'],
    [
      'isActive: Is_Member__c',
      { Is_Member__c: false },
      'IsActive',
      'IsActive: Is_Member__c is not checked',
    ],
    [
      'isActive: none\nremoveOn: Banned__c',
      { Banned__c: 'true' },
      'RemoveOn',
      'RemoveOn: Banned__c is checked',
    ],
    [
      'isActive: none\nremoveOn: Banned__c',
      { Banned__c: false },
      null,
      'RemoveOn: Banned__c is not checked',
    ],
    [LONDON, { Ends__c: null }, null, 'Expiration date: Ends__c is blank'],
    [LONDON, { Ends__c: '' }, null, 'Expiration date: Ends__c is blank'],
    [LONDON, { Ends__c: '2026-03-01' }, null, 'Expiration date: Ends__c is 2026-03-01'],
    [
      LONDON,
      { Ends__c: '2026-02-28' },
      'Expiration date',
      'Expiration date: Ends__c is 2026-02-28, which has passed',
    ],
    // At noon UTC on 1 March it is still that day in New York, and 2 March in Auckland.
    [NEW_YORK, { Ends__c: '2026-03-01' }, null, 'Expiration date: Ends__c is 2026-03-01'],
    [
      AUCKLAND,
      { Ends__c: '2026-03-01' },
      'Expiration date',
      'Expiration date: Ends__c is 2026-03-01, which has passed',
    ],
    [LIMIT, { Level__c: 'G' }, null, 'Limit by Security Group: in Gold'],
    [LIMIT, { Level__c: 'S' }, null, 'Limit by Security Group: in Silver'],
    [
      LIMIT,
      { Level__c: 'B' },
      'Limit by Security Group',
      'Limit by Security Group: allowed are Gold, Level__c:S; found Contacts, Bronze',
    ],
    [
      LIMIT,
      { Level__c: null },
      'Limit by Security Group',
      'Limit by Security Group: allowed are Gold, Level__c:S; found Contacts',
    ],
  ] as const;
  for (const [worksheet, values, failed, detail] of cases) {
    it(detail, () => {
      const { verdict } = membersBy({
        worksheet,
        fields: { Level__c: ['picklist', 'Level', { G: 'Gold', S: 'Silver', B: 'Bronze' }] },
      })(values);
      assert.equal(verdict.eligible, failed === null);
      assert.deepEqual(verdict.gates, [
        { gate: detail.slice(0, detail.indexOf(':')), passed: failed === null, detail },
      ]);
    });
  }

  it('needs every gate of the worksheet to let the contact in', () => {
    const member = membersBy({
      worksheet: 'removeOn: Banned__c',
      fields: { HL_IsActive__c: ['checkbox', 'HL IsActive'], Banned__c: ['checkbox', 'Banned'] },
    });
    const gates = (values: Record<string, boolean>) =>
      member(values).verdict.gates.map(({ passed }) => passed);
    assert.deepEqual(gates({ HL_IsActive__c: true, Banned__c: false }), [true, true]);
    assert.equal(member({ HL_IsActive__c: true, Banned__c: true }).verdict.eligible, false);
    assert.equal(member({ HL_IsActive__c: false, Banned__c: false }).verdict.eligible, false);
  });

  it('is everybody’s where the worksheet has no gate', () => {
    assert.deepEqual(membersBy({ worksheet: 'isActive: none' })().verdict, {
      eligible: true,
      gates: [],
    });
  });

  it('says how long it lasts: to the expiration date, for a member', () => {
    const member = membersBy({ worksheet: LONDON });
    assert.equal(member({ Ends__c: '2026-12-31' }).expiresOn, '2026-12-31');
    assert.equal(member({ Ends__c: null }).expiresOn, null);
    assert.equal(member({ Ends__c: '2026-02-28' }).expiresOn, null);
  });

  const wrong = [
    ['isActive: Name__c', { Name__c: 'yes' }, /isActive names Name__c, which is not a checkbox/],
    ['isActive: Name__c', { Name__c: 1 }, /isActive names Name__c, which is not a checkbox/],
    ['isActive: Name__c', { Name__c: null }, /isActive names Name__c, which is not a checkbox/],
    [
      'isActive: none\nremoveOn: Name__c',
      { Name__c: '' },
      /removeOn names Name__c, which is not a checkbox/,
    ],
    [LONDON, { Ends__c: '2026-03-01T10:00:00.000+0000' }, /expiration names Ends__c/],
    [LONDON, { Ends__c: true }, /expiration names Ends__c, which is not a date/],
  ] as const;
  for (const [worksheet, values, message] of wrong) {
    it(`is not decided by ${JSON.stringify(values)} in ${worksheet.replace('\n', ', ')}`, () => {
      assert.throws(() => membersBy({ worksheet })(values), { name: 'WorksheetError', message });
    });
  }
});
