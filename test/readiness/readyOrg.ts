import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'jsforce';
import { startLocalOrg, type LocalOrg } from 'salesforce-local-org';
import { createWorkspace } from '../../companion/src/demo/workspace.ts';
import { checkReadiness } from '../../companion/src/readiness/check.ts';
import type { Check, CheckStatus } from '../../companion/src/readiness/interfaces.ts';
import type { CheckOptions } from '../../companion/src/readiness/check.ts';
import { requirements } from '../../companion/src/readiness/requirements/index.ts';
import { parseWorksheet } from '../../companion/src/worksheet/load.ts';
import { compilePlan } from '../../companion/src/worksheet/plan.ts';
import type { Worksheet } from '../../companion/src/worksheet/schema/worksheet.ts';
import { connect, deployPackage, logIn, resultOf, run, type Desk } from '../support.ts';

export const USERNAME = 'integrationhl@association.example';
const LOCAL = ['--target-org', 'local'];

/** The default worksheet, naming its user, with more below it. */
export function worksheetText(more = ''): string {
  return [
    `access: { username: ${USERNAME}, email: ${USERNAME} }`,
    'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }',
    more,
  ].join('\n');
}

export function worksheetOf(more = ''): Worksheet {
  return parseWorksheet(worksheetText(more), 'worksheet of the test');
}

/** An org in which everything holds, and somebody who breaks and mends it. */
export interface ReadyOrg {
  readonly org: LocalOrg;
  readonly desk: Desk;
  readonly admin: Connection;
  /** Checks as the administrator; fewer than 25 calls are part of every check. */
  look(worksheet?: Worksheet, options?: Partial<CheckOptions>): Promise<readonly Check[]>;
  /** Runs one command as it is printed. */
  type(command: string): Promise<void>;
  /** Creates or changes one component, as a script of the customer would. */
  save(type: string, component: object): Promise<void>;
  assign(permissionSet: string, username: string): Promise<void>;
  unassign(permissionSet: string, username: string): Promise<void>;
  idOf(object: string, field: string, value: string): Promise<string>;
  updateUser(fields: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

export async function setUpReadyOrg(): Promise<ReadyOrg> {
  const org = await startLocalOrg({ contacts: 3 });
  const desk = createWorkspace();
  const admin = connect(org);
  const ready = toolsOf(org, desk, admin);
  writeFileSync(join(desk.project, 'config/worksheet.yaml'), worksheetText());
  await logIn(desk, org);
  await createUser(ready);
  await deployPackage(desk);
  await ready.assign('HL_Integration', USERNAME);
  await ready.assign('HL_Backfill', org.username);
  await resultOf(desk, 'hl', ['backfill', '--yes', ...LOCAL]);
  await ready.unassign('HL_Backfill', org.username);
  const created = await resultOf<{ loginCommand: string }>(desk, 'hl', ['app', 'create', ...LOCAL]);
  await ready.type(`${created.loginCommand} --alias integration`);
  return ready;
}

function toolsOf(org: LocalOrg, desk: Desk, admin: Connection): ReadyOrg {
  async function idOf(object: string, field: string, value: string): Promise<string> {
    const { records } = await admin.query(`SELECT Id FROM ${object} WHERE ${field} = '${value}'`);
    return records[0]!.Id!;
  }
  return {
    org,
    desk,
    admin,
    idOf,
    async look(worksheet = worksheetOf(), options = {}) {
      const { checks, apiCalls } = await checkReadiness(admin as never, requirements, {
        plan: compilePlan(worksheet),
        worksheet,
        askedAs: org.username,
        targetOrg: 'local',
        login: { jwt: true, certificateExpires: null },
        destination: null,
        now: new Date(),
        ...options,
      });
      assert.ok(apiCalls < 25, `${apiCalls} calls`);
      return checks;
    },
    async type(command) {
      const [name = '', ...args] = command.replaceAll('"', '').split(' ');
      const finished = await run(desk, name as 'sf' | 'hl', args);
      assert.equal(finished.exitCode, 0, `${command}: ${finished.stdout}${finished.stderr}`);
    },
    async save(type, component) {
      const results = [await admin.metadata.upsert(type as never, component as never)].flat();
      assert.ok(
        results.every(({ success }) => success),
        JSON.stringify(results),
      );
    },
    async assign(permissionSet, username) {
      await admin.sobject('PermissionSetAssignment').create({
        PermissionSetId: await idOf('PermissionSet', 'Name', permissionSet),
        AssigneeId: await idOf('User', 'Username', username),
      });
    },
    async unassign(permissionSet, username) {
      const { records } = await admin.query(
        `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = '${permissionSet}' AND Assignee.Username = '${username}'`,
      );
      await admin.sobject('PermissionSetAssignment').destroy(records[0]!.Id!);
    },
    async updateUser(fields) {
      await admin.sobject('User').update({ Id: await idOf('User', 'Alias', 'hl'), ...fields });
    },
    async close() {
      await org.close();
      desk.remove();
    },
  };
}

/** With few rights of its own, and a password that never expires. */
async function createUser(ready: ReadyOrg): Promise<void> {
  await ready.save('PermissionSet', {
    fullName: 'Never_Expires',
    label: 'Never Expires',
    userPermissions: [{ enabled: true, name: 'PasswordNeverExpires' }],
  });
  await ready.admin.sobject('User').create({
    Username: USERNAME,
    LastName: 'Integration',
    Email: USERNAME,
    Alias: 'hl',
    ProfileId: await ready.idOf('Profile', 'Name', 'Minimum Access - API Only Integrations'),
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  await ready.assign('Never_Expires', USERNAME);
}

/** Every requirement that is not met, by id. */
export function unmet(checks: readonly Check[]): Record<string, CheckStatus> {
  return Object.fromEntries(
    checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => [id, status]),
  );
}

/** The commands of a fix, in the order in which they are to be run. */
export function commandsOf({ fix }: Pick<Check, 'fix'>): string[] {
  return [...(fix ?? '').matchAll(/`((?:hl|sf) [^`]+)`/g)].map(([, command]) => command!);
}
