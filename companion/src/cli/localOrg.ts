import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthInfo, Connection } from '@salesforce/core';
import type { LocalOrg } from 'salesforce-local-org';
import { describeProblem } from '../deploy/components.ts';
import { deployPackage, isDeployed } from '../deploy/deploy.ts';
import { findPackageSource } from '../deploy/project.ts';
import { HlError } from '../errors.ts';

export interface LocalOrgOptions {
  port: number;
  contacts: number;
  edition?: string;
  dataDir?: string;
  /** Deploy the package of the project around the current folder. */
  deploy: boolean;
}

/**
 * Starts a local org and, if asked, brings our package into it. Nothing runs
 * any more if that fails.
 */
export async function startOrg({ deploy, ...options }: LocalOrgOptions): Promise<LocalOrg> {
  const source = deploy ? await findPackageSource(process.cwd()) : undefined;
  const { startLocalOrg } = await import('salesforce-local-org');
  const org = await startLocalOrg(options);
  if (source === undefined) return org;
  try {
    const report = await withConnection(org, (connection) =>
      deployPackage(connection, source, { username: org.username }),
    );
    if (isDeployed(report)) return org;
    const problems = report.components.filter(({ problem }) => problem !== undefined);
    throw new HlError(
      'DeployFailedError',
      ['The local org refused the package:', ...problems.map(describeProblem)].join('\n'),
      { data: report },
    );
  } catch (error) {
    await org.close();
    throw error;
  }
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
