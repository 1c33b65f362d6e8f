import { beginPeriodic } from './begin.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { deleteOldHistories } from './retention.ts';
import { accounts, contacts } from './phases/contacts.ts';
import { campaignMembers, campaigns } from './phases/campaigns.ts';
import { deleted } from './phases/deleted.ts';
import { disableMembers } from './phases/disables.ts';
import { expired } from './phases/expired.ts';
import type { Phase } from './phases/interfaces.ts';
import { queued } from './phases/queued.ts';
import { restored } from './phases/restored.ts';
import { unshown } from './phases/unshown.ts';
import { summarise } from './report.ts';
import { runJob, type Run } from './run.ts';
import { changesOf, openWindow } from './window.ts';

export interface RefreshOptions {
  /** However many members would be disabled, a person has looked at it. */
  readonly confirm?: boolean;
}

export interface PeriodicOptions extends RefreshOptions {
  /** Everything is read and compared, also what was hard-deleted long ago. */
  readonly full?: boolean;
}

/** In their order; the members that are to be disabled come behind them all. */
const PHASES: readonly Phase[] = [
  contacts,
  accounts,
  deleted,
  campaigns,
  campaignMembers,
  expired,
  restored,
  queued,
  unshown,
];

/**
 * Refreshes every contact that changed since the last complete periodic
 * refresh, or every contact if there was none or the plan has changed since
 * (seeds/000, "Periodic Refresh"). A run that was killed, or that Salesforce did
 * not answer to its end, goes on where it stopped.
 *
 * @throws HlError: what Salesforce or the store said no to; the job is then
 * recorded as failed
 */
export function refreshPeriodic(
  deps: RefreshDeps,
  { confirm = false, full = false }: PeriodicOptions = {},
): Promise<JobResult> {
  return runJob(
    deps,
    () => beginPeriodic(deps, full),
    async (run) => {
      await deleteOldHistories(deps);
      if (run.row.window_to === null) {
        await openWindow(run, full);
      }
      await runPhases(run);
      await finish(run, confirm);
    },
  );
}

async function runPhases(run: Run): Promise<void> {
  const changes = await changesOf(run);
  const reached = PHASES.findIndex(({ name }) => name === run.row.phase);
  // A run that was stopped while it disabled members has all phases behind it.
  const left = reached === -1 ? [] : PHASES.slice(reached);
  for (const phase of left.filter(({ concerns }) => concerns(run))) {
    await enter(run, phase.name);
    await phase.work(run, changes);
  }
}

/** Applies the disables, if they are not too many, and ends the job. */
export async function finish(run: Run, confirm: boolean): Promise<void> {
  const note = run.row.comment;
  await enter(run, 'disables');
  const held = await disableMembers(run, confirm);
  await run.complete(
    held === null
      ? { status: run.row.failed > 0 ? 'failure' : 'success', comment: summarise(run.row, note) }
      : { status: 'held', comment: held },
  );
}

async function enter(run: Run, phase: Phase['name']): Promise<void> {
  if (run.row.phase !== phase) {
    await run.save({ phase, last_key: null });
  }
}
