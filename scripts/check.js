/*
 * The readiness check from a checkout, for those who would rather not install
 * anything first: `npm run check -- -o my-org`, or `node scripts/check.js -o my-org`.
 * Takes what `hl check` takes and ends with its exit code.
 *
 * Only what Node 12 knows may stand in it, as in setup.js.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './setup.js';

const hl = fileURLToPath(new URL('../companion/bin/hl.js', import.meta.url));
const args = [hl, 'check'].concat(process.argv.slice(2));
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status === null ? 2 : status);
