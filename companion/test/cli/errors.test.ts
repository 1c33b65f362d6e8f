import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const hl = fileURLToPath(new URL('../../bin/hl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hl-test-'));
after(() => {
  rmSync(folder, { recursive: true });
});

interface Failure {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs `hl` in an empty folder, which is its home as well. */
function run(...args: string[]): Promise<Failure> {
  return new Promise((resolve) => {
    const env = { ...process.env, HOME: folder, USERPROFILE: folder, HL_DATABASE_URL: undefined };
    const child = execFile(
      process.execPath,
      [hl, ...args],
      { cwd: folder, env },
      (_, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? undefined, stdout, stderr });
      },
    );
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
    name: 'StoreError',
    says: /no\/such\/folder/,
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

test('hl jobs on a new store: no jobs, as an envelope', async () => {
  const { exitCode, stdout } = await run('jobs', '--json');
  assert.deepEqual(JSON.parse(stdout), { status: 0, result: [], warnings: [] });
  assert.equal(exitCode, 0);
});
