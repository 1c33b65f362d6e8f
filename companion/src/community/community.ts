import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { HlError } from '../errors.ts';
import type { Backend, Claim, Work } from './backend.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';
import { openSqlite } from './sqlite.ts';

/** The community store: members, histories, and up to where they are complete. */
export interface Community {
  readonly db: Kysely<Database>;
  /**
   * Claims the store for a work that one process at a time does; a crash gives it back.
   *
   * @returns undefined while another process has the claim
   */
  readonly claim: (work: Work) => Promise<Claim | undefined>;
  /** Whether a process does that work now. */
  readonly claimed: (work: Work) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Whether a store's location is the address of a PostgreSQL database; it is a file path otherwise. */
export function isAddress(location: string): boolean {
  return /^postgres(ql)?:/i.test(location);
}

/**
 * Opens the store in a SQLite file or in a PostgreSQL database. A new one is
 * made in a file that does not exist or a database without tables.
 *
 * @throws HlError 'StoreError', with everything untouched, if it is no community
 * store, or one of a newer version, or does not answer
 */
export async function openCommunity(location: string): Promise<Community> {
  const backend = await openBackend(location);
  await closedOnFailure(backend, () => migrate(backend));
  return toCommunity(backend);
}

/**
 * Opens a store that a refresh has made.
 *
 * @throws HlError 'NoStoreError' if there is none yet, else as `openCommunity`
 */
export async function openExistingCommunity(location: string): Promise<Community> {
  if (!isAddress(location) && !existsSync(location)) throw noStore(location);
  const backend = await openBackend(location);
  await closedOnFailure(backend, async () => {
    if (isAddress(location) && (await backend.tables()).length === 0) throw noStore(backend.place);
    await migrate(backend);
  });
  return toCommunity(backend);
}

async function openBackend(location: string): Promise<Backend> {
  if (!isAddress(location)) return openSqlite(location);
  // Loaded only where it is used: the driver takes a while.
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(location);
}

async function closedOnFailure(backend: Backend, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await backend.close();
    throw error;
  }
}

function toCommunity({ db, claim, claimed, close }: Backend): Community {
  return { db, claim, claimed, close };
}

function noStore(place: string): HlError {
  return new HlError('NoStoreError', `There is no community store at ${place}.`, {
    actions: [
      'Run "hl refresh periodic": the first refresh creates it.',
      'If it is elsewhere, name it with --database or HL_DATABASE_URL.',
    ],
  });
}
