import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageFiles } from '../companion/src/metadata/package.ts';
import { planOf } from '../companion/test/metadata/support.ts';
import { assignPermissionSets, deployOwn } from './source.ts';
import { connect, setUpOrg } from './support.ts';

/* Saving a person account runs the Account flow only: it stamps the contact as well. */

test('a person account is stamped with its contact, a company by itself', async (t) => {
  const now = new Date('2026-06-01T08:00:00Z');
  const org = await setUpOrg(t, { personAccounts: true, clock: { now: () => new Date(now) } });
  const salesforce = connect(org);
  await deployOwn(salesforce, packageFiles(planOf('personAccounts: true')));
  await assignPermissionSets(salesforce, org.username, ['HL_Integration', 'HL_Community_Manager']);
  const accounts = salesforce.sobject('Account');
  const stamps = async (Id: string) => {
    const account = await accounts.retrieve(Id);
    const contacts = await salesforce.query(
      `SELECT HL_Mod_Date__c FROM Contact WHERE AccountId = '${Id}'`,
    );
    return [account, ...contacts.records].map((row) => row['HL_Mod_Date__c'] as string | null);
  };
  const tick = () => {
    now.setMinutes(now.getMinutes() + 1);
    return now.toISOString().replace('Z', '+0000');
  };

  const types = await salesforce.query(
    "SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND IsPersonType = true",
  );
  const created = tick();
  const person = await accounts.create({
    LastName: 'Austen',
    RecordTypeId: types.records[0]!.Id!,
  });
  assert.deepEqual(await stamps(person.id!), [created, created]);
  for (const change of [
    { FirstName: 'Jane' },
    { PersonEmail: 'jane@members.example' },
    { PersonMailingCity: 'Bath' },
    { HL_IsActive__pc: true },
  ]) {
    const changed = tick();
    await accounts.update({ Id: person.id!, ...change });
    assert.deepEqual(await stamps(person.id!), [changed, changed], Object.keys(change)[0]);
  }
  const last = (await stamps(person.id!))[0];
  tick();
  await accounts.update({ Id: person.id!, PersonDepartment: 'Novels' });
  assert.deepEqual(await stamps(person.id!), [last, last]);

  const founded = tick();
  const company = await accounts.create({ Name: 'Publisher' });
  assert.deepEqual(await stamps(company.id!), [founded]);
  const failures = await salesforce.query('SELECT Name, HL_Message__c FROM HL_Stamp_Failure__c');
  assert.deepEqual(failures.records, []);
});
