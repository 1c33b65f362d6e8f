import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, logIn, resultOf, setUpDesk, setUpOrg } from './support.ts';
import { runInTerminal } from './terminal.ts';

/* The questions that a person at a terminal is asked; scripts are asked nothing. */

test('hl deploy asks once Salesforce has validated, and changes nothing without a yes', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const deployWith = (keys: string) =>
    runInTerminal(desk, ['deploy', '--target-org', 'local'], [[/Deploy this\?/, keys]]);
  const flows = async () =>
    (await connect(org).query('SELECT COUNT() FROM FlowDefinitionView WHERE IsActive = true'))
      .totalSize;

  const refused = await deployWith('');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.screen, /new\s.*HL_Contact_Mod_Date/);
  assert.doesNotMatch(refused.screen, /Permission set HL_Integration assigned/);
  assert.equal(await flows(), 0);

  const agreed = await deployWith('y');
  assert.equal(agreed.exitCode, 0, agreed.screen);
  assert.match(agreed.screen, /Flow HL_Contact_Mod_Date is active/);
  assert.equal(await flows(), 2);
});

test('hl generate asks before it replaces a file that somebody edited', async (t) => {
  const desk = setUpDesk(t);
  const change = (file: string, from: string, to: string) => {
    const path = join(desk.project, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const flow = 'force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml';
  const isEdited = () => readFileSync(join(desk.project, flow), 'utf8').includes('Ours</label>');
  change(flow, '</label>', ' Ours</label>');
  // Edited, and the worksheet wants nothing new: there is nothing to ask.
  assert.equal((await runInTerminal(desk, ['generate'], [])).exitCode, 0);

  change('config/worksheet.yaml', 'triggerFields: []', 'triggerFields: [Department]');
  const question = /was edited, and the worksheet asks for something else now\. Replace it\?/;
  const kept = await runInTerminal(desk, ['generate'], [[question, 'n']]);
  assert.equal(kept.exitCode, 1);
  assert.ok(isEdited());
  const replaced = await runInTerminal(desk, ['generate'], [[question, 'y']]);
  assert.equal(replaced.exitCode, 0, replaced.screen);
  assert.ok(!isEdited());
  await resultOf(desk, 'hl', ['generate', '--check']);
});
