/*
 * npm run test:org -- --target-org X: deploys the package to a scratch org, a
 * sandbox or the local org, tries there fact by fact what we rely on, and
 * removes the records that it made, and the package, if it brought it.
 */
import { parseArgs } from 'node:util';
import { Org } from '@salesforce/core';
import type { Connection } from '@salesforce/core';
import type { DeployedComponent } from '../../companion/src/deploy/components.ts';
import { deployPackage, isDeployed } from '../../companion/src/deploy/deploy.ts';
import { assignPermissionSet } from '../../companion/src/deploy/permissionSet.ts';
import { findPackageSource } from '../../companion/src/deploy/project.ts';
import { HlError } from '../../companion/src/errors.ts';
import { loadWorksheet } from '../../companion/src/worksheet/load.ts';
import { PACKAGE } from '../../companion/src/worksheet/packageNames.ts';
import { compilePlan } from '../../companion/src/worksheet/plan.ts';
import { facts } from './facts.ts';
import type { Trial } from './facts.ts';
import { removePackage } from './remove.ts';

try {
  const { values } = parseArgs({ options: { 'target-org': { type: 'string', short: 'o' } } });
  const alias = values['target-org'];
  if (alias === undefined) {
    throw new Error(
      'Say which org: npm run test:org -- --target-org ALIAS (a sandbox, a scratch org)',
    );
  }
  const org = await Org.create({ aliasOrUsername: alias });
  const connection = org.getConnection();
  await refuseProduction(connection);
  const deployed = await deploy(connection, org.getUsername()!);
  process.exitCode = (await tryFacts(connection)) ? 0 : 1;
  if (deployed.every(({ state }) => state === 'Created')) {
    await removePackage(connection, deployed);
    console.log('The package is removed again.');
  } else {
    console.log('The org had the package before: it stays.');
  }
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  if (error instanceof HlError) for (const action of error.actions) console.error(`- ${action}`);
  process.exitCode = 2;
}

/** Records are made and deleted: nobody's production org is a place for that. */
async function refuseProduction(connection: Connection): Promise<void> {
  const { records } = await connection.query<Record<string, unknown>>(
    'SELECT Name, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization',
  );
  const { Name, IsSandbox, OrganizationType, TrialExpirationDate } = records[0]!;
  const isTrial = TrialExpirationDate !== null || OrganizationType === 'Developer Edition';
  if (IsSandbox === true || isTrial) return;
  throw new Error(
    `${String(Name)} is a production org (${String(OrganizationType)}). This suite makes and deletes records: use a sandbox or a scratch org.`,
  );
}

async function deploy(connection: Connection, username: string): Promise<DeployedComponent[]> {
  console.log('Deploying the package…');
  const source = await findPackageSource(process.cwd());
  const report = await deployPackage(connection, source, { username });
  if (!isDeployed(report)) {
    throw new Error(`The package did not deploy: ${JSON.stringify(report, null, 2)}`);
  }
  await assignPermissionSet(connection, PACKAGE.communityManagerPermissionSet, username);
  return report.components;
}

/** Tries every fact, and says of each what came of it. @returns whether all held. */
async function tryFacts(connection: Connection): Promise<boolean> {
  const created: { object: string; id: string }[] = [];
  const trial: Trial = {
    connection,
    plan: compilePlan(loadWorksheet('config/worksheet.yaml')),
    create: async (object, values) => {
      const result = await connection.sobject(object).create(values);
      if (!result.success) throw new Error(JSON.stringify(result.errors));
      created.push({ object, id: result.id });
      return result.id;
    },
    nextSecond: () => waitForNextSecond(connection),
  };
  let failed = 0;
  try {
    for (const { id, claim, source, check } of facts) {
      try {
        await check(trial);
        console.log(`holds  ${id}: ${claim}`);
      } catch (error) {
        failed++;
        const detail = error instanceof Error ? error.message : String(error);
        console.log(
          `FAILS  ${id}: ${claim}\n       (${source})\n${detail.replace(/^/gm, '       ')}`,
        );
      }
    }
  } finally {
    await removeAll(connection, created);
  }
  console.log(`${facts.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

/** A real org's clock cannot be moved; stamps are of whole seconds. */
async function waitForNextSecond(connection: Connection): Promise<void> {
  const now = async () => {
    const response = await fetch(`${connection.instanceUrl}/services/data`);
    return response.headers.get('date');
  };
  const before = await now();
  while ((await now()) === before) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function removeAll(
  connection: Connection,
  created: readonly { object: string; id: string }[],
): Promise<void> {
  for (const object of ['Contact', 'Account']) {
    const ids = created.filter((one) => one.object === object).map(({ id }) => id);
    const { records } = await connection.query<{ Id: string }>(
      `SELECT Id FROM ${object} WHERE Id IN (${[...ids, '000000000000000AAA'].map((id) => `'${id}'`).join(', ')})`,
    );
    const left = records.map(({ Id }) => Id);
    if (left.length > 0) await connection.sobject(object).delete(left);
  }
}
