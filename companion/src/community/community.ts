import { Kysely } from 'kysely';
import { HlError } from '../errors.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';
import { lockFile, sqliteDialect } from './sqlite.ts';

/** The community store: members, histories, and up to where they are complete. */
export interface Community {
  readonly db: Kysely<Database>;
  /**
   * Claims the store for one refresh; a crash gives it back.
   *
   * @returns a function that releases it, or undefined while another refresh has it
   */
  readonly claim: () => (() => void) | undefined;
  /** Whether a refresh has the store now. */
  readonly claimed: () => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Opens the store at a file path, and creates it if there is none.
 *
 * @throws HlError 'StoreError', with the file untouched, if it is no community
 * store, or one of a newer version
 */
export async function openCommunity(location: string): Promise<Community> {
  if (/^postgres(ql)?:/.test(location)) {
    // The address is not repeated: it may hold a password.
    throw new HlError(
      'StoreError',
      'This version of the companion keeps the community in SQLite only.',
      {
        actions: ['Give a file path instead of a PostgreSQL address.'],
      },
    );
  }
  const db = new Kysely<Database>({ dialect: sqliteDialect(location) });
  try {
    await migrate(db as unknown as Kysely<never>, location);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const claim = () => lockFile(`${location}.lock`);
  return {
    db,
    claim,
    claimed() {
      const release = claim();
      release?.();
      return release === undefined;
    },
    close: () => db.destroy(),
  };
}
