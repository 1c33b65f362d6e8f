import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openCommunity } from '../../src/community/community.ts';

const hl = fileURLToPath(new URL('../../bin/hl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hl-test-'));
after(() => {
  rmSync(folder, { recursive: true });
});

interface Finished {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs `hl` in an empty folder, which is its home as well. */
function run(...args: string[]): Promise<Finished> {
  return runIn(folder, ...args);
}

function runIn(cwd: string, ...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, HOME: folder, USERPROFILE: folder, HL_DATABASE_URL: undefined };
    const child = execFile(process.execPath, [hl, ...args], { cwd, env }, (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? undefined, stdout, stderr });
    });
  });
}

const failures: { args: string[]; name: string; says: RegExp }[] = [
  {
    args: ['refresh', 'periodic', '--target-org', 'nobody'],
    name: 'NamedOrgNotFoundError',
    says: /nobody/,
  },
  { args: ['org', 'start'], name: 'NotAProjectError', says: /sfdx-project\.json/ },
  {
    args: ['org', 'start', '--bare', '--edition', 'Gold'],
    name: 'EditionError',
    says: /no edition 'Gold'/,
  },
  {
    args: ['jobs', '--database', 'no/such/folder/x.db'],
    name: 'NoStoreError',
    says: /no community store at no\/such\/folder\/x\.db/,
  },
  { args: ['jobs'], name: 'NotAProjectError', says: /sfdx-project\.json/ },
  {
    args: ['jobs', '--database', 'postgresql://hl:secret@127.0.0.1:1/hl'],
    name: 'StoreError',
    says: /postgres:\/\/127\.0\.0\.1:1\/hl says no, or does not answer: connect ECONNREFUSED/,
  },
];

for (const { args, name, says } of failures) {
  const commandLine = ['hl', ...args].join(' ');

  test(`${commandLine}: a ${name} in text`, async () => {
    const { exitCode, stdout, stderr } = await run(...args);
    assert.notEqual(exitCode, 0);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`Error \\(${name}\\)`));
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
  });

  test(`${commandLine} --json: a ${name} in the envelope of sf`, async () => {
    const { exitCode, stdout } = await run(...args, '--json');
    const answer = JSON.parse(stdout) as { name: string; status: number; message: string };
    assert.equal(answer.name, name);
    assert.match(answer.message, says);
    assert.equal(answer.status, exitCode);
    assert.notEqual(exitCode, 0);
  });
}

/** A Salesforce project as small as one can be. */
function makeProject(): string {
  const project = mkdtempSync(join(folder, 'project-'));
  const packageDirectories = [{ path: 'force-app', default: true }];
  writeFileSync(join(project, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
  mkdirSync(join(project, 'config', 'further', 'down'), { recursive: true });
  return project;
}

for (const args of [['jobs'], ['jobs', 'members'], ['show', 'member', '003000000000001AAA']]) {
  test(`hl ${args.join(' ')} without a store says what makes one, and makes none`, async () => {
    const project = makeProject();
    const { exitCode, stdout } = await runIn(project, ...args, '--json');
    const answer = JSON.parse(stdout) as { name: string; message: string; actions: string[] };
    assert.notEqual(exitCode, 0);
    assert.equal(answer.name, 'NoStoreError');
    assert.equal(
      answer.message,
      `There is no community store at ${join(realpathSync(project), '.hl', 'community.db')}.`,
    );
    assert.match(answer.actions[0]!, /hl refresh periodic/);
    assert.ok(!existsSync(join(project, '.hl')));
  });
}

test('the store of a project is the same from each of its folders', async () => {
  const project = makeProject();
  mkdirSync(join(project, '.hl'));
  await (await openCommunity(join(project, '.hl', 'community.db'))).close();
  const below = join(project, 'config', 'further', 'down');
  const { exitCode, stdout } = await runIn(below, 'jobs', '--json');
  assert.deepEqual(JSON.parse(stdout), { status: 0, result: [], warnings: [] });
  assert.equal(exitCode, 0);
  assert.ok(!existsSync(join(below, '.hl')));
});
