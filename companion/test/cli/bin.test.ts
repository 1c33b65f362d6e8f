import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const companion = fileURLToPath(new URL('../../', import.meta.url));

/** Loaded first, it makes a Node say that it is an older one. */
const oldNode = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.1.0' } });",
)}`;

test('a checkout that was not built says what to run', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hl-test-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  for (const name of ['bin', 'package.json']) {
    cpSync(join(companion, name), join(folder, name), { recursive: true });
  }
  const args = [join(folder, 'bin', 'hl.js'), '--help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.deepEqual(
    [status, stdout, stderr],
    [1, '', 'This checkout is not built yet. Run "npm run build" first.\n'],
  );
});

test('hl imports nothing but its guards before they have run, because Node looks at all imports first', () => {
  const script = readFileSync(join(companion, 'bin', 'hl.js'), 'utf8');
  const imports = [...script.matchAll(/^import .*'(.+)';$/gm)].map(([, file]) => file);
  assert.deepEqual(imports, ['./require-node.js', './require-build.js']);
});

test('hl on a Node that is too old says which Node it is and which it needs', () => {
  const args = ['--import', oldNode, join(companion, 'bin', 'hl.js'), '--help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [1, '']);
  assert.ok(
    stderr.startsWith(
      `This is Node 22.1.0 (${process.execPath}). Node 24.14 or later is needed.\nIn a checkout, `,
    ),
    stderr,
  );
});

/** Loaded first, it tells how the process was started, and what it was given to read. */
const telling = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => {
    const { MALLOC_ARENA_MAX, MALLOC_TRIM_THRESHOLD_ } = process.env;
    const told = { pid: process.pid, flags: process.execArgv, MALLOC_ARENA_MAX, MALLOC_TRIM_THRESHOLD_ };
    process.stderr.write(JSON.stringify(told));
  });`,
)}`;

interface Told {
  pid: number;
  flags: string[];
  MALLOC_ARENA_MAX?: string;
  MALLOC_TRIM_THRESHOLD_?: string;
}

function startedAs(...args: string[]): Told & { started: number | undefined } {
  const { pid, status, stderr } = spawnSync(
    process.execPath,
    ['--import', telling, join(companion, 'bin', 'hl.js'), ...args, '--help'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        MALLOC_TRIM_THRESHOLD_: '65536',
        NODE_OPTIONS: '--max_semi_space_size=8',
      },
    },
  );
  assert.equal(status, 0, stderr);
  return { started: pid, ...(JSON.parse(stderr) as Told) };
}

test(
  'a command that serves runs in a small process: the same, with what the user set',
  {
    skip: process.platform === 'win32' && 'there no process can begin anew',
  },
  () => {
    const told = startedAs('refresh', 'periodic');
    assert.equal(told.pid, told.started);
    assert.ok(told.flags.some((flag) => flag.startsWith('--heap-growing-percent=')));
    assert.ok(!told.flags.some((flag) => flag.startsWith('--max-semi-space-size')));
    assert.ok(told.flags.includes('--import'));
    assert.equal(told.MALLOC_ARENA_MAX, '1');
    assert.equal(told.MALLOC_TRIM_THRESHOLD_, '65536');
  },
);

test('another command runs in the process as it was started', () => {
  const told = startedAs('generate');
  assert.deepEqual(told.flags, ['--import', telling]);
  assert.equal(told.MALLOC_ARENA_MAX, undefined);
});
