import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const hl = fileURLToPath(new URL('../../bin/hl.js', import.meta.url));

/** Tells on stderr, at the end, whether the process loaded @salesforce/core. */
const watch = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire('file:///');
  process.on('exit', () => {
    const loaded = Object.keys(cache).some((path) => /@salesforce[\\\\/]core[\\\\/]/.test(path));
    process.stderr.write('core loaded: ' + loaded);
  });
`)}`;

async function help(...args: string[]) {
  const run = promisify(execFile);
  return run(process.execPath, ['--import', watch, hl, ...args, '--help']);
}

test('hl --help names its topics and commands without the topic that sf needs', async () => {
  const { stdout } = await help();
  for (const name of ['demo', 'deploy', 'explain', 'jobs', 'org', 'refresh', 'show', 'status']) {
    assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  }
  assert.doesNotMatch(stdout, /\bhl hl\b/);
});

const commands = {
  'org start': ['--port', '--contacts', '--bare', '--edition', '--data'],
  demo: [],
  deploy: ['--target-org', '--worksheet', '--dry-run', '--test-level'],
  generate: ['--worksheet', '--check', '--overwrite', '--keep'],
  'worksheet check': ['--target-org', '--worksheet'],
  'worksheet init': ['--target-org', '--output'],
  'app create': ['--target-org', '--worksheet', '--key-file', '--renew'],
  'worksheet sso': ['--target-org', '--worksheet', '--site-url'],
  'refresh periodic': ['--target-org', '--worksheet', '--database'],
  'refresh member': ['--target-org', '--worksheet', '--database', 'KEY'],
  'refresh group': ['--type', '--target-org', '--worksheet', '--database', 'KEY'],
  serve: ['--target-org', '--worksheet', '--database', '--port', 'HL_SERVICE_TOKEN'],
  'push status': ['--worksheet', '--database', '--limit'],
  'push retry': ['--worksheet', '--database', 'KEY'],
  check: ['--target-org', '--worksheet', '--only', '--list', '--format', 'exit code'],
  backfill: ['--target-org', '--worksheet', '--dry-run', '--yes', 'HL_Backfill'],
  'show member': ['--source', '--target-org', 'KEY'],
  explain: ['--target-org', '--worksheet', '--database', 'KEY'],
  jobs: ['--database'],
  'jobs members': ['--database'],
  status: ['--target-org'],
};

test('every command is among these', () => {
  const manifest = readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8');
  const ids = Object.keys((JSON.parse(manifest) as { commands: object }).commands);
  const names = ids.map((id) => id.split(':').slice(1).join(' '));
  assert.deepEqual(names.toSorted(), Object.keys(commands).toSorted());
});

for (const [command, words] of Object.entries(commands)) {
  test(`hl ${command} --help teaches, and loads no Salesforce library for it`, async () => {
    const { stdout, stderr } = await help(...command.split(' '));
    for (const word of [`$ hl ${command}`, '--json', 'DESCRIPTION', 'EXAMPLES', ...words]) {
      assert.ok(stdout.includes(word), `${word} is missing in:\n${stdout}`);
    }
    assert.equal(stderr, 'core loaded: false');
  });
}
