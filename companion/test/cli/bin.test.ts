import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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
