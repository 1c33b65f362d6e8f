import { readFileSync } from 'node:fs';
import type { Connection } from '@salesforce/core';
import { ComponentSet } from '@salesforce/source-deploy-retrieve';
import {
  appFiles,
  companionAppInOrg,
  globalSettingsName,
  signOnAppInOrg,
} from '../metadata/apps.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { type KeyPair, withKeyPair } from './certificate.ts';
import { deployFiles, inTemporaryFolder } from './files.ts';

/** What was made in the org. Neither key nor secret is part of it. */
export interface CreatedApps {
  /** null where the worksheet asks for no login by certificate. */
  companion: {
    app: string;
    /** null where the org does not tell it: Setup shows it. */
    clientId: string | null;
    keyFile: string;
    /** ISO 8601: when the certificate ends, and the login with it. */
    certificateExpires: string;
  } | null;
  /** null where the worksheet asks for no sign-on. */
  signOn: { app: string; clientId: string | null; callbackUrl: string } | null;
}

export interface AppOptions {
  /** Where the companion's private key is, or shall be. */
  readonly keyFile: string;
  /** A new key and certificate even if those that are there are good. */
  readonly renew: boolean;
  readonly now: Date;
}

/**
 * Makes the org's own part of the External Client Apps that the worksheet asks
 * for, the apps themselves included. It can be run again: an app stays what it
 * is and keeps its consumer key.
 */
export async function createApps(
  connection: Connection,
  plan: Plan,
  options: AppOptions,
): Promise<CreatedApps> {
  return {
    companion:
      plan.access.login === 'jwt'
        ? await withKeyPair(options, (pair) => createCompanionApp(connection, plan, pair))
        : null,
    signOn: plan.sso === null ? null : await createSignOnApp(connection, plan, plan.sso),
  };
}

async function createCompanionApp(
  connection: Connection,
  plan: Plan,
  { keyFile, certificate, expires }: KeyPair,
): Promise<CreatedApps['companion']> {
  const app = PACKAGE.companionApp;
  await deployFiles(connection, { ...filesOf(plan, app), ...companionAppInOrg(certificate) });
  return {
    app,
    clientId: await readConsumerKey(connection, app),
    keyFile,
    certificateExpires: expires.toISOString(),
  };
}

async function createSignOnApp(
  connection: Connection,
  plan: Plan,
  sso: NonNullable<Plan['sso']>,
): Promise<CreatedApps['signOn']> {
  const app = PACKAGE.signOnApp;
  await deployFiles(connection, { ...filesOf(plan, app), ...signOnAppInOrg(sso) });
  return {
    app,
    clientId: await readConsumerKey(connection, app),
    callbackUrl: sso.redirectUrl,
  };
}

function filesOf(plan: Plan, app: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(appFiles(plan)).filter(([path]) => path.includes(`/${app}`)),
  );
}

/** The consumer key that the org gave an app; null if the org has no such app or keeps it to itself. */
export async function readConsumerKey(connection: Connection, app: string): Promise<string | null> {
  return inTemporaryFolder(async (folder) => {
    const type = 'ExtlClntAppGlobalOauthSettings';
    const wanted = new ComponentSet([{ type, fullName: globalSettingsName(app) }]);
    const retrieval = await wanted.retrieve({ usernameOrConnection: connection, output: folder });
    const [file] = (await retrieval.pollStatus()).getFileResponses();
    if (file?.filePath === undefined) return null;
    return /<consumerKey>([^<]+)</.exec(readFileSync(file.filePath, 'utf8'))?.[1] ?? null;
  });
}
