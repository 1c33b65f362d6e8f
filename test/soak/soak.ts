import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import assert from 'node:assert/strict';
import type { Connection } from 'jsforce';
import { connect } from '../../companion/local-org/test/support.ts';
import { startOrg } from '../../companion/src/cli/localOrg.ts';
import { openCommunity } from '../../companion/src/community/community.ts';
import { runCommand } from '../../companion/src/demo/command.ts';
import { createWorkspace, type Workspace } from '../../companion/src/demo/workspace.ts';
import {
  ASSOCIATION_WORKSHEET,
  deployAssociation,
  loadAssociation,
} from '../../companion/test/association/association.ts';

const CONTACTS = 600;

/** Milliseconds after which a refresh is killed at the latest: about when it ends. */
const LATEST_KILL = 1800;

interface Soak {
  /** How many refreshes are killed. */
  readonly kills: number;
  /** Told after each round. */
  readonly onRound?: (kills: number) => void;
}

/**
 * Kills `hl refresh periodic` with SIGKILL at random moments while contacts change
 * in a local org, and compares the community with that of a fresh store.
 */
export async function soak({ kills, onRound }: Soak): Promise<void> {
  const workspace = createWorkspace();
  const worksheet = join(workspace.project, 'config', 'association.yaml');
  writeFileSync(worksheet, ASSOCIATION_WORKSHEET);
  const org = await startOrg({ port: 0, contacts: 0 });
  try {
    await deployAssociation(org);
    await loadAssociation(org, CONTACTS);
    await runCommand(
      workspace,
      `sf org login access-token --instance-url ${org.url} --alias soak --no-prompt`,
      { signal: new AbortController().signal, secrets: { SF_ACCESS_TOKEN: org.accessToken } },
    );
    const database = join(workspace.project, 'soaked.db');
    for (let killed = 0; killed < kills;) {
      await edit(connect(org));
      for (let times = 1 + Math.floor(Math.random() * 3); times > 0; times--) {
        killed += await refreshAndKill(workspace, worksheet, database);
      }
      await refresh(workspace, worksheet, database);
      await compare(workspace, worksheet, database);
      onRound?.(killed);
    }
  } finally {
    await org.close();
    workspace.remove();
  }
}

/** A few people change, come and go; the campaigns of a few, too. */
async function edit(connection: Connection): Promise<void> {
  const { records: contacts } = await connection.query<{ Id: string; HL_IsActive__c: boolean }>(
    `SELECT Id, HL_IsActive__c FROM Contact LIMIT ${CONTACTS}`,
  );
  const pick = () => contacts[Math.floor(Math.random() * contacts.length)]!;
  const some = Array.from({ length: 5 }, pick);
  for (const { Id, HL_IsActive__c: active } of new Set(some)) {
    await connection.sobject('Contact').update({
      Id,
      HL_IsActive__c: Math.random() < 0.5 ? active : !active,
      Title: `Title ${Math.random()}`,
    });
  }
  await connection.sobject('Contact').destroy(pick().Id);
  const { records: members } = await connection.query<{ Id: string }>(
    'SELECT Id FROM CampaignMember LIMIT 200',
  );
  await connection.sobject('CampaignMember').destroy(members.at(-1)!.Id);
  await connection.sobject('Contact').create({
    LastName: `New ${Math.random()}`,
    HL_IsActive__c: true,
    HL_Level__c: 'Gold',
  });
}

/** @returns 1 if it was killed, 0 if it ended before that */
async function refreshAndKill(
  { scripts, project, environment }: Workspace,
  worksheet: string,
  database: string,
): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      scripts.hl,
      ...['refresh', 'periodic', '--target-org', 'soak', '--confirm'],
      ...['--worksheet', worksheet, '--database', database],
    ],
    { cwd: project, env: environment, stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  await Promise.race([sleep(300 + Math.random() * (LATEST_KILL - 300)), ended]);
  child.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  return signal === 'SIGKILL' ? 1 : 0;
}

async function refresh(at: Workspace, worksheet: string, database: string): Promise<void> {
  const options = { signal: new AbortController().signal };
  const line = `hl refresh periodic --target-org soak --confirm --worksheet ${worksheet} --database ${database}`;
  // A killed refresh is finished first; what changed behind its back is the next one's.
  await runCommand(at, line, options);
  await runCommand(at, line, options);
}

/** Nothing lost, nothing wrongly kept or disabled: as if the community were filled anew. */
async function compare(at: Workspace, worksheet: string, database: string): Promise<void> {
  const fresh = join(at.project, 'fresh.db');
  rmSync(fresh, { force: true });
  await refresh(at, worksheet, fresh);
  assert.deepEqual(await activeMembers(database), await activeMembers(fresh));
  const community = await openCommunity(database);
  const running = await community.db
    .selectFrom('job')
    .select('id')
    .where('status', '=', 'running')
    .execute();
  await community.close();
  assert.deepEqual(running, [], 'no job is left as running');
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
