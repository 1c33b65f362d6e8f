import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { ComponentSet } from '@salesforce/source-deploy-retrieve';
import { HlError } from '../errors.ts';
import { API_VERSION } from '../metadata/flowParts.ts';
import { describeProblem, listComponents } from './components.ts';

/**
 * Deploys source files that are on no disk, all or none.
 *
 * @param files text by path in a package
 * @throws HlError 'DeployFailedError' with every problem that Salesforce found
 */
export async function deployFiles(
  connection: Connection,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const components = ComponentSet.fromSource(folder);
    components.sourceApiVersion = `${API_VERSION}.0`;
    const deployment = await components.deploy({ usernameOrConnection: connection });
    const result = await deployment.pollStatus();
    if (result.response.success) return;
    const deployed = listComponents(result.getFileResponses(), result.response.details);
    const problems = deployed.filter(({ problem }) => problem !== undefined);
    throw new HlError(
      'DeployFailedError',
      ['Salesforce refused the deployment:', ...problems.map(describeProblem)].join('\n'),
    );
  });
}

/** Does some work in a folder that goes away again; only its owner can look into it. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hl-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
