import { randomBytes } from 'node:crypto';
import type { Org } from '../org.ts';

/** What an app shows the token endpoint to say which one it is. */
export interface Consumer {
  /** Name of the External Client App. */
  readonly app: string;
  readonly key: string;
  readonly secret: string;
}

const columns = 'app, consumer_key AS key, consumer_secret AS secret';

/** The consumer of a deployed External Client App. */
export function consumerOf(org: Org, app: string): Consumer | undefined {
  const row = org.db.prepare(`SELECT ${columns} FROM _oauth_consumer WHERE app = ?`).get(app);
  return row as Consumer | undefined;
}

export function findConsumer(org: Org, key: string): Consumer | undefined {
  const found = `SELECT ${columns} FROM _oauth_consumer WHERE consumer_key = ?`;
  return org.db.prepare(found).get(key) as Consumer | undefined;
}

/** Gives an app its consumer: what it brings, else what it has, else a new one. */
export function putConsumer(
  org: Org,
  app: string,
  given: { readonly key: string | undefined; readonly secret: string | undefined },
): void {
  const known = consumerOf(org, app);
  const key = given.key ?? known?.key ?? newConsumerKey();
  const secret = given.secret ?? known?.secret ?? newConsumerSecret();
  org.db.prepare('INSERT OR REPLACE INTO _oauth_consumer VALUES (?, ?, ?)').run(app, key, secret);
}

/** Takes an app its consumer, and with that every approval. */
export function removeConsumer(org: Org, app: string): void {
  const known = consumerOf(org, app);
  if (!known) return;
  org.db.prepare('DELETE FROM _oauth_consumer WHERE app = ?').run(app);
  org.db.prepare('DELETE FROM _refresh_token WHERE consumer_key = ?').run(known.key);
}

/** Consumer keys are unique across all apps. */
export function isTaken(org: Org, key: string): boolean {
  const registered = org.db.prepare('SELECT 1 FROM _oauth_app WHERE consumer_key = ?').get(key);
  return registered !== undefined || findConsumer(org, key) !== undefined;
}

/** A key of the platform's form. */
export function newConsumerKey(): string {
  return `3MVG9${randomBytes(60).toString('hex').slice(0, 80)}`;
}

export function newConsumerSecret(): string {
  return randomBytes(32).toString('hex').toUpperCase();
}
