import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fingerprintRules } from '../../src/jobs/fingerprint.ts';
import { catalogueOf, type Described } from '../refresh/support.ts';

const FIELDS: Record<string, Described> = {
  Level__c: ['picklist', 'Level', { gold: 'Gold', silver: 'Silver' }],
  Board__c: ['checkbox', 'Board'],
};

const fingerprintOf = (fields: Record<string, Described>, fingerprint = 'a plan') =>
  fingerprintRules({ fingerprint }, catalogueOf(fields));

describe('the fingerprint of rules', () => {
  it('is equal for equal rules', () => {
    assert.equal(fingerprintOf(FIELDS), fingerprintOf(structuredClone(FIELDS)));
  });

  const others: Record<string, string> = {
    'another plan': fingerprintOf(FIELDS, 'another plan'),
    'another label of a field': fingerprintOf({
      ...FIELDS,
      Board__c: ['checkbox', 'On the board'],
    }),
    'another label of an option': fingerprintOf({
      ...FIELDS,
      Level__c: ['picklist', 'Level', { gold: 'Golden', silver: 'Silver' }],
    }),
    'a field of another type': fingerprintOf({
      ...FIELDS,
      Level__c: ['multipick', 'Level', { gold: 'Gold', silver: 'Silver' }],
    }),
    'a formula': fingerprintOf({ ...FIELDS, Level__c: ['formula text', 'Level'] }),
  };
  for (const [what, fingerprint] of Object.entries(others)) {
    it(`is another one for ${what}`, () => {
      assert.notEqual(fingerprint, fingerprintOf(FIELDS));
    });
  }
});
