import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPackageContents } from '../companion/src/deploy/contents.ts';
import { findGaps, stampedObjects, watchedFields } from '../companion/src/deploy/gaps.ts';
import { findPackageSource } from '../companion/src/deploy/project.ts';
import { loadWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import { checkout } from './support.ts';

const metadata = (path: string) =>
  readFileSync(join(checkout, 'force-app/main/default', path), 'utf8');
const plan = compilePlan(loadWorksheet(join(checkout, 'config/worksheet.yaml')));
const contents = await readPackageContents(await findPackageSource(checkout));

test('the package has all that the plan of the default worksheet wants', () => {
  assert.deepEqual(findGaps(plan, contents), []);
});

for (const object of stampedObjects) {
  const { triggerFields } = { Contact: plan.contact, Account: plan.account }[object];

  test(`the ${object} flow watches what the plan says and nothing else`, () => {
    const { filterFormula } = contents.flows[object]!;
    assert.deepEqual(watchedFields(filterFormula), triggerFields);
    assert.match(filterFormula, /^ISNEW\(\) \|\|/);
  });
}

test('the integration permission set shows what the plan reads and nothing else', () => {
  const read = [
    ...plan.contact.grantedFields.map((field) => `Contact.${field}`),
    ...plan.account.grantedFields.map((field) => `Account.${field}`),
    // Not read by the refresh: where failed stamps are seen.
    'HL_Stamp_Failure__c.HL_Message__c',
  ];
  assert.deepEqual(contents.permissionSet!.fields.toSorted(), read.toSorted());
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
