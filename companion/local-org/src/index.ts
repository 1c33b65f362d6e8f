import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from './api/server.ts';
import { ApiUsage } from './api/usage.ts';
import { dailyApiRequests } from './bootstrap.ts';
import type { EditionName } from './bootstrap.ts';
import { BulkJobs } from './bulk/jobs.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults/faults.ts';
import { Org } from './org.ts';
import type { Email } from './mail/types.ts';
import type { RecursiveSave } from './org.ts';
import { runDue } from './records/due.ts';
import { startScreenFlow } from './records/screenFlow.ts';
import type { ScreenInterview } from './records/screenFlow.ts';
import { loadSampleData } from './sampleData.ts';
import type { SampleData } from './sampleData.ts';
import { approveApp, findApp, registerApp } from './security/apps.ts';
import type { OAuthApp } from './security/apps.ts';
import { setPassword } from './security/passwords.ts';
import type { SecurityPolicy } from './security/policy.ts';

export { editions } from './bootstrap.ts';
export type { EditionName } from './bootstrap.ts';
export type { Clock } from './clock.ts';
export type { Email } from './mail/types.ts';
export type { RecursiveSave } from './org.ts';
export type { ActiveFault } from './faults/activeFault.ts';
export { InvalidFault } from './faults/fault.ts';
export type { Fault } from './faults/fault.ts';
export type { Faults } from './faults/faults.ts';
export { ScreenErrors } from './flow/screenTypes.ts';
export type { Answers, Choice, Screen, ScreenField } from './flow/screenTypes.ts';
export type { ScreenInterview } from './records/screenFlow.ts';
export type { SampleData } from './sampleData.ts';
export type { OAuthApp, OAuthFlow } from './security/apps.ts';
export type { SecurityPolicy } from './security/policy.ts';

export interface LocalOrgOptions {
  /** TCP port on 127.0.0.1; a free one when absent or 0. */
  port?: number;
  /** Of a new org; Developer when absent. One that is kept stays what it is. */
  edition?: EditionName;
  /** A new org is a copy of a production org, for trying things. */
  sandbox?: boolean;
  /** Of a new org: people can be accounts of their own. */
  personAccounts?: boolean;
  /** The moment at which a new org's trial ends; it has none when absent. */
  trialExpires?: Date;
  /** Folder in which the org is kept; in memory when absent. */
  dataDir?: string;
  /** Sample contacts to start with, and the accounts that they belong to. */
  contacts?: number;
  accounts?: number;
  /** Daily API requests; the edition's when absent. */
  dailyApiRequests?: number;
  /** What happens when after-save automation saves its own record; default: documented. */
  recursiveSave?: RecursiveSave;
  /**
   * The setting "Deploy processes and flows as active" of a production org, which is any but a
   * Developer Edition and a sandbox. Without it flows are deployed inactive.
   */
  deployFlowsAsActive?: boolean;
  /** How users get in, where it differs from a new org. */
  security?: Partial<SecurityPolicy>;
  /** For tests that move the time. */
  clock?: Clock;
}

/** A running local org, and the credentials of its administrator. */
export interface LocalOrg {
  readonly url: string;
  readonly orgId: string;
  readonly username: string;
  readonly password: string;
  readonly securityToken: string;
  /** A session of the administrator that is open already. */
  readonly accessToken: string;
  /** Opens a session for any active user of the org, without a password. */
  readonly openSession: (username: string) => string;
  /** What the org has sent by e-mail so far, by what is due now; nothing leaves it. */
  readonly outbox: () => readonly Email[];
  /** Gives a user a password, unchecked. @returns the security token that goes with it. */
  readonly setPassword: (username: string, password: string) => string;
  /** Registers an External Client App or a connected app. */
  readonly registerApp: (app: OAuthApp) => { consumerKey: string; consumerSecret: string };
  /** Approves an app as the user does at the end of a web login. @returns the refresh token. */
  readonly approveApp: (consumerKey: string, username: string) => string;
  /**
   * Starts a screen flow, as a user does who clicks a quick action or opens a page with the flow;
   * see `startScreenFlow` in the README.
   */
  readonly startScreenFlow: (name: string, options: ScreenFlowOptions) => ScreenInterview;
  /** Saves sample records, as a user would, so that the org's automation runs. */
  readonly loadSampleData: (data: SampleData) => void;
  /** What goes wrong on demand. */
  readonly faults: Faults;
  readonly close: () => Promise<void>;
}

export interface ScreenFlowOptions {
  /** User name of who goes through it; the administrator when absent. */
  readonly username?: string;
  /** Values of its input variables; a record variable takes the record's Id. */
  readonly inputs?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Contacts for each sample account when only contacts are asked for. */
const CONTACTS_PER_ACCOUNT = 8;

/**
 * Starts a Salesforce org on 127.0.0.1.
 * @throws an `EADDRINUSE` error when the port is taken; an error that names
 * the folder when the org cannot be kept there. Neither leaves anything behind.
 */
export async function startLocalOrg(options: LocalOrgOptions = {}): Promise<LocalOrg> {
  const { contacts = 0, accounts = Math.ceil(contacts / CONTACTS_PER_ACCOUNT) } = options;
  const { org, discard } = openOrg(options, options.clock ?? systemClock);
  const usage = new ApiUsage(
    options.dailyApiRequests ?? dailyApiRequests(org.organization()['OrganizationType'] as string),
    org.clock,
  );
  let url = '';
  const app = buildServer({
    org,
    usage,
    jobs: new BulkJobs(org.clock, org.faults),
    url: () => url,
    routes: [],
  });
  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
    org.url = url;
  } catch (error) {
    discard();
    throw error;
  }

  const users = org.schema.object('User')!;
  const userId = (username: string): string => {
    const [user] = org.rows.find(users, { Username: username });
    if (user?.['IsActive'] !== true) throw new Error(`No active user ${username}`);
    return user['Id'] as string;
  };
  const password = randomBytes(12).toString('base64url');
  const { Id, Username } = org.administrator() as { Id: string; Username: string };
  const { securityToken } = setPassword(org, Id, password);
  if (contacts > 0 || accounts > 0) loadSampleData(org, { contacts, accounts });

  return {
    url,
    orgId: org.organization()['Id'] as string,
    username: Username,
    password,
    securityToken,
    accessToken: org.sessions.open({ userId: Id }),
    openSession: (username) => org.sessions.open({ userId: userId(username) }),
    setPassword: (username, password) => setPassword(org, userId(username), password).securityToken,
    registerApp: (app) => {
      const { consumerKey, consumerSecret } = registerApp(org, app);
      return { consumerKey, consumerSecret: consumerSecret! };
    },
    approveApp: (consumerKey, username) => {
      if (!findApp(org, consumerKey))
        throw new Error(`No app with the consumer key ${consumerKey}`);
      return approveApp(org, consumerKey, userId(username));
    },
    outbox: () => {
      runDue(org);
      return org.outbox();
    },
    startScreenFlow: (name, { username = Username, inputs = {} }) => {
      runDue(org);
      return startScreenFlow(org, name, userId(username), inputs);
    },
    loadSampleData: (data) => {
      loadSampleData(org, data);
    },
    faults: org.faults,
    close: async () => {
      await app.close();
      if (org.db.isOpen) org.close();
    },
  };
}

/** Opens the org, new or kept. `discard` closes it, and removes what was not there before. */
function openOrg(
  {
    dataDir,
    edition,
    sandbox = false,
    personAccounts = false,
    trialExpires,
    deployFlowsAsActive = false,
    recursiveSave,
    security = {},
  }: LocalOrgOptions,
  clock: Clock,
) {
  const settings = {
    clock,
    deployFlowsAsActive,
    recursiveSave,
    security,
    sandbox,
    personAccounts,
    ...(edition !== undefined && { edition }),
    ...(trialExpires && { trialExpires }),
  };
  if (dataDir === undefined) {
    const org = new Org(settings);
    return {
      org,
      discard: () => {
        org.close();
      },
    };
  }
  const file = join(dataDir, 'org.db');
  const isNew = !existsSync(file);
  try {
    const isNewFolder = mkdirSync(dataDir, { recursive: true }) !== undefined;
    const org = new Org({ ...settings, file });
    const discard = () => {
      org.close();
      if (isNewFolder) rmSync(dataDir, { recursive: true });
      else if (isNew) rmSync(file);
    };
    return { org, discard };
  } catch (cause) {
    const isBusy = (cause as { errcode?: number }).errcode === SQLITE_BUSY;
    const why = isBusy ? 'another local org is running on it' : (cause as Error).message;
    throw new Error(`The org cannot be kept in ${dataDir}: ${why}`, { cause });
  }
}

/** SQLite's result code for a file that another process has locked. */
const SQLITE_BUSY = 5;
