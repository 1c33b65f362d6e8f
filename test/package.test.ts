import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import { checkout } from './support.ts';

const metadata = (path: string) =>
  readFileSync(join(checkout, 'force-app/main/default', path), 'utf8');
const all = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map((m) => m[1]!);
const plan = compilePlan(loadWorksheet(join(checkout, 'config/worksheet.yaml')));

for (const object of ['Contact', 'Account'] as const) {
  const { triggerFields } = object === 'Contact' ? plan.contact : plan.account;

  test(`the ${object} flow watches what the plan of the default worksheet says`, () => {
    const flow = metadata(`flows/HL_${object}_Mod_Date.flow-meta.xml`);
    assert.deepEqual(all(flow, /ISCHANGED\(\{!\$Record\.(\w+)\}\)/g), triggerFields);
    assert.match(flow, /<filterFormula>ISNEW\(\) \|\|/);
  });
}

test('the integration permission set shows what the plan reads', () => {
  const granted = all(
    metadata('permissionsets/HL_Integration.permissionset-meta.xml'),
    /<field>(.+?)<\/field>/g,
  );
  const read = [
    ...plan.contact.grantedFields.map((field) => `Contact.${field}`),
    ...plan.account.grantedFields.map((field) => `Account.${field}`),
    // Not read by the refresh: where failed stamps are seen.
    'HL_Stamp_Failure__c.HL_Message__c',
  ];
  assert.deepEqual(granted.toSorted(), read.toSorted());
});

test('HL_Mod_Date is what seeds/000 describes: a date-time, not required, without default', () => {
  for (const object of ['Contact', 'Account']) {
    const field = metadata(`objects/${object}/fields/HL_Mod_Date__c.field-meta.xml`);
    assert.match(field, /<label>HL_Mod_Date<\/label>/);
    assert.match(field, /<type>DateTime<\/type>/);
    assert.match(field, /<required>false<\/required>/);
    assert.match(field, /<description>.+<\/description>/);
    assert.match(field, /<inlineHelpText>.+<\/inlineHelpText>/);
    assert.doesNotMatch(field, /defaultValue/);
  }
});
