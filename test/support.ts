import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Connection } from 'jsforce';
import { startLocalOrg } from 'salesforce-local-org';
import type { LocalOrg, LocalOrgOptions } from 'salesforce-local-org';
import { createWorkspace } from '../companion/src/demo/workspace.ts';
import type { Workspace } from '../companion/src/demo/workspace.ts';

export const checkout = fileURLToPath(new URL('../', import.meta.url));

/** What a command printed and how it ended. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person at work: a copy of the project, and a home folder with that person's logins. */
export type Desk = Workspace;

/** Sets up a desk that is cleared when the test ends. */
export function setUpDesk(t: TestContext): Desk {
  const desk = createWorkspace();
  t.after(desk.remove);
  return desk;
}

/** Starts a local org that ends with the test. */
export async function setUpOrg(t: TestContext, options: LocalOrgOptions = {}): Promise<LocalOrg> {
  const org = await startLocalOrg(options);
  t.after(() => org.close());
  return org;
}

/** jsforce, as the independent client through which somebody else works in the org. */
export function connect(
  org: Pick<LocalOrg, 'url' | 'accessToken'>,
  accessToken = org.accessToken,
): Connection {
  return new Connection({ instanceUrl: org.url, accessToken, version: '66.0' });
}

/** Starts `sf …` or `hl …` as a process of its own. */
export function start(desk: Desk, name: 'sf' | 'hl', args: readonly string[], env = {}) {
  return spawn(process.execPath, [desk.scripts[name], ...args], {
    cwd: desk.project,
    env: { ...desk.environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `sf …` or `hl …` to its end. */
export async function run(
  desk: Desk,
  name: 'sf' | 'hl',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  const child = start(desk, name, args, env);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

/** Runs a command with --json that must succeed, and gives back its result. */
export async function resultOf<T>(
  desk: Desk,
  name: 'sf' | 'hl',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<T> {
  const { exitCode, stdout, stderr } = await run(desk, name, [...args, '--json'], env);
  if (exitCode !== 0) throw new Error(`${name} ${args.join(' ')}: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { result: T }).result;
}

/** Logs the desk's `sf` in to an org, as its administrator unless a token says otherwise. */
export async function logIn(
  desk: Desk,
  org: LocalOrg,
  { alias = 'local', accessToken = org.accessToken, url = org.url } = {},
): Promise<void> {
  const args = ['org', 'login', 'access-token', '--instance-url', url, '--alias', alias];
  await resultOf(desk, 'sf', [...args, '--no-prompt'], { SF_ACCESS_TOKEN: accessToken });
}

/** Deploys the package and shows its fields to the administrator. */
export async function deployPackage(desk: Desk, alias = 'local'): Promise<void> {
  await resultOf(desk, 'sf', ['project', 'deploy', 'start', '--target-org', alias]);
  const sets = ['--name', 'HL_Integration', '--name', 'HL_Community_Manager'];
  const assign = ['org', 'assign', 'permset', ...sets, '--target-org', alias];
  const { exitCode, stdout, stderr } = await run(desk, 'sf', [...assign, '--json']);
  // Salesforce refuses to assign what somebody has, as after an earlier deployment.
  if (exitCode !== 0 && !stdout.includes('Duplicate PermissionSetAssignment')) {
    throw new Error(`sf ${assign.join(' ')}: ${stdout}${stderr}`);
  }
}

/** Writes a worksheet of the smallest profile and these sections. */
export function writeWorksheet(desk: Desk, sections: string): void {
  const profile = 'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }';
  writeFileSync(join(desk.project, 'config', 'worksheet.yaml'), `${profile}\n${sections}`);
}

/** Writes a worksheet, generates its package and deploys it. */
export async function deployWorksheet(
  desk: Desk,
  sections: string,
  alias = 'local',
): Promise<void> {
  writeWorksheet(desk, sections);
  await resultOf(desk, 'hl', ['generate']);
  await deployPackage(desk, alias);
}

/** Checks HL_IsActive on all contacts, 200 in a call, as a data load does. @returns their Ids. */
export async function activateAll(connection: Connection): Promise<string[]> {
  const query = await connection.query('SELECT Id FROM Contact', {
    autoFetch: true,
    maxFetch: 100_000,
  });
  const ids = query.records.map(({ Id }) => Id!);
  const updates = ids.map((Id) => ({ Id, HL_IsActive__c: true }));
  await connection.sobject('Contact').update(updates, { allowRecursive: true });
  return ids;
}

/** Creates a user of a standard profile. @returns the user name. */
export async function createUser(connection: Connection, profile: string): Promise<string> {
  const profiles = await connection.query(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
  const Username = 'clerk@association.example';
  await connection.sobject('User').create({
    Username,
    LastName: 'Clerk',
    Email: Username,
    Alias: 'clerk',
    ProfileId: profiles.records[0]!.Id!,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  return Username;
}
