import { hash } from 'node:crypto';
import { HlError } from '../errors.ts';
import type { Community } from './community.ts';
import { toContactInfo, type ContactInfo, type SendPlan } from './higherLogic/contactInfo.ts';
import type { PushApi } from './higherLogic/pushApi.ts';
import { findWaiting, markFailed, noteAttempt, settle, type Waiting } from './outbox.ts';

/** Records a request. The API names no limit; it is halved where one is refused. */
const BATCH = 100;

export interface PushDeps {
  readonly plan: SendPlan;
  readonly community: Community;
  readonly api: PushApi;
  readonly clock: () => Date;
  /** Asks to stop after the request that is on its way. */
  readonly stop?: AbortSignal;
}

/** How many members went which way. */
export interface PushCounts {
  sent: number;
  /** What they are now is what was sent before, or they never were there to be disabled. */
  unchanged: number;
  /** Refused by the destination, or not fit to be sent. */
  failed: number;
}

interface Prepared {
  readonly waiting: Waiting;
  readonly record: ContactInfo;
  readonly payloadHash: string;
}

/**
 * Sends what waits in the outbox, in its order, until nothing waits. A member is
 * sent at least once: if this is killed, or an answer is lost, it is sent again,
 * and a complete record does no harm twice.
 *
 * @param counts are counted up, so that they hold also if it throws
 * @throws HlError 'PushRunning' while another process does so; what `PushApi.send`
 * throws, with everything that was not sent still waiting
 */
export async function pushOutbox(deps: PushDeps, counts: PushCounts): Promise<void> {
  const { community, stop } = deps;
  const claim = await community.claim('push');
  if (claim === undefined) {
    throw new HlError('PushRunning', 'Another process is sending the members of this store now.');
  }
  try {
    while (!stop?.aborted) {
      const waiting = await findWaiting(community.db, BATCH);
      if (waiting.length === 0) break;
      await claim.confirm(community.db);
      await pushSome(deps, waiting, counts);
    }
  } finally {
    await claim.release();
  }
}

async function pushSome(
  deps: PushDeps,
  waiting: readonly Waiting[],
  counts: PushCounts,
): Promise<void> {
  const { community, clock, plan } = deps;
  const now = () => clock().toISOString();
  const prepared: Prepared[] = [];
  const unchanged: Waiting[] = [];
  for (const one of waiting) {
    const record = makeRecord(one, plan);
    if (record instanceof HlError) {
      await markFailed(community.db, [one], record.message, now());
      counts.failed++;
      continue;
    }
    const payloadHash = hash('sha256', JSON.stringify(record), 'base64url');
    const neverThere = one.delivered === undefined && one.member.status !== 'active';
    if (neverThere || payloadHash === one.delivered) unchanged.push(one);
    else prepared.push({ waiting: one, record, payloadHash });
  }
  await settle(
    community.db,
    unchanged.map((one) => ({ waiting: one, payloadHash: null })),
    now(),
  );
  counts.unchanged += unchanged.length;
  if (prepared.length === 0) return;
  await noteAttempt(
    community.db,
    prepared.map((one) => one.waiting.member.legacy_contact_key),
    now(),
  );
  await send(prepared);

  /** What is refused together may be taken apart, until the one stands alone that is at fault. */
  async function send(some: readonly Prepared[]): Promise<void> {
    const refusal = await deps.api.send(some.map(({ record }) => record));
    if (refusal === null) {
      await settle(community.db, some, now());
      counts.sent += some.length;
    } else if (some.length === 1) {
      await markFailed(community.db, [some[0]!.waiting], refusal.words, now());
      counts.failed++;
    } else {
      const half = Math.ceil(some.length / 2);
      await send(some.slice(0, half));
      await send(some.slice(half));
    }
  }
}

function makeRecord({ member }: Waiting, plan: PushDeps['plan']): ContactInfo | HlError {
  try {
    return toContactInfo(member, plan);
  } catch (error) {
    if (error instanceof HlError) return error;
    throw error;
  }
}
