import type { Community } from '../community/community.ts';
import type { SendPlan } from '../community/higherLogic/contactInfo.ts';
import { countOutbox, findFailed, retryFailed, type OutboxCounts } from '../community/outbox.ts';
import type { PushCounts } from '../community/push.ts';
import { HlError } from '../errors.ts';
import { toLegacyContactKey } from '../refresh/legacyContactKey.ts';

/** The one place that the API key of the destination comes from. */
export const KEY_VARIABLE = 'HL_PUSH_API_KEY';

/** Who is at it already sends what waits. */
const RUNNING = 'PushRunning';

export interface PushJobDeps {
  readonly plan: SendPlan;
  readonly community: Community;
  readonly clock: () => Date;
  /** Asks to stop after the request that is on its way. */
  readonly stop?: AbortSignal;
}

export interface PushError {
  readonly name: string;
  readonly message: string;
  /** Milliseconds that the destination asks to be left alone; 0 if it does not. */
  readonly retryAfter: number;
}

/** What came of sending the members that wait. */
export interface PushResult extends PushCounts {
  readonly status: 'success' | 'failure';
  /** What is left. */
  readonly outbox: OutboxCounts;
  /** Why it ended while members still wait; null if none does. */
  readonly error: PushError | null;
}

/**
 * Sends the members that wait to the destination of the plan. What the
 * destination says no to is part of the result: the refresh before it is done.
 *
 * @returns null where the store is the only destination
 */
export async function pushMembers(deps: PushJobDeps): Promise<PushResult | null> {
  const { community, plan } = deps;
  if (plan.destination.name === 'local') {
    return null;
  }
  const counts = { sent: 0, unchanged: 0, failed: 0 };
  const error = await sendAll(deps, counts).then(() => null, explained);
  const outbox = await countOutbox(community.db);
  return {
    ...counts,
    status:
      counts.failed === 0 && (error === null || error.name === RUNNING) ? 'success' : 'failure',
    outbox,
    error,
  };
}

async function sendAll(
  { plan, community, clock, stop }: PushJobDeps,
  counts: PushCounts,
): Promise<void> {
  const apiKey = process.env[KEY_VARIABLE]?.trim() ?? '';
  if (apiKey === '') {
    throw new HlError(
      'PushKeyMissing',
      `The members wait to be sent: the environment variable ${KEY_VARIABLE} does not hold the API key of the destination.`,
    );
  }
  const stopping = stop === undefined ? {} : { stop };
  // Loaded only by who sends.
  const { connectPushApi } = await import('../community/higherLogic/pushApi.ts');
  const { pushOutbox } = await import('../community/push.ts');
  const api = await connectPushApi(plan.destination, { apiKey, ...stopping });
  await pushOutbox({ plan, community, api, clock, ...stopping }, counts);
}

/** Only what concerns the destination; a store that says no is the caller's. */
function explained(error: unknown): PushError {
  if (error instanceof HlError && error.name.startsWith('Push')) {
    const { name, message, actions } = error;
    const { retryAfter } = (error.data ?? { retryAfter: 0 }) as { retryAfter: number };
    return { name, message: [message, ...actions].join(' '), retryAfter };
  }
  throw error;
}

/**
 * Lets members wait again that the destination refused, and sends what waits.
 *
 * @param keys of 15 or 18 characters; none for all that were refused
 * @throws HlError 'InvalidKey', or 'NotRefused' before anything is done, which
 * names every key that no refused member has
 */
export async function retryRefused(
  deps: PushJobDeps,
  keys: readonly string[],
): Promise<PushResult> {
  const { db } = deps.community;
  const wanted = keys.map(toLegacyContactKey);
  await db.transaction().execute(async (transaction) => {
    const again = new Set(await retryFailed(transaction, keys.length === 0 ? undefined : wanted));
    const unknown = wanted.filter((key) => !again.has(key));
    if (unknown.length > 0) {
      throw new HlError(
        'NotRefused',
        `The destination has refused no member with the key ${unknown.join(', ')}.`,
        { actions: ['See which were refused: `hl push status`.'] },
      );
    }
  });
  const result = await pushMembers(deps);
  if (result === null) {
    throw noDestination();
  }
  return result;
}

/** A member that the destination refused. */
export interface RefusedMember {
  readonly legacyContactKey: string;
  readonly name: string;
  readonly dateTime: string | null;
  /** In the destination's own words. */
  readonly error: string | null;
}

export interface PushStatus extends OutboxCounts {
  readonly url: string;
  /** In the order of sending. */
  readonly refused: readonly RefusedMember[];
}

/** @throws HlError 'NoDestination' where the store is the only one */
export async function readPushStatus(
  { plan, community }: Pick<PushJobDeps, 'plan' | 'community'>,
  limit: number,
): Promise<PushStatus> {
  if (plan.destination.name === 'local') {
    throw noDestination();
  }
  const failed = await findFailed(community.db, limit);
  return {
    url: plan.destination.url,
    ...(await countOutbox(community.db)),
    refused: failed.map((row) => ({
      legacyContactKey: row.legacy_contact_key,
      name: row.name,
      dateTime: row.failed_at,
      error: row.error,
    })),
  };
}

function noDestination(): HlError {
  return new HlError('NoDestination', 'By the worksheet, members go no further than the store.', {
    actions: ['To send them on, set destination.name to higher-logic.'],
  });
}
