import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doubtsAboutOrg } from '../../src/worksheet/orgDoubts.ts';
import type { DescribedOrg } from '../../src/worksheet/orgFields.ts';
import { planOf } from '../metadata/support.ts';
import { field } from './support.ts';

const option = (label: string, value = label) => ({ label, value, active: true });

const org: DescribedOrg = new Map([
  [
    'Contact',
    {
      recordTypes: ['Member'],
      fields: [
        field('Board__c', 'boolean', { label: 'Board Member' }),
        field('Level__c', 'picklist', { picklistValues: [option('Gold', 'G'), option('Silver')] }),
        field('Department', 'string'),
      ],
    },
  ],
  ['Account', { recordTypes: ['Chapter'], fields: [] }],
]);

const FIELDS = 'fields: [Board__c, Level__c]';
const OFFER = 'the org offers Contacts, Staff, Board Member, Gold, Silver';

/** What the worksheet says, and what the org has to say of it. */
const cases: Record<string, [sections: string, ...doubts: string[]]> = {
  'groups by name, by key, by Id': [
    `securityGroups: { ${FIELDS}, recordTypes: { contact: true }, limitTo: [Gold, Board Member, "Level__c:G", Board__c, Member, 012000000000001AAA] }`,
  ],
  'a misspelt group, and an API name for a label': [
    `securityGroups: { ${FIELDS}, limitTo: [Gould, G] }`,
    `securityGroups.limitTo[0]: found "Gould", expected the name of a security group; ${OFFER}`,
    `securityGroups.limitTo[1]: found "G", expected the name of a security group; ${OFFER}`,
  ],
  'a record type that makes no group': [
    `securityGroups: { ${FIELDS}, limitTo: [Member] }`,
    `securityGroups.limitTo[0]: found "Member", expected the name of a security group; ${OFFER}`,
  ],
  'criteria that can hold': [
    'containerAccounts: { activateWhen: [{ field: Level__c, equals: G }, { field: Department, equals: Any }, { field: Board__c, checked: true }] }',
  ],
  'a label where a record holds the API name': [
    'containerAccounts: { activateWhen: [{ field: Level__c, equals: Gold }] }',
    'containerAccounts.activateWhen[0].equals: found "Gold", expected a value of Contact.Level__c; the org offers G, Silver',
  ],
};

describe('what no picklist of the org offers', () => {
  for (const [name, [sections, ...doubts]] of Object.entries(cases)) {
    it(name, () => {
      const found = doubtsAboutOrg(planOf(sections), org);
      assert.deepEqual(
        found.map(({ text }) => text),
        doubts,
      );
    });
  }
});
