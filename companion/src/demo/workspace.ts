import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HlError } from '../errors.ts';

/** A folder that goes away again: a copy of the project, and a home folder for `sf` and `hl`. */
export interface Workspace {
  /** Where the commands run. */
  project: string;
  environment: NodeJS.ProcessEnv;
  /** The script of each command, to be run by this Node. */
  scripts: { sf: string; hl: string };
  remove: () => void;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** What of a checkout the commands need: `sf` leaves its notes beside what it deploys. */
const copied = ['sfdx-project.json', 'force-app', 'manifest', 'config'];

/**
 * Sets up a place where `sf` and `hl` run as on a new computer: what they keep
 * there is nobody's. The demo works in one, and so do tests and benchmarks.
 *
 * @throws HlError 'WorkspaceError' outside a checkout, where `sf` is not installed beside us
 */
export function createWorkspace(): Workspace {
  const scripts = { sf: findSf(), hl: join(checkout, 'companion', 'bin', 'hl.js') };
  const folder = mkdtempSync(join(tmpdir(), 'hl-workspace-'));
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  mkdirSync(home);
  for (const name of copied) cpSync(join(checkout, name), join(project, name), { recursive: true });
  return {
    project,
    scripts,
    environment: {
      ...withoutSalesforceSettings(process.env),
      HOME: home,
      USERPROFILE: home,
      SF_DISABLE_TELEMETRY: 'true',
      // Not SF_AUTOUPDATE_DISABLE: that alone makes an sf from npm start its updater.
      SF_DISABLE_AUTOUPDATE: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
      SF_DISABLE_LOG_FILE: 'true',
      NO_COLOR: '1',
      NODE_NO_WARNINGS: '1',
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Whatever the user's shell sets for `sf`, `hl` or their folders is about other
 * orgs; and a person is at work here, for whom tables are drawn, also where CI runs us.
 */
function withoutSalesforceSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(
    ([name]) =>
      !/^(SF_|SFDX_|HL_|FORCE_|XDG_|LOCALAPPDATA$|CI$|CI_|CONTINUOUS_INTEGRATION$)/.test(name),
  );
  return Object.fromEntries(others);
}

function findSf(): string {
  try {
    const entry = createRequire(import.meta.url).resolve('@salesforce/cli');
    return join(dirname(entry), '..', 'bin', 'run.js');
  } catch (cause) {
    throw new HlError(
      'WorkspaceError',
      'This works in a checkout only, with the sf CLI beside it.',
      {
        actions: ['Clone the repository and run "npm run demo".'],
        cause,
      },
    );
  }
}
