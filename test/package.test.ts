import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { comparePackage, packageFolders } from '../companion/src/metadata/disk/generate.ts';
import { loadWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';
import { checkout } from './support.ts';

const folders = packageFolders(join(checkout, 'force-app/main'));
const read = (path: string) => readFileSync(join(folders.project, path), 'utf8');
const plan = compilePlan(loadWorksheet(join(checkout, 'config/worksheet.yaml')));

test('force-app is, byte for byte, what the default worksheet generates', () => {
  const { files, wanted } = comparePackage(plan, folders);
  assert.deepEqual(
    files.filter(({ state }) => state !== 'current'),
    [],
  );
  for (const [path, text] of Object.entries(wanted)) assert.equal(read(path), text, path);
});

test('the flows watch the guide’s fields, in its order, before all others', () => {
  const formula = /<filterFormula>([^<]*)</.exec(
    read('force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml'),
  )!;
  const conditions = formula[1]!.split('||').map((condition) => condition.trim());
  // seeds/000, "Create the Flow", in the syntax that flows take.
  const guide =
    'Email FirstName LastName Salutation Title AccountId MailingStreet MailingCity MailingState MailingPostalCode MailingCountry Phone MobilePhone HomePhone Fax';
  const watched = guide.split(' ').map((field) => `ISCHANGED({!$Record.${field}})`);
  assert.deepEqual(conditions.slice(0, 16), ['ISNEW()', ...watched]);
});

test('HL_Mod_Date is what seeds/000 describes: a date-time, not required, without default', () => {
  for (const object of ['Contact', 'Account']) {
    const field = read(
      `force-app/main/default/objects/${object}/fields/HL_Mod_Date__c.field-meta.xml`,
    );
    assert.match(field, /<label>HL_Mod_Date<\/label>/);
    assert.match(field, /<type>DateTime<\/type>/);
    assert.match(field, /<required>false<\/required>/);
    assert.match(field, /<description>.+<\/description>/);
    assert.match(field, /<inlineHelpText>.+<\/inlineHelpText>/);
    assert.doesNotMatch(field, /defaultValue/);
  }
});
