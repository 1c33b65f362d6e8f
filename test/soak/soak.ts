import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalOrg } from 'salesforce-local-org';
import { connect } from '../../companion/local-org/test/support.ts';
import { startOrg } from '../../companion/src/cli/localOrg.ts';
import { openCommunity } from '../../companion/src/community/community.ts';
import { findRunningJobs } from '../../companion/src/community/histories.ts';
import { runCommand } from '../../companion/src/demo/command.ts';
import { createWorkspace, type Workspace } from '../../companion/src/demo/workspace.ts';
import { KEY_VARIABLE } from '../../companion/src/jobs/push.ts';
import {
  ASSOCIATION_WORKSHEET,
  deployAssociation,
  loadAssociation,
} from '../../companion/test/association/association.ts';
import { API_KEY, startPushServer, type PushServer } from '../../companion/test/pushServer.ts';
import { editAssociation } from './edits.ts';

const CONTACTS = 600;

/** A refresh that reads everything makes so many calls, at least; a kill strikes at one of them. */
const CALLS = 7;

/** Milliseconds behind a call in which what it brought is written. */
const WRITING = 80;

/** Of the kills, those while members are sent on. */
const WHILE_SENDING = 0.2;

export interface Killed {
  readonly kills: number;
  /** Those of the kills that left a job in the middle; the others struck before it began, or when it was over. */
  readonly atWork: number;
}

interface Soak {
  /** How many refreshes are killed. */
  readonly kills: number;
  /** Gives the location of a store that is not there yet. */
  readonly newLocation: (workspace: Workspace) => Promise<string>;
  /** Told after each round. */
  readonly onRound?: (killed: Killed) => void;
}

/** What a round works with. */
interface Scene {
  readonly org: LocalOrg;
  readonly server: PushServer;
  readonly workspace: Workspace;
  readonly worksheet: string;
}

/**
 * Kills `hl refresh periodic` with SIGKILL at random moments while contacts change
 * in a local org, and compares the community with that of a fresh store, and what
 * the destination was sent with what had changed.
 */
export async function soak({ kills, newLocation, onRound }: Soak): Promise<void> {
  const workspace = createWorkspace();
  const server = await startPushServer();
  const worksheet = join(workspace.project, 'config', 'association.yaml');
  const destination = `{ name: higher-logic, url: "${server.url}", disabledMembers: delete }`;
  writeFileSync(worksheet, `${ASSOCIATION_WORKSHEET}destination: ${destination}\n`);
  // The fresh stores that the soaked one is compared with send nothing.
  const local = join(workspace.project, 'config', 'local.yaml');
  writeFileSync(local, ASSOCIATION_WORKSHEET);
  const org = await startOrg({ port: 0, contacts: 0 });
  try {
    await deployAssociation(org);
    await loadAssociation(org, CONTACTS);
    await runCommand(
      workspace,
      `sf org login access-token --instance-url ${org.url} --alias soak --no-prompt`,
      { signal: new AbortController().signal, secrets: { SF_ACCESS_TOKEN: org.accessToken } },
    );
    const scene: Scene = { org, server, workspace, worksheet };
    const database = await newLocation(workspace);
    await refresh(scene, database);
    let [killed, atWork] = [0, 0];
    while (killed < kills) {
      const requests = server.taken.length;
      const edited = await editAssociation(connect(org));
      let strikes = 0;
      for (let times = 1 + Math.floor(Math.random() * 3); times > 0; times--) {
        if (await refreshAndKill(scene, database)) {
          strikes++;
          atWork += await countRunning(database);
        }
      }
      killed += strikes;
      // A killed refresh is finished first; what changed behind its back is the next one's.
      await refresh(scene, database);
      await refresh(scene, database);
      checkSent(server.taken.slice(requests).flat(), edited, strikes);
      const fresh = await newLocation(workspace);
      await refresh({ ...scene, worksheet: local }, fresh);
      await compare(database, fresh);
      const sent = [...server.contacts.keys()].sort();
      assert.deepEqual(sent, [...(await activeMembers(database)).keys()]);
      onRound?.({ kills: killed, atWork });
    }
  } finally {
    await org.close();
    await server.close();
    workspace.remove();
  }
}

/** Nothing is sent that had not changed, and again only where a kill left the answer unknown. */
function checkSent(sent: readonly string[], edited: ReadonlySet<string>, strikes: number): void {
  for (const id of new Set(sent)) {
    assert.ok(edited.has(id), `${id} was sent and had not changed`);
    const times = sent.filter((other) => other === id).length;
    assert.ok(times <= 1 + strikes, `${id} was sent ${times} times, with ${strikes} kills`);
  }
}

/** @returns whether it was killed; otherwise it ended before that */
async function refreshAndKill(scene: Scene, database: string): Promise<boolean> {
  const { org, server, workspace } = scene;
  const { scripts, project, environment } = workspace;
  const full = Math.random() < 0.5 ? ['--full'] : [];
  const child = spawn(process.execPath, [scripts.hl, ...commandOf(scene, database), ...full], {
    cwd: project,
    env: { ...environment, [KEY_VARIABLE]: API_KEY },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const nth = 1 + Math.floor(Math.random() * CALLS);
  const call = org.faults.add({
    match: { path: '/services/data', nth, times: 1 },
    effect: { kind: 'latency', milliseconds: 0 },
  });
  const strike = async (): Promise<void> => {
    await sleep(Math.random() * WRITING);
    child.kill('SIGKILL');
  };
  if (Math.random() < WHILE_SENDING) {
    // Killed before the answer: the records are taken, and nobody is told.
    server.onRequest = () => void child.kill('SIGKILL');
  } else {
    void call.reached().then(strike);
  }
  const [, signal] = await ended;
  call.remove();
  server.onRequest = () => undefined;
  return signal === 'SIGKILL';
}

function commandOf({ worksheet }: Scene, database: string): string[] {
  const files = ['--worksheet', worksheet, '--database', database];
  return ['refresh', 'periodic', '--target-org', 'soak', '--confirm', ...files];
}

async function refresh(scene: Scene, database: string): Promise<void> {
  await runCommand(scene.workspace, ['hl', ...commandOf(scene, database)].join(' '), {
    signal: new AbortController().signal,
    secrets: { [KEY_VARIABLE]: API_KEY },
  });
}

/** Nothing lost, nothing wrongly kept or disabled: as if the community were filled anew. */
async function compare(database: string, fresh: string): Promise<void> {
  assert.deepEqual(await activeMembers(database), await activeMembers(fresh));
  assert.equal(await countRunning(database), 0, 'no job is left as running');
}

async function countRunning(database: string): Promise<number> {
  const community = await openCommunity(database);
  const running = await findRunningJobs(community.db);
  await community.close();
  return running.length;
}

async function activeMembers(database: string): Promise<Map<string, string>> {
  const community = await openCommunity(database);
  const rows = await community.db
    .selectFrom('member')
    .select(['legacy_contact_key', 'content_hash'])
    .where('status', '=', 'active')
    .orderBy('legacy_contact_key')
    .execute();
  await community.close();
  return new Map(rows.map((row) => [row.legacy_contact_key, row.content_hash]));
}
