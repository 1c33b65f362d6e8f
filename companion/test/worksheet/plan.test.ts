import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadWorksheet, parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

const DEFAULT = join(import.meta.dirname, '../../../config/worksheet.yaml');

/** seeds/000, "Create the Flow": the sample formula without ISNEW(), `AccountID` as Salesforce spells it. */
const GUIDE = [
  'Email',
  'FirstName',
  'LastName',
  'Salutation',
  'Title',
  'AccountId',
  'MailingStreet',
  'MailingCity',
  'MailingState',
  'MailingPostalCode',
  'MailingCountry',
  'Phone',
  'MobilePhone',
  'HomePhone',
  'Fax',
];

function planOf(text: string) {
  return compilePlan(parseWorksheet(text, 'my.yaml'));
}

const NAMES = 'FirstName: FirstName, LastName: LastName, EmailAddress: Email';

describe('the plan of the default worksheet', () => {
  const plan = compilePlan(loadWorksheet(DEFAULT));

  it('watches the guide’s fields, IsActive and Email Opt Out on Contact', () => {
    assert.deepEqual(
      [...plan.contact.triggerFields].sort(),
      [...GUIDE, 'HL_IsActive__c', 'HasOptedOutOfEmail'].sort(),
    );
  });

  it('watches name, address, phone and website on Account', () => {
    for (const field of ['Name', 'BillingStreet', 'BillingCountry', 'Phone', 'Website']) {
      assert.ok(plan.account.triggerFields.includes(field), field);
    }
  });

  it('reads the stamps of both objects, once each', () => {
    assert.equal(new Set(plan.select).size, plan.select.length);
    for (const path of [
      'Id',
      'IsDeleted',
      'SystemModstamp',
      'HL_Mod_Date__c',
      'Account.HL_Mod_Date__c',
    ]) {
      assert.ok(plan.select.includes(path), path);
    }
  });

  it('grants what it reads, address parts by their compound, and no field that refuses it', () => {
    const { grantedFields } = plan.contact;
    for (const field of ['HL_Mod_Date__c', 'HL_IsActive__c', 'Email', 'MailingAddress']) {
      assert.ok(grantedFields.includes(field), field);
    }
    for (const field of ['Id', 'Name', 'LastName', 'MailingCity', 'SystemModstamp']) {
      assert.ok(!grantedFields.includes(field), field);
    }
    assert.deepEqual(plan.account.grantedFields, ['HL_Mod_Date__c', 'Website']);
  });

  it('creates the fields of the package', () => {
    assert.deepEqual(plan.contact.createdFields, ['HL_Mod_Date__c', 'HL_IsActive__c']);
    assert.deepEqual(plan.account.createdFields, ['HL_Mod_Date__c']);
  });
});

describe('a plan', () => {
  it('has no gate where the worksheet names no IsActive field', () => {
    const plan = planOf(`{ isActive: none, profile: { ${NAMES} } }`);
    assert.deepEqual(plan.gates, []);
    assert.deepEqual(plan.contact.createdFields, ['HL_Mod_Date__c']);
    assert.ok(!plan.select.includes('none'));
  });

  it('takes an association’s own IsActive field and does not create ours', () => {
    const plan = planOf(`{ isActive: Is_Member__c, profile: { ${NAMES} } }`);
    assert.deepEqual(plan.gates, [{ gate: 'IsActive', field: 'Is_Member__c' }]);
    assert.ok(plan.contact.triggerFields.includes('Is_Member__c'));
    assert.deepEqual(plan.contact.createdFields, ['HL_Mod_Date__c']);
  });

  it('watches every field it reads: Contact’s on Contact, the account’s on Account', () => {
    const plan = planOf(`{ profile: { ${NAMES}, Bio: Bio__c, CompanyName: Account.Site } }`);
    assert.ok(plan.contact.triggerFields.includes('Bio__c'));
    assert.ok(plan.account.triggerFields.includes('Site'));
    assert.ok(!plan.contact.triggerFields.includes('Account.Site'));
    assert.deepEqual(plan.account.grantedFields, ['HL_Mod_Date__c', 'Site']);
  });

  it('never watches its own stamp, a formula, or what the platform sets or computes', () => {
    const plan = planOf(`{
      isActive: { field: Eligible__c, formula: true },
      profile: {
        ${NAMES}, Designation: Name, Bio: Description, MemberSince: CreatedDate,
        State: { field: Account.Region__c, formula: true },
      } }`);
    for (const field of [
      'HL_Mod_Date__c',
      'Eligible__c',
      'Name',
      'Description',
      'CreatedDate',
      'SystemModstamp',
    ]) {
      assert.ok(!plan.contact.triggerFields.includes(field), field);
    }
    assert.ok(!plan.account.triggerFields.includes('Region__c'));
    assert.ok(!plan.account.triggerFields.includes('HL_Mod_Date__c'));
    assert.ok(plan.select.includes('Account.Region__c'));
  });

  it('watches a Contact field although an account field of the same name is a formula', () => {
    const plan = planOf(
      `{ profile: { ${NAMES}, Bio: Level__c, Title: { field: Account.Level__c, formula: true } } }`,
    );
    assert.ok(plan.contact.triggerFields.includes('Level__c'));
    assert.ok(!plan.account.triggerFields.includes('Level__c'));
  });

  it('adds the worksheet’s trigger fields and removes none', () => {
    const plan = planOf(
      `{ profile: { ${NAMES} }, contact: { triggerFields: [Department, Email] } }`,
    );
    assert.ok(plan.contact.triggerFields.includes('Department'));
    assert.ok(!plan.select.includes('Department'));
    assert.ok(GUIDE.every((field) => plan.contact.triggerFields.includes(field)));
    assert.equal(new Set(plan.contact.triggerFields).size, plan.contact.triggerFields.length);
  });

  it('has another fingerprint when a member could come out differently, and only then', () => {
    const base = planOf(`{ profile: { ${NAMES} } }`).fingerprint;
    assert.notEqual(planOf(`{ profile: { ${NAMES}, Title: Title } }`).fingerprint, base);
    assert.notEqual(planOf(`{ isActive: none, profile: { ${NAMES} } }`).fingerprint, base);
    const schedule = `{ profile: { ${NAMES} }, refresh: { everyMinutes: 5 }, contact: { triggerFields: [Department] } }`;
    assert.equal(planOf(schedule).fingerprint, base);
  });
});
