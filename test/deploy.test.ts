import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  checkout,
  connect,
  deployWorksheet,
  logIn,
  resultOf,
  run,
  setUpDesk,
  setUpOrg,
} from './support.ts';
import { metadataFile } from '../companion/local-org/test/support.ts';
import { customerAutomation, deployFolder, deployOwn, readPackage } from './source.ts';

interface Deployed {
  status: string;
  components: { type: string; fullName: string; state: string }[];
  assigned: { permissionSet: string; username: string; assigned: boolean }[];
  flows: { name: string; active: boolean }[];
  deactivated: string[];
  apps: { companion: { keyFile: string } | null } | null;
  steps: string[];
  sameWithSf: string[];
}

const deploy = ['deploy', '--target-org', 'local', '--yes'];
const FLOW = 'HL_Contact_Mod_Date';

test('over version one: says what is new, what changes and what stays; again it changes nothing; what is retrieved is what was deployed', async (t) => {
  const org = await setUpOrg(t, { contacts: 3 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployFolder(
    connect(org),
    join(checkout, 'test/fixtures/version-one/force-app/main/default'),
  );

  const stateOf = ({ components }: Deployed, name: string) =>
    components.find(({ fullName }) => fullName === name)?.state;
  const dryRun = await resultOf<Deployed>(desk, 'hl', [...deploy, '--dry-run']);
  assert.equal(stateOf(dryRun, 'HL_Companion'), 'Created');
  assert.equal(stateOf(dryRun, FLOW), 'Changed');
  assert.equal(stateOf(dryRun, 'Contact.HL_Mod_Date__c'), 'Unchanged');
  assert.deepEqual([dryRun.assigned, dryRun.apps], [[], null]);
  const versions = () =>
    connect(org).tooling.query(`SELECT Id FROM Flow WHERE Definition.DeveloperName = '${FLOW}'`);
  assert.equal((await versions()).totalSize, 1);

  const first = await resultOf<Deployed>(desk, 'hl', deploy);
  assert.equal(first.status, 'Succeeded');
  assert.ok(first.flows.every(({ active }) => active));
  assert.deepEqual(
    first.assigned.map(({ permissionSet, assigned }) => [permissionSet, assigned]),
    [['HL_Integration', true]],
  );
  // For its owner alone, and outside of the project.
  const { keyFile } = first.apps!.companion!;
  assert.ok(!keyFile.startsWith(desk.project));

  const second = await resultOf<Deployed>(desk, 'hl', deploy);
  assert.ok(second.components.every(({ state }) => state === 'Unchanged'));
  assert.deepEqual(
    second.assigned.map(({ assigned }) => assigned),
    [false],
  );

  const before = readPackage(desk.project);
  await resultOf(desk, 'sf', [
    ...['project', 'retrieve', 'start', '--source-dir', 'force-app', '--target-org', 'local'],
  ]);
  assert.deepEqual(readPackage(desk.project), before);
});

test('an org with rules, required fields and flows of its own takes the package, and keeps them', async (t) => {
  const org = await setUpOrg(t);
  const salesforce = connect(org);
  await deployOwn(salesforce, {
    'objects/Contact/fields/Number__c.field-meta.xml': metadataFile(
      'CustomField',
      '<fullName>Number__c</fullName><label>Number</label><length>10</length><required>true</required><type>Text</type>',
    ),
    ...customerAutomation,
  });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await resultOf(desk, 'hl', deploy);
  const contacts = salesforce.sobject('Contact');
  const { id } = await contacts.create({
    LastName: 'Both',
    Number__c: '1',
    Email: 'both@members.example',
  });
  const row = await contacts.retrieve(id!);
  assert.deepEqual([row['Department'], row['HL_Mod_Date__c']], ['Tidied', row['CreatedDate']]);
  await assert.rejects(() => contacts.create({ LastName: 'Neither', Number__c: '2' }), {
    message: /An e-mail address, please\./,
  });
});

test('a Professional Edition org takes the package; where flows do not become active, it is said', async (t) => {
  const org = await setUpOrg(t, { edition: 'Professional' });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const { exitCode, stderr } = await run(desk, 'hl', deploy);
  assert.equal(exitCode, 1);
  assert.match(stderr, /HL_Contact_Mod_Date was deployed and does not run/);
  assert.match(stderr, /Deploy processes and flows as active/);
});

test('what the org cannot serve is refused before anything is sent, by its place in the worksheet', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const file = join(desk.project, 'config/worksheet.yaml');
  const example = readFileSync(file, 'utf8');
  const refusal = async (from: string, to: string) => {
    writeFileSync(file, example.replace(from, to));
    await resultOf(desk, 'hl', ['generate']);
    const { exitCode, stdout } = await run(desk, 'hl', [...deploy, '--json']);
    assert.notEqual(exitCode, 0);
    const { name, message } = JSON.parse(stdout) as { name: string; message: string };
    return [name, message.split('\n').at(-1)!.trim()];
  };
  assert.deepEqual(await refusal('removeOn: none', 'removeOn: Birthdate'), [
    'WorksheetOrgError',
    'removeOn: found Contact.Birthdate of the type date, expected a checkbox',
  ]);
  assert.deepEqual(await refusal('username: none', 'username: nobody@association.example'), [
    'AssignmentError',
    "The org has no User with Username 'nobody@association.example'.",
  ]);
  const fields = await connect(org).describe('Contact');
  assert.ok(!fields.fields.some(({ name }) => name.startsWith('HL_')));

  // The same by itself, and a draft of what would fit.
  writeFileSync(file, example.replace('removeOn: none', 'removeOn: Birthdate'));
  const target = ['--target-org', 'local'];
  const checked = await run(desk, 'hl', ['worksheet', 'check', ...target]);
  assert.equal(checked.exitCode, 1);
  assert.match(checked.stderr, /removeOn: found Contact\.Birthdate/);
  const init = ['worksheet', 'init', ...target, '--output', 'draft.yaml'];
  await resultOf(desk, 'hl', init);
  const again = await run(desk, 'hl', init);
  assert.equal(again.exitCode, 1);
  assert.match(again.stderr, /draft\.yaml is there already/);
  writeFileSync(file, readFileSync(join(desk.project, 'draft.yaml')));
  await resultOf(desk, 'hl', ['worksheet', 'check', ...target]);
});

test('a flow that the worksheet asks for no longer is deactivated', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployWorksheet(desk, 'flowDown: [{ account: Industry, type: picklist }]');
  await deployWorksheet(desk, '');
  const announced = await run(desk, 'hl', [...deploy, '--dry-run']);
  assert.match(announced.stdout, /Flow HL_Flow_Down will be deactivated/);
  const { deactivated, flows } = await resultOf<Deployed>(desk, 'hl', deploy);
  assert.deepEqual(deactivated, ['HL_Flow_Down']);
  assert.ok(flows.every(({ name }) => name !== 'HL_Flow_Down'));
  const running = await connect(org).query(
    'SELECT ApiName FROM FlowDefinitionView WHERE IsActive = true ORDER BY ApiName',
  );
  assert.deepEqual(
    running.records.map((flow) => flow['ApiName'] as string),
    ['HL_Account_Mod_Date', 'HL_Contact_Mod_Date'],
  );
});

test('the README’s chapter "Deploy to your org", word for word', async (t) => {
  const readme = readFileSync(join(checkout, 'README.md'), 'utf8');
  const chapter = /^## Deploy to your org\n([\s\S]*?)^## /m.exec(readme)![1]!;
  const commands = [...chapter.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(
    ([, language, block]) => (language === '' ? block!.trim().split('\n') : []),
  );
  assert.ok(commands.length >= 12);
  const org = await setUpOrg(t, { contacts: 5 });
  const desk = setUpDesk(t);
  await logIn(desk, org, { alias: 'my-org' });
  for (const command of commands) {
    const [, name, rest] = /^ *(?:npx )?(hl|sf) (.*)$/.exec(command) ?? [];
    assert.ok(name === 'hl' || name === 'sf', command);
    const { exitCode, stdout, stderr } = await run(desk, name, rest!.split(' '));
    if (command.includes('RunSpecifiedTests')) {
      // The one thing that only a real org can do, as the chapter says.
      assert.match(stderr, /The local org does not implement running Apex tests/);
    } else {
      assert.equal(exitCode, 0, `${command}\n${stdout}${stderr}`);
    }
  }
  const members = await resultOf<unknown[]>(desk, 'hl', ['jobs', 'members']);
  assert.equal(members.length, 5);
});
