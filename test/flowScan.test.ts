import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type * as FlowScanner from '@flow-scanner/lightning-flow-scanner-core';
import { packageFiles } from '../companion/src/metadata/package.ts';
import { parseWorksheet } from '../companion/src/worksheet/load.ts';
import { compilePlan } from '../companion/src/worksheet/plan.ts';

/*
 * Lightning Flow Scanner over every flow that a worksheet can ask for. What it finds either goes, or
 * stands here with the reason why it stays.
 */

const deviations: readonly { rule: string; why: string; elements: Record<string, string[]> }[] = [
  {
    rule: 'RecursiveAfterUpdate',
    why: 'The guide asks for "Actions and Related Records" (seeds/000, "Create the Flow"), so that what triggers of other packages derive is seen. The entry formula is false for the save that the update makes, or the flow finds nothing to change then.',
    elements: {
      HL_Account_Mod_Date: ['Set_HL_Mod_Date', 'Set_HL_Mod_Date_Of_Person'],
      HL_Contact_Approval: ['Update_Contact'],
      HL_Contact_Mod_Date: ['Set_HL_Mod_Date'],
    },
  },
  {
    rule: 'TriggerOrder',
    why: 'Our flows are right in any order, among each other and with those of the customer, who orders flows in Flow Trigger Explorer.',
    elements: {
      HL_Account_Container: ['TriggerOrder'],
      HL_Account_Mod_Date: ['TriggerOrder'],
      HL_Contact_Approval: ['TriggerOrder'],
      HL_Contact_Mod_Date: ['TriggerOrder'],
      HL_Flow_Down: ['TriggerOrder'],
    },
  },
  {
    rule: 'DMLStatementInLoop',
    why: 'One by one is how the contact is found that the org refuses to save, after all of them together were refused; the step is as small as the limit of statements asks.',
    elements: { HL_Flow_Down: ['Stamp_Contact'] },
  },
  {
    rule: 'GetRecordAllFields',
    why: 'One field is asked for, the Id. The scanner takes a single entry for none.',
    elements: { HL_Contact_Approval: ['Find_Account', 'Find_Another'] },
  },
];

const everything = compilePlan(
  parseWorksheet(
    `profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }
flowDown: [{ account: Industry, type: picklist }]
personAccounts: true
containerAccounts: { matching: assign, activateWhen: [{ field: Title, filled: true }] }`,
    'worksheet.yaml',
  ),
);

test('Lightning Flow Scanner finds nothing in our flows that has no reason', async (t) => {
  // It is published for CommonJS only.
  const { parse, scan } = createRequire(import.meta.url)(
    '@flow-scanner/lightning-flow-scanner-core',
  ) as typeof FlowScanner;
  const folder = mkdtempSync(join(tmpdir(), 'hl-flows-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const files = Object.entries(packageFiles(everything))
    .filter(([path]) => path.startsWith('flows/'))
    .map(([path, text]) => {
      const file = join(folder, basename(path));
      writeFileSync(file, text);
      return file;
    });
  const results = scan(await parse(files));
  assert.equal(results.length, files.length);
  const found = results.flatMap(({ flow, ruleResults }) =>
    ruleResults.flatMap(({ ruleName, errorMessage, details }) => {
      assert.equal(errorMessage, undefined, `${ruleName} of the scanner failed`);
      return details.map(({ name }) => `${ruleName}: ${flow.name ?? ''}.${name}`);
    }),
  );
  const explained = deviations.flatMap(({ rule, elements }) =>
    Object.entries(elements).flatMap(([flow, names]) =>
      names.map((name) => `${rule}: ${flow}.${name}`),
    ),
  );
  assert.deepEqual(found.toSorted(), explained.toSorted());
});
