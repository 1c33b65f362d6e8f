import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { membersBy, type Described } from './support.ts';

/** seeds/000, "Demographics", with the guide's own examples. */
describe('demographics', () => {
  const FIELDS: Record<string, Described> = {
    Bachelors__c: ['checkbox', 'Bachelor’s'],
    Masters__c: ['checkbox', 'Master’s'],
    Membership_Type__c: ['picklist', 'Membership Type', { P: 'Platinum', G: 'Gold' }],
    Interests__c: ['multipick', 'Interests', { law: 'Law', tax: 'Taxation' }],
    Nickname__c: ['text', 'Nickname'],
    Books__c: ['number', 'Books'],
  };
  const WORKSHEET = `
isActive: none
demographics:
  - { label: Education Level, checkboxes: [Bachelors__c, Masters__c] }
  - { picklist: Membership_Type__c }
  - { multipick: Interests__c, label: Interested in }
  - { text: Nickname__c }
  - { text: Books__c, label: Books read }
`;
  const member = membersBy({ worksheet: WORKSHEET, fields: FIELDS });

  const cases = [
    ['none of a blank contact', {}, []],
    [
      'of a checkbox: the box under the label, with Yes',
      { Bachelors__c: true, Masters__c: false },
      [{ label: 'Education Level', value: 'Bachelor’s', answer: 'Yes' }],
    ],
    [
      'of several checkboxes, in the worksheet’s order',
      { Bachelors__c: 'true', Masters__c: 'true' },
      [
        { label: 'Education Level', value: 'Bachelor’s', answer: 'Yes' },
        { label: 'Education Level', value: 'Master’s', answer: 'Yes' },
      ],
    ],
    [
      'of a picklist: the option’s label under the field’s',
      { Membership_Type__c: 'G' },
      [{ label: 'Membership Type', value: 'Gold', answer: null }],
    ],
    [
      'of an option that was deleted: its API value',
      { Membership_Type__c: 'Bronze' },
      [{ label: 'Membership Type', value: 'Bronze', answer: null }],
    ],
    [
      'of a multi-select picklist: one for each option, under the worksheet’s label',
      { Interests__c: 'law;tax' },
      [
        { label: 'Interested in', value: 'Law', answer: null },
        { label: 'Interested in', value: 'Taxation', answer: null },
      ],
    ],
    [
      'of a text: what is written, under the field’s label',
      { Nickname__c: '1.0' },
      [{ label: 'Nickname', value: '1.0', answer: null }],
    ],
    [
      'of a number, however the API spells it',
      { Books__c: '1.0' },
      [{ label: 'Books read', value: '1', answer: null }],
    ],
  ] as const;
  for (const [what, values, expected] of cases) {
    it(what, () => {
      assert.deepEqual(member(values).demographics, expected);
    });
  }

  it('appear through eligible contacts only', () => {
    const out = membersBy({
      worksheet: WORKSHEET.replace('isActive: none', 'removeOn: Out__c\nisActive: none'),
      fields: { ...FIELDS, Out__c: ['checkbox', 'Out'] },
    });
    assert.equal(out({ Nickname__c: 'Ada' }).demographics.length, 1);
    assert.deepEqual(out({ Nickname__c: 'Ada', Out__c: true }).demographics, []);
  });

  const wrong: [string, Record<string, Described>, string, RegExp][] = [
    ['{ picklist: Gone__c }', {}, 'FieldNotVisible', /demographics names Gone__c/],
    ['{ text: Gone__c }', {}, 'FieldNotVisible', /demographics names Gone__c/],
    [
      '{ picklist: Nickname__c }',
      FIELDS,
      'WorksheetError',
      /Nickname__c \(Nickname\), which is a text or a date\. Right would be: a picklist/,
    ],
    ['{ multipick: Membership_Type__c }', FIELDS, 'WorksheetError', /which is a picklist/],
    ['{ text: Interests__c }', FIELDS, 'WorksheetError', /which is a multi-select picklist/],
    ['{ label: X, checkboxes: [Books__c] }', FIELDS, 'WorksheetError', /which is a number/],
  ];
  for (const [entry, fields, name, message] of wrong) {
    it(`cannot be made by ${entry} of ${Object.keys(fields).length} fields`, () => {
      const worksheet = `isActive: none\ndemographics: [${entry}]`;
      assert.throws(() => membersBy({ worksheet, fields }), { name, message });
    });
  }
});
