/*
 * npm run bench [-- --scale 0.1]: what a refresh costs, as a table and as one JSON
 * line a figure. The local org and the companion are processes of their own, so
 * that time and memory are the companion's alone.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../companion/src/demo/command.ts';
import { createWorkspace, type Workspace } from '../companion/src/demo/workspace.ts';
import type { JobResult } from '../companion/src/jobs/interfaces.ts';
import { ASSOCIATION_WORKSHEET } from '../companion/test/association/association.ts';
import { readBare, type Bare } from './bare.ts';
import { startBenchOrg, type BenchOrg } from './benchOrg.ts';
import { readPeak, measuredBy } from './measured.ts';
import { printTable, type Figure } from './table.ts';

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } });
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) {
  throw new Error(`--scale takes a number above 0 and up to 1, not ${values.scale}`);
}
const scaled = (contacts: number) => Math.round(contacts * scale);
const say = (what: string) => process.stderr.write(`${what}…\n`);

const workspace = createWorkspace();
const worksheet = join(workspace.project, 'config', 'association.yaml');
writeFileSync(worksheet, ASSOCIATION_WORKSHEET);
const figures: Figure[] = [];
const report = (figure: Figure) => {
  figures.push(figure);
  console.log(JSON.stringify(figure));
};

try {
  await withOrg(scaled(50_000), measureChanges);
  const small = await withOrg(scaled(100_000), peakOfFirst);
  await withOrg(scaled(200_000), measureFull);
  const large = await withOrg(scaled(1_000_000), peakOfFirst);
  report({
    what: `peak memory, ${scaled(1_000_000)} contacts`,
    value: large,
    unit: 'MiB',
    goal: '≤ 250',
  });
  report({
    what: `above the peak at ${scaled(100_000)}`,
    value: large - small,
    unit: 'MiB',
    goal: '≤ 40',
  });
  printTable(figures);
} finally {
  workspace.remove();
}

async function withOrg<T>(contacts: number, work: (org: BenchOrg) => Promise<T>): Promise<T> {
  say(`Starting a local org with ${contacts} contacts`);
  const org = await startBenchOrg(contacts);
  try {
    await runCommand(
      workspace,
      `sf org login access-token --instance-url ${org.url} --alias bench${contacts} --no-prompt`,
      { signal: new AbortController().signal, secrets: { SF_ACCESS_TOKEN: org.accessToken } },
    );
    return await work(org);
  } finally {
    org.stop();
  }
}

/** 50,000 changed contacts, and nothing to do. */
async function measureChanges(org: BenchOrg): Promise<void> {
  say('First refresh: everybody is new');
  await refresh(workspace, org);
  say('Changing every contact in Salesforce');
  await org.changeEverybody();
  const changed = await refresh(workspace, org);
  report({
    what: `API calls, ${org.contacts} changed contacts with groups from fields and campaigns`,
    value: changed.apiCalls,
    unit: 'calls',
    goal: '≤ 40',
  });
  // What was changed a moment ago is read again once, because commits can be late.
  org.letPass();
  await refresh(workspace, org);
  const started = performance.now();
  const idle = await refresh(workspace, org);
  report({
    what: 'hl refresh periodic from start to end, nothing to do',
    value: (performance.now() - started) / 1000,
    unit: 's',
    goal: '≤ 1.5',
  });
  report({
    what: 'API calls of a periodic refresh with nothing to do',
    value: idle.apiCalls,
    unit: 'calls',
    goal: '≤ 3',
  });
}

/** A full refresh, against a client that only downloads and splits. */
async function measureFull(org: BenchOrg): Promise<void> {
  const bare = await readBare(org, ASSOCIATION_WORKSHEET);
  say('First refresh: everybody is new');
  reportFull('first refresh', await refresh(workspace, org), bare);
  say('Full refresh: everybody is compared');
  reportFull('full refresh', await refresh(workspace, org, '--full'), bare);
}

function reportFull(what: string, job: Job, bare: Bare): void {
  const seconds = job.durationMs / 1000 - bare.waitSeconds;
  if (seconds <= 0) {
    throw new Error('So few contacts are read without Bulk API 2.0: take a larger --scale.');
  }
  const of = `${what} of ${job.examined} contacts, SQLite`;
  report({
    what: `${of}: time ÷ bare download and split`,
    value: seconds / bare.seconds,
    unit: '×',
    goal: what === 'full refresh' ? '≤ 2.0' : 'reported',
  });
  report({
    what: `${of}: speed`,
    value: job.examined / seconds,
    unit: 'contacts/s',
    goal: 'reported',
  });
  report({
    what: `${of}: speed by the companion's CPU`,
    value: job.examined / job.cpuSeconds,
    unit: 'contacts/CPU s',
    goal: 'reported',
  });
}

async function peakOfFirst(org: BenchOrg): Promise<number> {
  say('First refresh, for its memory');
  return (await refresh(workspace, org)).peakMiB;
}

type Job = JobResult & { readonly peakMiB: number; readonly cpuSeconds: number };

async function refresh(at: Workspace, org: BenchOrg, ...flags: string[]): Promise<Job> {
  const database = join(at.project, `${org.contacts}.db`);
  const peakFile = join(at.project, 'measured.json');
  const line = ['hl refresh periodic', ...flags, `--target-org bench${org.contacts}`];
  const result = await runCommand<JobResult>(
    at,
    [...line, '--worksheet', worksheet, '--database', database].join(' '),
    { signal: new AbortController().signal, secrets: measuredBy(peakFile) },
  );
  return { ...result, ...readPeak(peakFile) };
}
