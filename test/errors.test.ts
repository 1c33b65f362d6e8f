import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCommunity } from '../companion/src/community/community.ts';
import type { Gap } from '../companion/src/deploy/gaps.ts';
import { connect, deployPackage, logIn, run, setUpDesk, setUpOrg } from './support.ts';
import type { Desk } from './support.ts';

/** Runs a command that must fail; asserts what it says, and that --json says the same. */
async function fails(desk: Desk, args: readonly string[], ...says: RegExp[]): Promise<void> {
  const { exitCode, stderr } = await run(desk, 'hl', args);
  assert.notEqual(exitCode, 0, args.join(' '));
  for (const pattern of says) assert.match(stderr, pattern, args.join(' '));
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'no stack trace');
  const json = await run(desk, 'hl', [...args, '--json']);
  const envelope = JSON.parse(json.stdout) as { status: number; name: string; message: string };
  assert.notEqual(envelope.status, 0);
  assert.match(envelope.message, says[0]!);
}

const refresh = ['refresh', 'periodic', '--target-org', 'local'];
const store = (desk: Desk) => join(desk.project, '.hl', 'community.db');

test('an org that sf does not know', async (t) => {
  const desk = setUpDesk(t);
  await fails(
    desk,
    ['refresh', 'periodic', '--target-org', 'nowhere'],
    /No authorization information found for nowhere/,
  );
  assert.ok(!existsSync(store(desk)));
});

test('an org without the package', async (t) => {
  const org = await setUpOrg(t, { contacts: 3 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await fails(desk, refresh, /HL_Mod_Date__c/, /hl deploy/, /HL_Integration/);
});

test('an org that does not answer any more', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await org.close();
  await fails(desk, refresh, new RegExp(org.url.replace('http://', '')));
});

test('a session that has ended', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await fetch(`${org.url}/services/Soap/u/64.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body:
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader>' +
      `<sessionId>${org.accessToken}</sessionId></SessionHeader></e:Header><e:Body><logout/></e:Body></e:Envelope>`,
  });
  await fails(desk, refresh, /session|log in|expired/i, /sf org login/);
});

test('a worksheet that is missing, broken, or wrong in several places', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const file = join(desk.project, 'config', 'worksheet.yaml');
  const good = readFileSync(file, 'utf8');

  rmSync(file);
  await fails(desk, refresh, /worksheet\.yaml/);
  writeFileSync(file, 'isActive: [unclosed\n');
  await fails(desk, refresh, /worksheet\.yaml/, /line 1|1:/);
  writeFileSync(
    file,
    good
      .replace('everyMinutes: 30', 'everyMinutes: often')
      .replace('isActive: HL_IsActive__c', 'isActve: HL_IsActive__c'),
  );
  await fails(desk, refresh, /everyMinutes/, /isActve/, /often/);
  assert.ok(!existsSync(store(desk)), 'nothing is written for a worksheet that is wrong');
});

test('a store file that is not a database stays as it is', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  mkdirSync(join(desk.project, '.hl'));
  writeFileSync(store(desk), 'my shopping list\n'.repeat(100));
  await fails(desk, refresh, /community\.db/, /not a/i);
  assert.equal(readFileSync(store(desk), 'utf8'), 'my shopping list\n'.repeat(100));
});

test('a port in use', async (t) => {
  const desk = setUpDesk(t);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await fails(
    desk,
    ['org', 'start', '--bare', '--port', String(port)],
    new RegExp(`Port ${port} is in use`),
  );
});

test('a key that is none, a member that is not there, a command that does not exist', async (t) => {
  const desk = setUpDesk(t);
  mkdirSync(join(desk.project, '.hl'));
  await (await openCommunity(store(desk))).close();
  await fails(desk, ['show', 'member', 'nonsense'], /nonsense/);
  await fails(desk, ['show', 'member', '003000000000001AAA'], /003000000000001AAA/);
  const { exitCode, stderr } = await run(desk, 'hl', ['refersh']);
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /refersh/);
});

test('a deploy that the org refuses names the file and the line, and deploys nothing', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const flow = join(desk.project, 'force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml');
  writeFileSync(
    flow,
    readFileSync(flow, 'utf8').replace('ISNEW() ||', 'ISNEW() || ISCHANGED(Email) ||'),
  );
  const { exitCode, stdout, stderr } = await run(desk, 'hl', ['deploy', '--target-org', 'local']);
  assert.notEqual(exitCode, 0);
  assert.match(stdout + stderr, /HL_Contact_Mod_Date\.flow-meta\.xml/);
  assert.match(stdout + stderr, /Field Email does not exist\. Check spelling\./);
  await fails(desk, refresh, /HL_Mod_Date__c/);
});

test('a worksheet that asks for more than the package has: nothing is deployed, and it says what to add', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const worksheet = join(desk.project, 'config', 'worksheet.yaml');
  writeFileSync(
    worksheet,
    readFileSync(worksheet, 'utf8')
      .replace('profile:\n', 'profile:\n  Bio: Department\n')
      .replace('triggerFields: []', 'triggerFields: [AssistantName]'),
  );
  const deploy = ['deploy', '--target-org', 'local'];
  const flow = 'force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml';
  const permissionSet =
    'force-app/main/default/permissionsets/HL_Integration.permissionset-meta.xml';
  const { exitCode, stdout } = await run(desk, 'hl', [...deploy, '--json']);
  assert.notEqual(exitCode, 0);
  const { name, data } = JSON.parse(stdout) as { name: string; data: Gap[] };
  assert.equal(name, 'PackageGapError');
  assert.deepEqual(
    data.map(({ file, field, problem }) => ({ file, field, problem })),
    [
      { file: flow, field: 'Contact.Department', problem: 'not watched' },
      { file: flow, field: 'Contact.AssistantName', problem: 'not watched' },
      { file: permissionSet, field: 'Contact.Department', problem: 'not granted' },
    ],
  );
  const flows = await connect(org).query('SELECT COUNT() FROM FlowDefinitionView');
  assert.equal(flows.totalSize, 0);

  // Whoever adds what it says has a package that deploys.
  const [watched, alsoWatched, granted] = data.map(({ fix }) => fix.slice(fix.indexOf(': ') + 2));
  edit(desk, flow, '</filterFormula>', `${watched!} ${alsoWatched!}</filterFormula>`);
  edit(desk, permissionSet, '<hasActivationRequired>', `${granted!}<hasActivationRequired>`);
  const deployed = await run(desk, 'hl', deploy);
  assert.equal(deployed.exitCode, 0, deployed.stderr);
});

function edit(desk: Desk, file: string, before: string, after: string): void {
  const path = join(desk.project, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(before, after.replaceAll('$', '$$$$')));
}
