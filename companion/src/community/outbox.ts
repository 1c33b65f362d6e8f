import { sql, type Kysely } from 'kysely';
import type { Plan } from '../worksheet/interfaces.ts';
import { batches } from './members.ts';
import type { Database, MemberTable, OutboxTable } from './schema.ts';
import { upsert } from './upsert.ts';

type Destination = Plan['destination'];

/**
 * Queues members for the destination of the plan, if it has one beside the store.
 * To be called in the transaction that writes their rows, by every refresh, even
 * if it writes none: settings that have changed queue everybody.
 *
 * @param now ISO 8601
 */
export async function queueMembers(
  db: Kysely<Database>,
  destination: Destination,
  changed: readonly MemberTable[],
  now: string,
): Promise<void> {
  await applySettings(db, destination, now);
  const members = changed.filter(({ status }) => status !== 'notImported');
  if (destination.name === 'local' || members.length === 0) {
    return;
  }
  const turn = await nextTurn(db);
  for (const some of batches(members)) {
    await db
      .insertInto('outbox')
      .values(
        some.map((member) => ({
          legacy_contact_key: member.legacy_contact_key,
          place: turn,
          revision: turn,
          queued_at: now,
          failed_at: null,
          error: null,
        })),
      )
      .onConflict((conflict) => conflict.column('legacy_contact_key').doUpdateSet(askedAgain(turn)))
      .execute();
  }
}

/**
 * Under other settings a member that did not change may have another record, and
 * another address has none of them. What turns out to be the same is not sent.
 */
async function applySettings(
  db: Kysely<Database>,
  destination: Destination,
  now: string,
): Promise<void> {
  const known = await db.selectFrom('destination').selectAll().executeTakeFirst();
  const local = destination.name === 'local';
  const settings = local ? 'local' : JSON.stringify(destination);
  if ((known?.settings ?? 'local') === settings) {
    return;
  }
  // An address that is only left out for a while still has what it was sent.
  const url = local ? (known?.url ?? null) : destination.url;
  await db.deleteFrom('destination').execute();
  await db.insertInto('destination').values({ settings, url }).execute();
  if (local) {
    await db.deleteFrom('outbox').execute();
    return;
  }
  if (known?.url !== url) {
    await db.deleteFrom('delivery').execute();
  }
  await queueEverybody(db, now);
}

async function queueEverybody(db: Kysely<Database>, now: string): Promise<void> {
  const turn = await nextTurn(db);
  await db
    .insertInto('outbox')
    .columns(['legacy_contact_key', 'place', 'revision', 'queued_at'])
    .expression(
      db
        .selectFrom('member')
        .select([
          'legacy_contact_key',
          sql<number>`cast(${turn} as integer)`.as('place'),
          sql<number>`cast(${turn} as integer)`.as('revision'),
          sql<string>`cast(${now} as text)`.as('queued_at'),
        ])
        .where('status', '!=', 'notImported'),
    )
    .onConflict((conflict) => conflict.column('legacy_contact_key').doUpdateSet(askedAgain(turn)))
    .execute();
}

/** A member that waits already keeps its place; one that was refused is tried again. */
function askedAgain(turn: number) {
  return { revision: turn, failed_at: null, error: null };
}

async function nextTurn(db: Kysely<Database>): Promise<number> {
  const { last } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.max<number | null>('revision').as('last'))
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}

/** A member whose turn it is, with what the destination has of it. */
export interface Waiting {
  readonly revision: number;
  readonly member: MemberTable;
  /** Hash of what it was sent; null if that is not known, undefined if it was sent nothing. */
  readonly delivered: string | null | undefined;
}

/** Those that wait, in the order of sending. */
export async function findWaiting(db: Kysely<Database>, limit: number): Promise<Waiting[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('member', 'member.legacy_contact_key', 'outbox.legacy_contact_key')
    .leftJoin('delivery', 'delivery.legacy_contact_key', 'outbox.legacy_contact_key')
    .where('outbox.failed_at', 'is', null)
    .selectAll('member')
    .select(['outbox.revision', 'delivery.payload_hash', 'delivery.sent_at'])
    .orderBy('outbox.place')
    .orderBy('outbox.legacy_contact_key')
    .limit(limit)
    .execute();
  return rows.map(({ revision, payload_hash: hash, sent_at: sentAt, ...member }) => ({
    revision,
    member,
    delivered: sentAt === null ? undefined : hash,
  }));
}

/** To be noted before anything is sent: from here on the destination may have it. */
export async function noteAttempt(
  db: Kysely<Database>,
  keys: readonly string[],
  now: string,
): Promise<void> {
  await saveDeliveries(
    db,
    keys.map((key) => ({ legacy_contact_key: key, payload_hash: null, sent_at: now })),
  );
}

/** A member that needs no more sending, and the hash of its record; null where it was not sent at all. */
export interface Settled {
  readonly waiting: Waiting;
  readonly payloadHash: string | null;
}

/** Takes members out of the outbox, but for those that changed meanwhile. */
export async function settle(
  db: Kysely<Database>,
  settled: readonly Settled[],
  now: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await saveDeliveries(
      transaction,
      settled.flatMap(({ waiting, payloadHash }) =>
        payloadHash === null
          ? []
          : [
              {
                legacy_contact_key: waiting.member.legacy_contact_key,
                payload_hash: payloadHash,
                sent_at: now,
              },
            ],
      ),
    );
    await eachRevision(
      settled.map(({ waiting }) => waiting),
      (revision, keys) =>
        transaction
          .deleteFrom('outbox')
          .where('revision', '=', revision)
          .where('legacy_contact_key', 'in', keys)
          .execute(),
    );
  });
}

/** Keeps refused members where they are, with why, but for those that changed meanwhile: they wait anew. */
export async function markFailed(
  db: Kysely<Database>,
  waiting: readonly Waiting[],
  error: string,
  now: string,
): Promise<void> {
  await eachRevision(waiting, (revision, keys) =>
    db
      .updateTable('outbox')
      .set({ failed_at: now, error })
      .where('revision', '=', revision)
      .where('legacy_contact_key', 'in', keys)
      .execute(),
  );
}

async function eachRevision(
  waiting: readonly Waiting[],
  act: (revision: number, keys: string[]) => Promise<unknown>,
): Promise<void> {
  const byRevision = Map.groupBy(waiting, ({ revision }) => revision);
  for (const [revision, some] of byRevision) {
    await act(
      revision,
      some.map(({ member }) => member.legacy_contact_key),
    );
  }
}

/**
 * Lets refused members wait again, in their place.
 *
 * @param keys of 18 characters; undefined for all that were refused
 * @returns the keys of those that wait again
 */
export async function retryFailed(
  db: Kysely<Database>,
  keys: readonly string[] | undefined,
): Promise<string[]> {
  const failed = db.updateTable('outbox').set({ failed_at: null, error: null });
  const again = await failed
    .where('failed_at', 'is not', null)
    .$if(keys !== undefined, (query) => query.where('legacy_contact_key', 'in', keys ?? []))
    .returning('legacy_contact_key')
    .execute();
  return again.map(({ legacy_contact_key: key }) => key);
}

export interface OutboxCounts {
  readonly waiting: number;
  readonly failed: number;
  /** Since when the first of those that wait does; ISO 8601, null if none waits. */
  readonly waitingSince: string | null;
}

export async function countOutbox(db: Kysely<Database>): Promise<OutboxCounts> {
  const { waiting, failed, since } = await db
    .selectFrom('outbox')
    .select(({ fn }) => [
      fn.countAll().filterWhere('failed_at', 'is', null).as('waiting'),
      fn.countAll().filterWhere('failed_at', 'is not', null).as('failed'),
      fn.min<string | null>('queued_at').filterWhere('failed_at', 'is', null).as('since'),
    ])
    .executeTakeFirstOrThrow();
  return { waiting: Number(waiting), failed: Number(failed), waitingSince: since };
}

/** In the order of sending. */
export function findFailed(
  db: Kysely<Database>,
  limit: number,
): Promise<(OutboxTable & { name: string })[]> {
  return db
    .selectFrom('outbox')
    .innerJoin('member', 'member.legacy_contact_key', 'outbox.legacy_contact_key')
    .selectAll('outbox')
    .select('member.name')
    .where('failed_at', 'is not', null)
    .orderBy('place')
    .orderBy('outbox.legacy_contact_key')
    .limit(limit)
    .execute();
}

function saveDeliveries(
  db: Kysely<Database>,
  rows: readonly Database['delivery'][],
): Promise<void> {
  return upsert(db, 'delivery', ['legacy_contact_key'], rows);
}
