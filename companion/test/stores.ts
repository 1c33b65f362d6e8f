import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { startPostgres, type PostgresServer } from './postgres.ts';

let folder: string | undefined;
let server: Promise<PostgresServer> | undefined;
let files = 0;

after(async () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  await (await server)?.remove();
});

/** A kind of community store. What holds of the one must hold of the other. */
export interface StoreKind {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** Location of a store that is not there yet; it goes away with the test file. */
  readonly newLocation: () => Promise<string>;
}

export const STORES: readonly StoreKind[] = [
  {
    kind: 'SQLite',
    newLocation() {
      folder ??= mkdtempSync(join(tmpdir(), 'hl-stores-'));
      return Promise.resolve(join(folder, `community-${++files}.db`));
    },
  },
  {
    kind: 'PostgreSQL',
    newLocation: async () => (await (server ??= startPostgres())).createSchema(),
  },
];
