import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeGap, findGaps, type PackageContents } from '../../src/deploy/gaps.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';

const plan = compilePlan(
  parseWorksheet(
    'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email, Bio: Motto__c }',
    'worksheet.yaml',
  ),
);

/** A package with everything that the plan wants, but for what a test takes away. */
function packageFor({ unwatched = '', ungranted = '' } = {}): PackageContents {
  const flow = (object: string, fields: readonly string[]) => {
    const watched = fields.filter((field) => field !== unwatched);
    const changes = watched.map((field) => `ischanged( {!$Record.${field}} )`);
    return { file: `${object}.flow-meta.xml`, filterFormula: ['ISNEW()', ...changes].join(' || ') };
  };
  const fields = [
    ...plan.contact.grantedFields.map((field) => `Contact.${field}`),
    ...plan.account.grantedFields.map((field) => `Account.${field}`),
  ];
  return {
    flows: {
      Contact: flow('Contact', plan.contact.triggerFields),
      Account: flow('Account', plan.account.triggerFields),
    },
    permissionSet: {
      file: 'Reader.permissionset-meta.xml',
      fields: fields.filter((field) => field !== ungranted),
    },
  };
}

test('a package that watches and grants all of the plan has no gaps, however it spells the formula', () => {
  assert.deepEqual(findGaps(plan, packageFor()), []);
});

test('a field that is not watched is named with its file and the line to add', () => {
  const gaps = findGaps(plan, packageFor({ unwatched: 'Motto__c' }));
  assert.deepEqual(gaps.map(describeGap), [
    'Contact.flow-meta.xml: Contact.Motto__c is not watched; at the end of <filterFormula> add: || ISCHANGED({!$Record.Motto__c})',
  ]);
});

test('a stamp of the account that is not granted is not covered by the one of the contact', () => {
  const gaps = findGaps(plan, packageFor({ ungranted: 'Account.HL_Mod_Date__c' }));
  assert.deepEqual(gaps.map(describeGap), [
    'Reader.permissionset-meta.xml: Account.HL_Mod_Date__c is not granted; add: <fieldPermissions><editable>false</editable><field>Account.HL_Mod_Date__c</field><readable>true</readable></fieldPermissions>',
  ]);
});

test('a package without one of its files is an error that says which', () => {
  const contents = packageFor();
  assert.throws(
    () => findGaps(plan, { ...contents, flows: { ...contents.flows, Account: undefined } }),
    {
      name: 'PackageError',
      message: 'The package directory lacks the flow that stamps Account records.',
    },
  );
});
