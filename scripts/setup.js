/*
 * Runs before `npm run demo`, `npm test` and their like: on a fresh clone it
 * installs what is missing, and it builds what changed. It writes to stderr
 * only, so that `npm run --silent … -- --json` keeps stdout for its document.
 *
 * This file runs on whatever Node the machine has, before the pinned one is
 * there: only what Node 12 knows may stand in it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages of a lockfile, by their folder; undefined when there is no such file. */
function lockedPackages(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/**
 * npm writes `node_modules/.package-lock.json` as the last step of an install:
 * where it lacks a package that package-lock.json asks for, an install is due.
 * Optional packages are left out, as most are for other platforms.
 */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const present = lockedPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.keys(wanted)
    .filter((path) => path.includes('node_modules/') && !wanted[path].optional)
    .every((path) => present[path] && present[path].version === wanted[path].version);
}

/** Runs npm with its output on stderr; ends this process when npm fails. */
function npm(args, whatFailed) {
  // Set by npm for its scripts: the npm that the user called, and no shell in between.
  const cli = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const { status } = cli
    ? spawnSync(process.execPath, [cli].concat(args), options)
    : spawnSync('npm', args, Object.assign({ shell: true }, options));
  if (status !== 0) {
    console.error(`${whatFailed} What npm said stands above.`);
    process.exit(1);
  }
}

if (!isInstalled()) {
  console.error('Installing what is missing (once, about a minute)…');
  npm(
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'The installation failed. It needs a connection to the npm registry; try again, or run "npm ci" to see more.',
  );
}
npm(['run', '--silent', 'build'], 'The build failed.');
