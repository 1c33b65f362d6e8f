import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What only one process at a time does with a store. */
export type Work = 'refresh' | 'push';

/** The right to do a work, until it is released or the process ends, however it ends. */
export interface Claim {
  /**
   * To be asked in the transaction that writes: a database on another machine
   * can take a claim back while this process still runs.
   *
   * @throws HlError 'ClaimLost'
   */
  readonly confirm: (db: Kysely<Database>) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Where tables are made, in the words of Kysely's migrator. */
export interface SchemaPlace {
  readonly db: Kysely<never>;
  /** Where a database has several schemas: the one that is ours. */
  readonly migrationTableSchema?: string;
}

/** What each database does in its own way; all else is the same SQL. */
export interface Backend {
  /** Where the store is, for messages: without user and password. */
  readonly place: string;
  readonly db: Kysely<Database>;
  /** Names of the tables at that place, ours or not. */
  readonly tables: () => Promise<string[]>;
  /** Runs `work`, which makes or changes tables, while no other process does so: all of it, or nothing. */
  readonly alone: (work: (place: SchemaPlace) => Promise<void>) => Promise<void>;
  /** @returns undefined while another process has the claim */
  readonly claim: (work: Work) => Promise<Claim | undefined>;
  readonly claimed: (work: Work) => Promise<boolean>;
  readonly close: () => Promise<void>;
}
