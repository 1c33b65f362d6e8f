import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthInfo, Connection } from '@salesforce/core';
import type { Clock, LocalOrg } from 'salesforce-local-org';
import { describeProblem } from '../deploy/components.ts';
import { deployPackage, isDeployed } from '../deploy/deploy.ts';
import { assignPermissionSet } from '../deploy/permissionSet.ts';
import { findPackageSource, type PackageSource } from '../deploy/project.ts';
import { HlError } from '../errors.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { portError } from './ports.ts';

/** The sample records of the demo; `hl org start` keeps their proportion. */
export const sample = { contacts: 500, accounts: 60 };

/** One contact in so many stays inactive, so that both kinds are seen. */
export const INACTIVE_EVERY = 25;

export interface LocalOrgOptions {
  port: number;
  contacts: number;
  edition?: string;
  dataDir?: string;
  clock?: Clock;
}

/**
 * Starts a local org as it comes, without our package and without records.
 *
 * @throws HlError when the port is taken, or when there is no such edition
 */
export async function startBareOrg({
  edition,
  ...options
}: Omit<LocalOrgOptions, 'contacts'> & { deployFlowsAsActive?: boolean }): Promise<LocalOrg> {
  const { editions, startLocalOrg } = await import('salesforce-local-org');
  if (edition !== undefined && !isKeyOf(editions, edition)) {
    throw new HlError('EditionError', `The local org has no edition '${edition}'.`, {
      actions: [`Choose one of ${Object.keys(editions).join(', ')}.`],
    });
  }
  try {
    return await startLocalOrg({ ...options, ...(edition === undefined ? {} : { edition }) });
  } catch (error) {
    throw portError(error, options.port);
  }
}

/**
 * Starts a local org with our package in it and, unless it was kept from
 * before, with sample contacts, most of them active, that our flows stamped. Its
 * administrator may read what the companion reads and say who is active. Nothing
 * runs any more if that fails.
 */
export async function startOrg({ contacts, ...options }: LocalOrgOptions): Promise<LocalOrg> {
  const source = await findPackageSource(process.cwd());
  // Otherwise an org of any but the Developer Edition takes our flows and leaves them inactive.
  const org = await startBareOrg({ ...options, deployFlowsAsActive: true });
  try {
    await withConnection(org, async (connection) => {
      await deployOrThrow(connection, source, org.username);
      await assignPermissionSet(connection, PACKAGE.communityManagerPermissionSet, org.username);
      const { totalSize } = await connection.query('SELECT COUNT() FROM Contact');
      if (totalSize === 0) loadMembers(org, contacts);
    });
    return org;
  } catch (error) {
    await org.close();
    throw error;
  }
}

/** The inactive contacts belong to no account. */
function loadMembers(org: LocalOrg, contacts: number): void {
  const inactive = Math.floor(contacts / INACTIVE_EVERY);
  const accounts = Math.ceil((contacts * sample.accounts) / sample.contacts);
  const contactValues = { [PACKAGE.isActive]: true };
  org.loadSampleData({ contacts: contacts - inactive, accounts, contactValues });
  org.loadSampleData({ contacts: inactive, accounts: 0 });
}

async function deployOrThrow(
  connection: Connection,
  source: PackageSource,
  username: string,
): Promise<void> {
  const report = await deployPackage(connection, source, { username });
  if (isDeployed(report)) return;
  const problems = report.components.filter(({ problem }) => problem !== undefined);
  const inactive = report.flows.filter(({ active }) => !active);
  throw new HlError(
    'DeployFailedError',
    [
      'The package did not deploy to the local org:',
      ...problems.map(describeProblem),
      ...inactive.map(({ name }) => `Flow ${name} is not active.`),
    ].join('\n'),
    { data: report },
  );
}

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}

/**
 * Connects by access token and hands the connection to `work`. Meanwhile the
 * home folder is one that goes away again: @salesforce/core keeps keys and
 * aliases in the home folder, and a local org has no business in the user's.
 */
async function withConnection<T>(
  { url, accessToken }: Pick<LocalOrg, 'url' | 'accessToken'>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'hl-home-'));
  const restore = setEnvironment({ HOME: home, USERPROFILE: home });
  try {
    const authInfo = await AuthInfo.create({
      username: accessToken,
      accessTokenOptions: { accessToken, instanceUrl: url, loginUrl: url },
    });
    return await work(await Connection.create({ authInfo }));
  } finally {
    restore();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Sets environment variables; the function that it returns puts back what was there. */
function setEnvironment(values: Record<string, string>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}
