/*
 * Ends the process with a plain message in a checkout that was not built yet:
 * "npm ci" installs and does not build.
 */
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../lib/cli/run.js', import.meta.url))) {
  console.error('This checkout is not built yet. Run "npm run build" first.');
  process.exit(1);
}
