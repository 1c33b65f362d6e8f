import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LocalOrg } from 'salesforce-local-org';
import { openCommunity } from '../companion/src/community/community.ts';
import { worksheetSchema } from '../companion/src/worksheet/schema/worksheet.ts';
import { connect, deployPackage, logIn, resultOf, run, setUpDesk, setUpOrg } from './support.ts';
import type { Desk } from './support.ts';

interface Failure {
  name: string;
  message: string;
  /** One of the things to do about it. */
  action?: string;
}

/** Runs a command that must fail: it says this, all of it, in JSON and in text. */
async function fails(
  desk: Desk,
  args: readonly string[],
  { name, message, action }: Failure,
): Promise<void> {
  const json = await run(desk, 'hl', [...args, '--json']);
  const answer = JSON.parse(json.stdout) as {
    status: number;
    name: string;
    message: string;
    actions?: string[];
  };
  assert.deepEqual([answer.name, answer.message], [name, message]);
  assert.equal(answer.status, json.exitCode);
  assert.notEqual(json.exitCode, 0);
  if (action !== undefined) assert.ok(answer.actions?.includes(action), json.stdout);

  const { exitCode, stderr } = await run(desk, 'hl', args);
  assert.equal(exitCode, json.exitCode);
  const words = (text: string) => text.replaceAll(/\s+/g, ' ');
  for (const text of [`Error (${name}): ${message}`, ...(answer.actions ?? [])]) {
    assert.ok(words(stderr).includes(words(text)), stderr);
  }
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'no stack trace');
}

/** Nothing came into the store: no member, and no history of one. */
async function assertNothingWritten(desk: Desk): Promise<void> {
  if (!existsSync(store(desk))) return;
  const { db, close } = await openCommunity(store(desk));
  try {
    assert.deepEqual(await db.selectFrom('member').selectAll().execute(), []);
    assert.deepEqual(await db.selectFrom('member_refresh').selectAll().execute(), []);
    assert.deepEqual(await db.selectFrom('watermark').selectAll().execute(), []);
  } finally {
    await close();
  }
}

const refresh = ['refresh', 'periodic', '--target-org', 'local'];
const store = (desk: Desk) => join(desk.project, '.hl', 'community.db');

test('an org that sf does not know', async (t) => {
  const desk = setUpDesk(t);
  await fails(desk, ['refresh', 'periodic', '--target-org', 'nowhere'], {
    name: 'NamedOrgNotFoundError',
    message:
      'Parsing --target-org \n\tNo authorization information found for nowhere.\nSee more help with --help',
  });
  assert.ok(!existsSync(store(desk)));
});

test('an org without the package', async (t) => {
  const org = await setUpOrg(t, { contacts: 3 });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await fails(desk, refresh, {
    name: 'FieldNotVisible',
    message:
      'Salesforce shows the field Contact.HL_Mod_Date__c to this user as if it did not exist. Either the package is not deployed to this org, or the user does not have the permission set HL_Integration, which grants the field.',
    action: 'Deploy the package: `hl deploy --target-org ORG`.',
  });
  await assertNothingWritten(desk);
});

test('an org that does not answer any more', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await org.close();
  await fails(desk, refresh, {
    name: 'SalesforceUnreachable',
    message: `Salesforce cannot be reached at ${new URL(org.url).host} (ECONNREFUSED).`,
  });
  await assertNothingWritten(desk);
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
  await fails(desk, refresh, {
    name: 'SessionExpired',
    message:
      'The Salesforce session has expired or was ended, and could not be renewed: Session expired or invalid',
    action:
      'Log in again: `sf org login web`, or `sf org login jwt` for a user that runs unattended.',
  });
  // Whatever it asks for, and through whichever library.
  const others = ['check', 'deploy --dry-run', 'worksheet check', 'app create'];
  for (const command of others) {
    const args = [...command.split(' '), '--target-org', 'local', '--json'];
    const { name, actions } = JSON.parse((await run(desk, 'hl', args)).stdout) as {
      name: string;
      actions: string[];
    };
    assert.deepEqual([command, name, actions.length], [command, 'SessionExpired', 1]);
  }
  await assertNothingWritten(desk);
});

test('a worksheet that is missing, broken, or wrong in several places', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  const file = join(desk.project, 'config', 'worksheet.yaml');
  const good = readFileSync(file, 'utf8');

  rmSync(file);
  const lineOf = (text: string) =>
    good.split('\n').findIndex((line) => line.trim().startsWith(text)) + 1;
  const inProject = join(realpathSync(desk.project), 'config', 'worksheet.yaml');
  await fails(desk, refresh, {
    name: 'WorksheetError',
    message: `There is no worksheet at ${inProject}.`,
  });
  writeFileSync(file, 'isActive: [unclosed\n');
  await fails(desk, refresh, {
    name: 'WorksheetError',
    message: [
      `The worksheet ${inProject} is not valid YAML:`,
      'Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1:',
      '\nisActive: [unclosed\n\n^',
    ].join('\n'),
  });
  writeFileSync(
    file,
    good
      .replace('everyMinutes: 30', 'everyMinutes: often')
      .replace('isActive: HL_IsActive__c', 'isActve: HL_IsActive__c'),
  );
  await fails(desk, refresh, {
    name: 'WorksheetError',
    message: [
      `The worksheet ${inProject} has 2 wrong entries:`,
      `  refresh.everyMinutes (line ${lineOf('everyMinutes')}): found "often", expected a whole number`,
      `  isActve (line ${lineOf('isActive: HL')}): found "HL_IsActive__c", expected one of ${Object.keys(worksheetSchema.shape).join(', ')}`,
    ].join('\n'),
  });
  assert.ok(!existsSync(store(desk)), 'nothing is written for a worksheet that is wrong');
});

test('a store file that is not a database stays as it is', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  await deployPackage(desk);
  mkdirSync(join(desk.project, '.hl'));
  writeFileSync(store(desk), 'my shopping list\n'.repeat(100));
  await fails(desk, refresh, {
    name: 'StoreError',
    message: `The community store ${realpathSync(store(desk))} cannot be opened as a database: file is not a database.`,
    action: 'See whether the file is a database that this user may write, or name another.',
  });
  assert.equal(readFileSync(store(desk), 'utf8'), 'my shopping list\n'.repeat(100));
});

test('a port in use', async (t) => {
  const desk = setUpDesk(t);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await fails(desk, ['org', 'start', '--bare', '--port', String(port)], {
    name: 'PortInUseError',
    message: `Port ${port} is in use by another program.`,
  });
});

test('a key that is none, a member that is not there, a command that does not exist', async (t) => {
  const desk = setUpDesk(t);
  mkdirSync(join(desk.project, '.hl'));
  await (await openCommunity(store(desk))).close();
  await fails(desk, ['show', 'member', 'nonsense'], {
    name: 'InvalidKey',
    message:
      '"nonsense" is not a legacy contact key: it has 8 characters where 15 or 18 are right.',
  });
  await fails(desk, ['show', 'member', '003000000000001AAA'], {
    name: 'MemberNotFound',
    message: 'The community has no member 003000000000001AAA.',
    action: 'Refresh the contact: `hl refresh member 003000000000001AAA`.',
  });
  const { exitCode, stderr } = await run(desk, 'hl', ['refersh']);
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /Error: command refersh not found/);
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
  assert.match(stdout + stderr, /See what "hl worksheet check" says about it/);
  const fields = await connect(org).describe('Contact');
  assert.ok(!fields.fields.some(({ name }) => name.startsWith('HL_')));
});

test('a package that does not follow the worksheet: nothing is deployed until it is generated', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  await logIn(desk, org);
  edit(desk, 'config/worksheet.yaml', 'profile:\n', 'profile:\n  Bio: Department\n');
  const flow = 'force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml';
  const permissionSet =
    'force-app/main/default/permissionsets/HL_Integration.permissionset-meta.xml';
  const deploy = ['deploy', '--target-org', 'local'];
  const { exitCode, stdout } = await run(desk, 'hl', [...deploy, '--json']);
  assert.notEqual(exitCode, 0);
  const { name, data } = JSON.parse(stdout) as {
    name: string;
    data: { file: string; state: string }[];
  };
  assert.equal(name, 'PackageOutdatedError');
  assert.deepEqual(
    data.map(({ file, state }) => [file, state]),
    [
      [flow, 'outdated'],
      [permissionSet, 'outdated'],
      ['force-app/test/default/classes/HL_StampTest.cls', 'outdated'],
    ],
  );
  const flows = await connect(org).query('SELECT COUNT() FROM FlowDefinitionView');
  assert.equal(flows.totalSize, 0);

  await resultOf(desk, 'hl', ['generate']);
  const deployed = await run(desk, 'hl', deploy);
  assert.equal(deployed.exitCode, 0, deployed.stderr);
});

function edit(desk: Desk, file: string, before: string, after: string): void {
  const path = join(desk.project, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(before, after.replaceAll('$', '$$$$')));
}

test('a store that holds the members of one org refuses another', async (t) => {
  const desk = setUpDesk(t);
  const [org, other] = [await setUpOrg(t), await setUpOrg(t)];
  await logIn(desk, org);
  await logIn(desk, other, { alias: 'other' });
  await deployPackage(desk);
  await resultOf(desk, 'hl', refresh);
  const id = async ({ url, accessToken }: LocalOrg) => {
    const { records } = await connect({ url, accessToken }).query('SELECT Id FROM Organization');
    return records[0]!.Id!;
  };
  const failure = {
    name: 'OtherOrg',
    message: `The community store holds the members of the Salesforce org ${await id(org)}, and this is the org ${await id(other)}.`,
    action: 'Name another store for this org: `--database FILE`.',
  };
  await fails(desk, ['refresh', 'periodic', '--target-org', 'other'], failure);
  await fails(desk, ['status', '--target-org', 'other'], failure);
  const status = await resultOf<{ organizationId: string }>(desk, 'hl', [
    'status',
    ...['--target-org', 'local'],
  ]);
  assert.equal(status.organizationId, await id(org));
});
