/*
 * npm run bench [-- --contacts N]: what a periodic refresh of many changed
 * contacts costs. The local org and the companion are processes of their own,
 * so the memory is the companion's alone. Prints one JSON line a figure on
 * stdout and says on stderr what it is doing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runCommand } from '../companion/src/demo/command.ts';
import { salesforceUser } from '../companion/src/demo/salesforceUser.ts';
import { createWorkspace } from '../companion/src/demo/workspace.ts';
import type { JobResult } from '../companion/src/jobs/interfaces.ts';

interface Figure {
  readonly what: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
}

interface Org {
  readonly url: string;
  readonly accessToken: string;
  readonly stop: () => void;
}

const { values } = parseArgs({ options: { contacts: { type: 'string', default: '50000' } } });
const contacts = Number(values.contacts);
if (!Number.isInteger(contacts) || contacts < 1) {
  throw new Error(`--contacts takes a whole number, not ${values.contacts}`);
}

const workspace = createWorkspace();
const { signal } = new AbortController();
const peakFile = join(workspace.project, 'peak-memory');
const say = (what: string) => process.stderr.write(`${what}…\n`);

try {
  const org = await startOrg();
  try {
    for (const figure of await measure(org)) console.log(JSON.stringify(figure));
  } finally {
    org.stop();
  }
} finally {
  workspace.remove();
}

/** A local org with the package and the contacts, in a process of its own. */
async function startOrg(): Promise<Org> {
  say(`Starting a local org with ${contacts} contacts`);
  const args = [workspace.scripts.hl, 'org', 'start', '--contacts', String(contacts)];
  const child = spawn(process.execPath, args, {
    cwd: workspace.project,
    env: workspace.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`hl org start ended with exit code ${String(code)}`);
  });
  const ready = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  const { url, accessToken } = JSON.parse(line) as { url: string; accessToken: string };
  return { url, accessToken, stop: () => child.kill() };
}

async function measure(org: Org): Promise<Figure[]> {
  const help = await timeHelp();
  await runCommand(
    workspace,
    `sf org login access-token --instance-url ${org.url} --alias bench --no-prompt`,
    { signal, secrets: { SF_ACCESS_TOKEN: org.accessToken } },
  );
  say('First refresh: everybody is new');
  const first = await refresh('first refresh');
  say('Changing every contact in Salesforce');
  await changeEveryContact(org);
  say('Second refresh: everybody has changed');
  const second = await refresh('all contacts changed');
  return [help, ...first, ...second];
}

async function timeHelp(): Promise<Figure> {
  const started = performance.now();
  const child = spawn(process.execPath, [workspace.scripts.hl, '--help'], { stdio: 'ignore' });
  await once(child, 'exit');
  return {
    what: 'hl --help',
    figure: 'time',
    value: Math.round(performance.now() - started),
    unit: 'ms',
  };
}

async function refresh(what: string): Promise<Figure[]> {
  const result = await runCommand<JobResult>(workspace, 'hl refresh periodic --target-org bench', {
    signal,
    secrets: {
      NODE_OPTIONS: `--import ${new URL('peakMemory.ts', import.meta.url).href}`,
      PEAK_MEMORY_FILE: peakFile,
    },
  });
  if (result.examined !== contacts || result.failed > 0) {
    throw new Error(`Expected ${contacts} examined contacts: ${JSON.stringify(result)}`);
  }
  const seconds = result.durationMs / 1000;
  return [
    { what, figure: 'Salesforce API calls', value: result.apiCalls, unit: 'calls' },
    { what, figure: 'speed', value: Math.round(contacts / seconds), unit: 'contacts/s' },
    { what, figure: 'time', value: result.durationMs, unit: 'ms' },
    { what, figure: 'peak memory', value: Number(readFileSync(peakFile, 'utf8')), unit: 'MiB' },
  ];
}

async function changeEveryContact(org: Org): Promise<void> {
  const user = salesforceUser(org, signal);
  let last = '000000000000000AAA';
  for (;;) {
    const page = await user.query<{ Id: string }>(
      `SELECT Id FROM Contact WHERE Id > '${last}' ORDER BY Id LIMIT 2000`,
    );
    const ids = page.map(({ Id }) => Id);
    if (ids.length === 0) return;
    await user.updateAll('Contact', ids, { Title: 'Fellow' });
    last = ids.at(-1)!;
  }
}
