import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Client, Pool, type ClientConfig } from 'pg';
import Cursor from 'pg-cursor';
import { HlError } from '../errors.ts';
import type { Backend, Claim, Work } from './backend.ts';
import { BytewisePlugin } from './bytewise.ts';
import type { Database } from './schema.ts';

/** First halves of the advisory locks ("HLCS", "HLCP"); the second half is the schema. */
const LOCKS: Readonly<Record<Work, number>> = { refresh: 0x484c4353, push: 0x484c4350 };

/** A refresh writes on one connection while it, and whoever looks, reads on others. */
const CONNECTIONS = 4;

const CONNECT_TIMEOUT_MS = 10_000;

type PoolClient = Awaited<ReturnType<PostgresPool['connect']>>;

/**
 * A store in the schema that is first in the search path of a PostgreSQL database.
 *
 * @param address `postgres://user:password@host:port/database`; no error repeats it, as it may hold a password
 * @throws HlError 'StoreError' if it is no such address
 */
export function openPostgres(address: string): Backend {
  const place = placeOf(address);
  const config: ClientConfig = {
    connectionString: address,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // A server that went away without a word is noticed, also by a service that sits idle.
    keepAlive: true,
    application_name: 'hl-companion',
  };
  const pool = new Pool({ ...config, max: CONNECTIONS });
  // Whoever uses a connection that broke is told; unheard, the event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: explainedPool(pool, place), cursor: Cursor }),
  });
  return {
    place,
    db,
    async tables() {
      const { rows } = await sql<{
        tablename: string;
      }>`select tablename from pg_tables where schemaname = current_schema()`.execute(db);
      return rows.map(({ tablename }) => tablename);
    },
    async alone(work) {
      const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(
        db,
      );
      const schema = rows[0]?.name;
      // Kysely's migrator takes a lock and a transaction of its own here.
      await work({
        db: db.withPlugin(new BytewisePlugin()) as unknown as Kysely<never>,
        ...(schema && { migrationTableSchema: schema }),
      });
    },
    claim: (work) => claim(config, place, work),
    async claimed(work) {
      const { rows } = await sql`select ${heldLock(work)} as pid`.execute(db);
      return (rows[0] as { pid: number | null }).pid !== null;
    },
    close: () => db.destroy(),
  };
}

/**
 * A lock of a session lives as long as its connection: PostgreSQL releases it
 * when the process ends, however it ends. The connection is the claim's own, so
 * it outlasts the transactions of the store.
 */
async function claim(config: ClientConfig, place: string, work: Work): Promise<Claim | undefined> {
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ got: boolean; pid: number }>(
      'select pg_try_advisory_lock($1, hashtext(current_schema())) as got, pg_backend_pid() as pid',
      [LOCKS[work]],
    );
    const { got, pid } = rows[0]!;
    if (!got) {
      await client.end();
      return undefined;
    }
    return {
      async confirm(db) {
        const { rows: holder } = await sql`select ${heldLock(work)} as pid`.execute(db);
        if ((holder[0] as { pid: number | null }).pid !== pid) throw claimLost(place);
      },
      release: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw explained(error, place);
  }
}

/** The session that has the lock; null for none. */
function heldLock(work: Work) {
  return sql<number | null>`(
    select pid from pg_locks
    where locktype = 'advisory' and granted and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
      and classid = ${sql.lit(LOCKS[work])}::oid
      and objid = hashtext(current_schema())::oid)`;
}

/** The driver's pool, with errors that say which store it was. */
function explainedPool(pool: Pool, place: string): PostgresPool {
  const explain = (error: unknown) => {
    throw explained(error, place);
  };
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch(explain);
      // A query, or the cursor of a stream, which tells of its errors when it is read.
      const query = (what: string | Cursor, parameters: unknown[]) =>
        typeof what === 'string'
          ? client.query(what, parameters).catch(explain)
          : client.query(what);
      return {
        query: query as unknown as PoolClient['query'],
        release: (destroy) => {
          client.release(destroy);
        },
      };
    },
  };
}

function placeOf(address: string): string {
  try {
    const { host, pathname } = new URL(address);
    // What the driver itself makes of the rest shows before the first use of the store.
    new Client({ connectionString: address });
    return `postgres://${host}${pathname}`;
  } catch {
    throw new HlError('StoreError', 'The address of the PostgreSQL database is not a valid one.', {
      actions: [
        'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password as %XX.',
      ],
    });
  }
}

/** Names the store, keeps the database's own words. The cause stays behind: it holds parameters. */
function explained(error: unknown, place: string): HlError {
  return new HlError(
    'StoreError',
    `The community store ${place} says no, or does not answer: ${wordsOf(error)}.`,
    {
      actions: [
        'See whether the database runs, whether it can be reached from here, and whether the user may log in and create tables.',
      ],
    },
  );
}

function wordsOf(error: unknown): string {
  // Node tries each address of a host, and puts the errors in a list.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return first instanceof Error ? first.message : String(first);
}

function claimLost(place: string): HlError {
  return new HlError(
    'ClaimLost',
    `The community store ${place} has ended the session that held the claim, so another process may be at work on it.`,
    {
      actions: [
        'Run it again: it goes on where it stopped.',
        'Connect to PostgreSQL itself: a pooler that shares sessions between transactions cannot keep a claim.',
      ],
    },
  );
}
