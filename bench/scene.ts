import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../companion/src/demo/command.ts';
import { createWorkspace } from '../companion/src/demo/workspace.ts';
import type { JobResult } from '../companion/src/jobs/interfaces.ts';
import { ASSOCIATION_WORKSHEET } from '../companion/test/association/association.ts';
import { startBenchOrg, type BenchOrg } from './benchOrg.ts';
import { measuredBy, readMeasured, type Measured } from './measured.ts';
import type { Figure } from './table.ts';

/** What the parts of the bench work with. */
export interface Scene {
  /** An org of so many contacts, scaled; the one before it ends if it has another size. */
  readonly orgOf: (contacts: number) => Promise<BenchOrg>;
  /** `hl refresh periodic` in a process of its own. */
  readonly refresh: (org: BenchOrg, database: string, ...flags: string[]) => Promise<Job>;
  /** The location of a new store in a file. */
  readonly newFile: () => string;
  readonly say: (what: string) => void;
  readonly report: (figure: Figure) => void;
}

export type Job = JobResult &
  Measured & {
    /** Of the whole command. */
    readonly wallSeconds: number;
  };

export interface OpenScene extends Scene {
  readonly figures: readonly Figure[];
  readonly close: () => void;
}

/** @param scale of the orgs, above 0 and up to 1 */
export function openScene(scale: number): OpenScene {
  const workspace = createWorkspace();
  const worksheet = join(workspace.project, 'config', 'association.yaml');
  writeFileSync(worksheet, ASSOCIATION_WORKSHEET);
  const figures: Figure[] = [];
  const say = (what: string) => process.stderr.write(`${what}…\n`);
  let current: BenchOrg | undefined;
  let files = 0;

  async function startOrg(contacts: number): Promise<BenchOrg> {
    say(`Starting a local org with ${contacts} contacts`);
    const org = await startBenchOrg(contacts);
    await runCommand(
      workspace,
      `sf org login access-token --instance-url ${org.url} --alias bench${contacts} --no-prompt`,
      { signal: new AbortController().signal, secrets: { SF_ACCESS_TOKEN: org.accessToken } },
    );
    return org;
  }

  return {
    figures,
    say,
    async orgOf(unscaled) {
      const contacts = Math.round(unscaled * scale);
      if (current?.contacts !== contacts) {
        current?.stop();
        current = await startOrg(contacts);
      }
      return current;
    },
    async refresh({ contacts }, database, ...flags) {
      const measured = join(workspace.project, 'measured.json');
      const line = ['hl refresh periodic', ...flags, `--target-org bench${contacts}`];
      const started = performance.now();
      const result = await runCommand<JobResult>(
        workspace,
        [...line, '--worksheet', worksheet, '--database', database].join(' '),
        { signal: new AbortController().signal, secrets: measuredBy(measured) },
      );
      const wallSeconds = (performance.now() - started) / 1000;
      return { ...result, ...readMeasured(measured), wallSeconds };
    },
    newFile: () => join(workspace.project, `${++files}.db`),
    report: (figure) => {
      figures.push(figure);
      console.log(JSON.stringify(figure));
    },
    close: () => {
      current?.stop();
      workspace.remove();
    },
  };
}
