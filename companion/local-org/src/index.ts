import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from './api/server.ts';
import { ApiUsage } from './api/usage.ts';
import { ADMINISTRATOR, dailyApiRequests } from './bootstrap.ts';
import type { EditionName } from './bootstrap.ts';
import { BulkJobs } from './bulk/jobs.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Org } from './org.ts';
import { loadSampleData } from './sampleData.ts';
import type { SampleData } from './sampleData.ts';
import { setPassword } from './security/sessions.ts';

export { editions } from './bootstrap.ts';
export type { EditionName } from './bootstrap.ts';
export type { Clock } from './clock.ts';
export type { SampleData } from './sampleData.ts';

export interface LocalOrgOptions {
  /** TCP port on 127.0.0.1; a free one when absent or 0. */
  port?: number;
  /** Of a new org; Developer when absent. One that is kept stays what it is. */
  edition?: EditionName;
  /** Folder in which the org is kept; in memory when absent. */
  dataDir?: string;
  /** Sample contacts to start with, and the accounts that they belong to. */
  contacts?: number;
  accounts?: number;
  /** Daily API requests; the edition's when absent. */
  dailyApiRequests?: number;
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
  /** Saves sample records, as a user would, so that the org's automation runs. */
  readonly loadSampleData: (data: SampleData) => void;
  readonly close: () => Promise<void>;
}

/** Contacts for each sample account when only contacts are asked for. */
const CONTACTS_PER_ACCOUNT = 8;

/**
 * Starts a Salesforce org on 127.0.0.1.
 * @throws an `EADDRINUSE` error when the port is taken.
 */
export async function startLocalOrg(options: LocalOrgOptions = {}): Promise<LocalOrg> {
  const { contacts = 0, accounts = Math.ceil(contacts / CONTACTS_PER_ACCOUNT) } = options;
  const clock = options.clock ?? systemClock;
  if (options.dataDir !== undefined) mkdirSync(options.dataDir, { recursive: true });
  const org = new Org({
    clock,
    ...(options.edition !== undefined && { edition: options.edition }),
    ...(options.dataDir !== undefined && { file: join(options.dataDir, 'org.db') }),
  });
  const usage = new ApiUsage(
    options.dailyApiRequests ?? dailyApiRequests(org.organization()['OrganizationType'] as string),
    clock,
  );
  let url = '';
  const app = buildServer({
    org,
    usage,
    jobs: new BulkJobs(clock),
    url: () => url,
    routes: [],
  });
  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  } catch (error) {
    org.close();
    throw error;
  }

  const users = org.schema.object('User')!;
  const userId = (username: string): string => {
    const [user] = org.rows.find(users, { Username: username });
    if (user?.['IsActive'] !== true) throw new Error(`No active user ${username}`);
    return user['Id'] as string;
  };
  const password = randomBytes(12).toString('base64url');
  const administrator = userId(ADMINISTRATOR);
  const { securityToken } = setPassword(org.db, administrator, password);
  if (contacts > 0 || accounts > 0) loadSampleData(org, { contacts, accounts });

  return {
    url,
    orgId: org.organization()['Id'] as string,
    username: ADMINISTRATOR,
    password,
    securityToken,
    accessToken: org.sessions.open(administrator),
    openSession: (username) => org.sessions.open(userId(username)),
    loadSampleData: (data) => {
      loadSampleData(org, data);
    },
    close: async () => {
      await app.close();
      if (org.db.isOpen) org.close();
    },
  };
}
