import { countOutbox } from '../community/outbox.ts';
import { HlError } from '../errors.ts';
import { readHalt } from '../jobs/budget.ts';
import { listJobChanges } from '../jobs/history.ts';
import type { JobResult, Progress, RefreshDeps } from '../jobs/interfaces.ts';
import { refreshAtSignOn } from '../jobs/members.ts';
import { refreshPeriodic } from '../jobs/periodic.ts';
import { pushMembers, type PushResult } from '../jobs/push.ts';
import { refreshStopped } from '../jobs/run.ts';
import type { Health, LastRun, ServiceDeps, SignOnResult } from './interfaces.ts';
import { toLogged } from './log.ts';
import { brokenRun, endedRun, logPush, logRun, statusOf } from './outcome.ts';
import { createSingleFlight, createTurns } from './turns.ts';

/** How long a sign-on waits for a refresh that is at work: about as long as a member does. */
const SIGN_ON_WAIT_MS = 20_000;

const NEVER = new AbortController().signal;

export interface Service {
  /** The scheduled refresh, and the sending after it. Never rejects: what went wrong is logged and shown. */
  readonly refresh: () => Promise<void>;
  /**
   * Refreshes members who sign on, and sends them in the background.
   *
   * @param keys of 15 or 18 characters
   * @param leave asks no longer, as far as it has not begun
   * @throws HlError 'InvalidKey', 'RefreshRunning' if it could not begin in time,
   * and what `runJob` throws
   */
  readonly signOn: (keys: readonly string[], leave: AbortSignal) => Promise<SignOnResult>;
  /** Sends what waits, if something does: it may have been left by a destination that was down. Never rejects. */
  readonly retryPush: () => Promise<void>;
  readonly lastRun: () => LastRun | null;
  readonly health: () => Promise<Omit<Health, 'nextRun'>>;
  /** Resolves once nothing is at work. */
  readonly settled: () => Promise<void>;
}

/** What the service does when its schedule or somebody asks for it. */
export function createService(deps: ServiceDeps): Service {
  const { clock, community, log, openSalesforce, plan, stop } = deps;
  const inTurn = createTurns();
  let running: Health['running'] = null;
  let lastRun: LastRun | null = null;
  let lastPush: PushResult | null = null;
  let hasFailed = false;

  let pushing = Promise.resolve();
  let pushNotBefore = 0;
  const sendWaiting = createSingleFlight(async () => {
    if (clock().getTime() < pushNotBefore) return;
    try {
      lastPush = await pushMembers({ plan, community, clock, stop });
      pushNotBefore = clock().getTime() + (lastPush?.error?.retryAfter ?? 0);
      if (lastPush !== null) logPush(log, lastPush);
    } catch (error) {
      log.error({ error: toLogged(error) }, 'The members that wait could not be sent');
    }
  });
  const push = () => (pushing = sendWaiting());

  /** One refresh at a time: what this process does itself must not find the store claimed by itself. */
  const refreshInTurn = (job: (deps: RefreshDeps) => Promise<JobResult>, leave: AbortSignal) =>
    inTurn(async () => {
      if (stop.aborted) throw refreshStopped();
      try {
        const opening = openSalesforce(hasFailed);
        hasFailed = true;
        const salesforce = await opening;
        const onProgress = ({ jobType, phase, counts, total }: Progress) => {
          running = { jobType, phase, counts, total };
        };
        const result = await job({ plan, salesforce, community, clock, onProgress, stop });
        hasFailed = false;
        return result;
      } finally {
        running = null;
      }
    }, leave);

  return {
    async refresh() {
      const startedAt = clock().toISOString();
      let thrown: unknown;
      const ended = await refreshInTurn((refreshDeps) => refreshPeriodic(refreshDeps), NEVER).then(
        endedRun,
        (error: unknown) => {
          thrown = error;
          return brokenRun(error);
        },
      );
      lastRun = { startedAt, endedAt: clock().toISOString(), ...ended };
      logRun(log, lastRun, thrown);
      await push();
    },

    async signOn(keys, leave) {
      const impatience = AbortSignal.timeout(SIGN_ON_WAIT_MS);
      const result = await refreshInTurn(
        (refreshDeps) => refreshAtSignOn(refreshDeps, keys),
        AbortSignal.any([leave, impatience]),
      ).catch((error: unknown) => {
        throw error === impatience.reason ? stillRunning() : error;
      });
      const members = await listJobChanges(community, result.jobId, result.examined);
      const { jobId, jobType, status, comment } = result;
      log.info({ jobId, jobType, status, comment }, 'Refreshed at sign-on');
      void push();
      return { ...result, members };
    },

    async retryPush() {
      try {
        const { waiting } = await countOutbox(community.db);
        if (waiting > 0) await push();
      } catch (error) {
        log.error({ error: toLogged(error) }, 'The outbox could not be read');
      }
    },

    lastRun: () => lastRun,

    async health() {
      const halt = await readHalt({ community, clock });
      const pushError = lastPush?.error ?? null;
      const pending =
        plan.destination.name === 'local'
          ? null
          : { ...(await countOutbox(community.db)), error: pushError?.message ?? null };
      return {
        status: statusOf(halt !== null, lastRun, lastPush),
        running,
        lastRun,
        halt,
        pending,
      };
    },

    async settled() {
      await inTurn(() => Promise.resolve(), NEVER);
      await pushing;
    },
  };
}

function stillRunning(): HlError {
  return new HlError(
    'RefreshRunning',
    'Another refresh is still at work; the member was not refreshed.',
    {
      actions: ['Ask again in a moment: GET /health says how far it is.'],
    },
  );
}
