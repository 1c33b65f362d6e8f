import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import { assignPermissionSets, deploySource } from './source.ts';
import { checkout, connect, createUser, setUpOrg } from './support.ts';

/* seeds/000, "Create the Flow": a change of a watched field stamps, a change of any other does not. */

const plan = compilePlan(loadWorksheet(join(checkout, 'config/worksheet.yaml')));
const SETS = ['HL_Integration', 'HL_Community_Manager'];

interface Field {
  name: string;
  type: string;
  updateable: boolean;
  referenceTo: string[] | null;
  picklistValues: { active: boolean; value: string }[] | null;
}

/** A value that the field has not had; `others` are records that it can name, by object. */
function newValue(field: Field, before: unknown, others: Record<string, string>): unknown {
  const { type, name, picklistValues, referenceTo } = field;
  switch (type) {
    case 'reference':
      return others[referenceTo![0]!];
    case 'boolean':
      return before !== true;
    case 'date':
      return '2001-02-03';
    case 'datetime':
      return '2001-02-03T04:05:06.000+0000';
    case 'double':
    case 'currency':
    case 'percent':
    case 'int':
      return 7;
    case 'email':
      return `${name}@changed.example`.toLowerCase();
    case 'url':
      return 'https://changed.example';
    case 'picklist':
      return picklistValues?.find((option) => option.active && option.value !== before)?.value;
    case 'string':
    case 'textarea':
    case 'phone':
      return '5550199';
    default:
      throw new Error(`No value is known for the type ${type} of ${name}.`);
  }
}

for (const [object, { triggerFields }] of Object.entries({
  Contact: plan.contact,
  Account: plan.account,
})) {
  test(`${object}: each watched field stamps by itself, no other field does`, async (t) => {
    const now = new Date('2026-06-01T08:00:00Z');
    const org = await setUpOrg(t, { clock: { now: () => new Date(now) } });
    const salesforce = connect(org);
    await deploySource(salesforce, {});
    await assignPermissionSets(salesforce, org.username, SETS);
    const idOf = async (soql: string) => (await salesforce.query(soql)).records[0]!.Id!;
    const colleague = await createUser(salesforce, 'Standard User');
    const others = {
      Account: (await salesforce.sobject('Account').create({ Name: 'Other' })).id!,
      Contact: (await salesforce.sobject('Contact').create({ LastName: 'Other' })).id!,
      User: await idOf(`SELECT Id FROM User WHERE Username = '${colleague}'`),
    };
    const made = await salesforce
      .sobject(object)
      .create(object === 'Contact' ? { LastName: 'Stamped' } : { Name: 'Stamped' });
    const fields = (await salesforce.describe(object)).fields as Field[];
    const tried: string[] = [];
    for (const field of fields) {
      if (!field.updateable || field.name === 'HL_Mod_Date__c') continue;
      const before = await salesforce.sobject(object).retrieve(made.id!);
      const value = newValue(field, before[field.name] as unknown, others);
      // A picklist without values, such as the accuracy of a geocode.
      if (value === undefined) continue;
      now.setMinutes(now.getMinutes() + 1);
      await salesforce.sobject(object).update({ Id: made.id!, [field.name]: value });
      const after = await salesforce.sobject(object).retrieve(made.id!);
      assert.notDeepEqual(after[field.name], before[field.name], field.name);
      const stamped = after['HL_Mod_Date__c'] !== before['HL_Mod_Date__c'];
      assert.equal(stamped, triggerFields.includes(field.name), field.name);
      tried.push(field.name);
    }
    assert.deepEqual(
      triggerFields.filter((name) => !tried.includes(name)),
      [],
    );
    assert.ok(tried.length > triggerFields.length + 5);
  });
}

for (const count of [200, 5000]) {
  test(`${count} contacts in one go: all are stamped when they are new and when they change`, async (t) => {
    const now = new Date('2026-06-01T08:00:00Z');
    const org = await setUpOrg(t, { clock: { now: () => new Date(now) } });
    const salesforce = connect(org);
    await deploySource(salesforce, {});
    await assignPermissionSets(salesforce, org.username, SETS);
    const contacts = salesforce.sobject('Contact');
    const stamped = async () => {
      const stamp = now.toISOString().replace('.000Z', 'Z');
      const soql = `SELECT COUNT() FROM Contact WHERE HL_Mod_Date__c = ${stamp}`;
      return (await salesforce.query(soql)).totalSize;
    };
    const made = await contacts.create(
      Array.from({ length: count }, (_, index) => ({ LastName: `Bulk ${index}` })),
      { allowRecursive: true },
    );
    assert.equal(await stamped(), count);
    const change = (values: Record<string, unknown>) =>
      contacts.update(
        made.map(({ id }) => ({ Id: id!, ...values })),
        { allowRecursive: true },
      );
    now.setMinutes(now.getMinutes() + 1);
    await change({ Description: 'Watched by nobody' });
    assert.equal(await stamped(), 0);
    await change({ Title: 'President' });
    assert.equal(await stamped(), count);
    const failures = await salesforce.query('SELECT COUNT() FROM HL_Stamp_Failure__c');
    assert.equal(failures.totalSize, 0);
  });
}
