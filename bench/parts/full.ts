import { ASSOCIATION_WORKSHEET } from '../../companion/test/association/association.ts';
import { startPostgres } from '../../companion/test/postgres.ts';
import { prepareBare, type Bare } from '../bare.ts';
import type { Job, Scene } from '../scene.ts';

const CONTACTS = 200_000;
/** Of each, the best counts, and they take turns: what else the machine does meets both. */
const RUNS = 3;

export function measureSqlite(scene: Scene): Promise<void> {
  return measureFull(scene, { store: 'SQLite', database: scene.newFile(), atMost: 2 });
}

export async function measurePostgres(scene: Scene): Promise<void> {
  const server = await startPostgres({ durable: true });
  try {
    const database = await server.createSchema();
    await measureFull(scene, { store: 'PostgreSQL', database, atMost: 3 });
  } finally {
    await server.remove();
  }
}

interface Store {
  readonly store: string;
  readonly database: string;
  readonly atMost: number;
}

/** A full refresh, against a client that only downloads and splits. */
async function measureFull(scene: Scene, { store, database, atMost }: Store): Promise<void> {
  const org = await scene.orgOf(CONTACTS);
  const readBare = await prepareBare(org, ASSOCIATION_WORKSHEET);
  scene.say(`First refresh into ${store}: everybody is new`);
  const first = await scene.refresh(org, database);
  const bares: Bare[] = [];
  const jobs: Job[] = [];
  for (let run = 0; run < RUNS; run++) {
    scene.say('Full refresh: everybody is compared');
    bares.push(await readBare());
    jobs.push(await scene.refresh(org, database, '--full'));
  }
  const bare = bestOf(bares, ({ seconds }) => seconds);
  const of = (what: string) => `${what} refresh of ${first.examined} contacts, ${store}`;
  reportJob(scene, of('full'), bestOf(jobs, secondsOf), bare, atMost);
  reportJob(scene, of('first'), first, bare, null);
}

/** Without the time in which Salesforce prepares the results, which no client can change. */
function secondsOf({ durationMs, waitedSeconds }: Job): number {
  return durationMs / 1000 - waitedSeconds;
}

function bestOf<T>(runs: readonly T[], secondsOf: (run: T) => number): T {
  return runs.reduce((best, run) => (secondsOf(run) < secondsOf(best) ? run : best));
}

function reportJob(scene: Scene, of: string, job: Job, bare: Bare, atMost: number | null): void {
  const seconds = secondsOf(job);
  const figures = [
    ['time ÷ bare download and split', seconds / bare.seconds, '×', atMost],
    ['CPU ÷ that of the bare client', job.cpuSeconds / bare.cpuSeconds, '×', null],
    ['speed', job.examined / seconds, 'contacts/s', null],
    ['speed by CPU', job.examined / job.cpuSeconds, 'contacts/CPU s', null],
    ['time', seconds, 's', null],
    ['bare download and split', bare.seconds, 's', null],
  ] as const;
  for (const [what, value, unit, goal] of figures) {
    scene.report({ what: `${of}: ${what}`, value, unit, atMost: goal });
  }
}
