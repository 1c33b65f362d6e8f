import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { checkAgainstOrg } from '../../src/worksheet/orgCheck.ts';
import type { DescribedOrg } from '../../src/worksheet/orgFields.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import { field } from './support.ts';

const standard = [
  field('FirstName', 'string'),
  field('LastName', 'string'),
  field('Email', 'email'),
  field('HasOptedOutOfEmail', 'boolean'),
];

const org: DescribedOrg = new Map([
  [
    'Contact',
    {
      recordTypes: [],
      fields: [
        ...standard,
        field('Member__c', 'boolean'),
        field('Ends__c', 'date'),
        field('Level__c', 'picklist'),
        field('Topics__c', 'multipicklist'),
        field('Bio__c', 'textarea', { length: 32768 }),
        field('Age__c', 'double', { calculated: true }),
        field('MailingAddress', 'address'),
      ],
    },
  ],
  [
    'Account',
    {
      recordTypes: [],
      fields: [field('Name', 'string'), field('Tier__c', 'picklist'), field('Site', 'string')],
    },
  ],
]);

/** What the worksheet says, and what the org has to say of it. */
const cases: Record<string, [sections: string, ...problems: string[]]> = {
  'fields of the right types': [
    'isActive: Member__c\nexpiration: { field: Ends__c, timeZone: GMT }\ndemographics: [{ picklist: Level__c }, { multipick: Topics__c }]\nflowDown: [{ account: Tier__c, type: picklist }]',
  ],
  'fields that the package creates': [
    'isActive: HL_IsActive__c\nflowDown: [{ account: Tier__c, type: picklist }]\nsecurityGroups: { fields: [{ field: HL_Account_Tier__c, formula: true }] }',
  ],
  'a field that is not there': [
    'isActive: Memmber__c',
    'isActive: the org has no field Contact.Memmber__c, or does not show it, expected a checkbox',
  ],
  'a field in the wrong case': [
    'isActive: member__c',
    'isActive: the org has no field Contact.member__c, or does not show it (it has Member__c), expected a checkbox',
  ],
  'a type that cannot serve': [
    'removeOn: Ends__c\ncommunityGroups: { fields: [Member__c, Email] }',
    'removeOn: found Contact.Ends__c of the type date, expected a checkbox',
    'communityGroups.fields[1]: found Contact.Email of the type email, expected a checkbox, a picklist or a multi-select picklist',
  ],
  'a picklist that is a multi-select one': [
    'demographics: [{ picklist: Topics__c }]',
    'demographics[0].picklist: found Contact.Topics__c of the type multipicklist, expected a picklist',
  ],
  'an unmarked formula': [
    'demographics: [{ text: Age__c }]',
    'demographics[0].text: found Contact.Age__c, which is a formula: write { field: Age__c, formula: true }, because no flow can watch it, expected a text field',
  ],
  'a marked formula and a marked long text': [
    'demographics: [{ text: { field: Age__c, formula: true } }, { text: { field: Bio__c, formula: true } }]',
  ],
  'an unmarked long text': [
    'contact: { triggerFields: [Bio__c] }',
    'contact.triggerFields[0]: found Contact.Bio__c, which is a long text and can be watched by no flow, expected a field that holds one value: no compound field and no file',
  ],
  'a formula that is none': [
    'isActive: { field: Member__c, formula: true }',
    'isActive: found Contact.Member__c, which is no formula: name it alone, so that a flow watches it, expected a checkbox',
  ],
  'an account field of another type': [
    'flowDown: [{ account: Tier__c, type: text }]',
    'flowDown[0].account: found Account.Tier__c of the type picklist, expected a field of the type text, as flowDown[0].type says',
  ],
  'an object that is not there': [
    'activitySync: { object: Activity__c, contact: A__c, date: B__c, type: C__c, description: D__c }',
    ...['contact', 'date', 'type', 'description'].map(
      (name) =>
        `activitySync.${name}: the org has no object Activity__c, or does not show it, expected a field that holds one value: no compound field and no file, which can be written`,
    ),
  ],
  'a field that the community cannot write': [
    'contactManager: { update: true, create: false, fields: [{ field: Age__c }] }',
    'contactManager.fields[0].field: found Contact.Age__c, which cannot be written, expected a field that holds one value: no compound field and no file, which can be written',
  ],
  'person accounts': [
    'personAccounts: true',
    'personAccounts: the org has no person accounts, expected false',
  ],
};

describe('a worksheet against an org', () => {
  for (const [name, [sections, ...problems]] of Object.entries(cases)) {
    it(name, () => {
      const worksheet = parseWorksheet(
        `profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }\n${sections}`,
        'my.yaml',
      );
      const fields = org
        .get('Contact')!
        .fields.map((one) => (one.name === 'Age__c' ? { ...one, updateable: false } : one));
      const described = new Map(org).set('Contact', { ...org.get('Contact')!, fields });
      const found = checkAgainstOrg(worksheet, compilePlan(worksheet), described);
      assert.deepEqual(
        found.map(({ text }) => text),
        problems,
      );
    });
  }
});
