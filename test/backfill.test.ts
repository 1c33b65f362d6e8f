import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import { startLocalOrg, type LocalOrg } from 'salesforce-local-org';
import type { BackfillReport } from '../companion/src/backfill/backfill.ts';
import { createWorkspace } from '../companion/src/demo/workspace.ts';
import { setUpProxy } from './proxy.ts';
import { connect, deployPackage, logIn, resultOf, run, start, type Desk } from './support.ts';

/* `hl backfill`, against an org whose contacts are all older than the package. */

/** One full bulk job, and the beginning of another. */
const CONTACTS = 10_300;

let org: LocalOrg;
let desk: Desk;
let admin: Connection;
before(async () => {
  org = await startLocalOrg({ contacts: CONTACTS });
  desk = createWorkspace();
  admin = connect(org);
  await logIn(desk, org);
  await deployPackage(desk);
});
after(async () => {
  await org.close();
  desk.remove();
});

async function count(where: string): Promise<number> {
  return (await admin.query(`SELECT COUNT() FROM Contact WHERE ${where}`)).totalSize;
}

function backfill(...args: string[]) {
  return run(desk, 'hl', ['backfill', '--target-org', 'local', ...args]);
}

async function report(...args: string[]) {
  const { exitCode, stdout } = await backfill('--json', ...args);
  const { result } = JSON.parse(stdout) as { result?: BackfillReport };
  assert.ok(result, stdout);
  return { exitCode, ...result };
}

const permset = ['org', 'assign', 'permset', '--name', 'HL_Backfill', '--target-org', 'local'];

// Each test goes on with the org that the one before it left.
describe('hl backfill', () => {
  it('refuses whoever may not write the stamp, and names the permission set', async () => {
    const { exitCode, stderr } = await backfill('--yes');
    assert.equal(exitCode, 1);
    assert.match(stderr.replaceAll(/\s+/g, ' '), /may not write Contact\.HL_Mod_Date__c/);
    assert.match(stderr, /sf org assign permset --name HL_Backfill/);
    await resultOf(desk, 'sf', permset);
  });

  it('counts in a dry run, asks before it writes, and writes in neither', async () => {
    const { exitCode, found, stamped } = await report('--dry-run');
    assert.deepEqual([exitCode, found, stamped], [0, CONTACTS, 0]);
    const unasked = await backfill();
    assert.equal(unasked.exitCode, 1);
    assert.match(unasked.stderr, /Nothing was changed: 10300 contacts/);
    assert.equal(await count('HL_Mod_Date__c = null'), CONTACTS);
  });

  it('leaves API calls to others, and says what is left', async () => {
    const worksheet = join(desk.project, 'config/worksheet.yaml');
    const text = readFileSync(worksheet, 'utf8');
    writeFileSync(
      worksheet,
      'access: { dailyApiCalls: 1 }\nprofile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }\n',
    );
    const { exitCode, halted, remaining, stamped } = await report('--yes');
    writeFileSync(worksheet, text);
    assert.deepEqual([exitCode, halted, remaining, stamped], [1, true, CONTACTS, 0]);
  });

  it('goes on where it was killed', async (t) => {
    let jobs = 0;
    const child: { kill?: () => void } = {};
    const url = await setUpProxy(t, org.url, ({ method, url: path = '' }) => {
      if (method === 'POST' && /jobs\/ingest\/?$/.test(path) && ++jobs === 2) child.kill?.();
    });
    await logIn(desk, org, { alias: 'killed', url });
    const process = start(desk, 'hl', ['backfill', '--yes', '--target-org', 'killed']);
    child.kill = () => process.kill('SIGKILL');
    const [, signal] = (await once(process, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    // sf keeps one address for a user, under whatever alias.
    await logIn(desk, org);
    const left = await count('HL_Mod_Date__c = null');
    assert.equal(left, 300);
    const before = await count('HL_Mod_Date__c != null');

    const again = await report('--yes');
    assert.deepEqual(
      [again.exitCode, again.found, again.stamped, again.remaining],
      [0, left, left, 0],
    );
    assert.equal(before + again.stamped, CONTACTS);
  });

  it('reports in Salesforce’s words what the org refuses, and stamps the rest', async () => {
    const setActive = (activeVersionNumber: number) =>
      admin.metadata.upsert('FlowDefinition', {
        fullName: 'HL_Contact_Mod_Date',
        activeVersionNumber,
      });
    await setActive(0);
    await admin.sobject('Contact').create([{ LastName: 'Good', Title: 'Dr' }, { LastName: 'Bad' }]);
    await setActive(1);
    await admin.metadata.upsert('ValidationRule', {
      fullName: 'Contact.Titles',
      active: true,
      errorConditionFormula: 'AND(LastName = "Bad", ISBLANK(Title))',
      errorMessage: 'A title is missing.',
    });
    const { exitCode, stamped, remaining, failures } = await report('--yes');
    assert.deepEqual([exitCode, stamped, remaining], [1, 1, 1]);
    assert.match(failures[0]!.problem, /A title is missing\./);
  });

  it('does nothing where nothing is to be done', async () => {
    await admin.metadata.delete('ValidationRule', ['Contact.Titles']);
    assert.deepEqual((await report('--yes')).stamped, 1);
    const { exitCode, found, stamped } = await report('--yes');
    assert.deepEqual([exitCode, found, stamped], [0, 0, 0]);
  });
});
