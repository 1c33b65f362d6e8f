import type { JobType } from '../community/interfaces.ts';
import { HlError } from '../errors.ts';
import { toLegacyContactKey } from '../refresh/legacyContactKey.ts';
import { beginByKeys } from './begin.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { finish, type RefreshOptions } from './periodic.ts';
import { queued } from './phases/queued.ts';
import { runJob } from './run.ts';

/**
 * Refreshes these contacts now (seeds/000, "Refresh Member"). The job's status
 * is `failure` if it could not do so for one of them; the member refresh history
 * says why.
 *
 * @param keys of 15 or 18 characters, in any order, repetitions allowed
 * @throws HlError 'InvalidKey', before anything is done, that names every wrong key
 */
export async function refreshMembers(
  deps: RefreshDeps,
  keys: readonly string[],
  options: RefreshOptions = {},
): Promise<JobResult> {
  return refreshKeys(deps, 'Member Refresh', readKeys(keys), options);
}

/**
 * Refreshes members who sign on (seeds/000, "SSO validation").
 *
 * @param keys as for `refreshMembers`
 * @throws HlError 'InvalidKey'
 */
export async function refreshAtSignOn(
  deps: RefreshDeps,
  keys: readonly string[],
): Promise<JobResult> {
  return refreshKeys(deps, 'Unspecified', readKeys(keys), {});
}

/** @param keys of 18 characters, without repetition */
function refreshKeys(
  deps: RefreshDeps,
  type: JobType,
  keys: readonly string[],
  { confirm = false }: RefreshOptions,
): Promise<JobResult> {
  return runJob(
    deps,
    () => beginByKeys(deps, type),
    async (run) => {
      await run.save({ total: keys.length }, { queued: keys });
      await queued.work(run);
      await finish(run, confirm);
    },
  );
}

function readKeys(given: readonly string[]): string[] {
  const problems: HlError[] = [];
  const keys = given.flatMap((key) => {
    try {
      return [toLegacyContactKey(key)];
    } catch (error) {
      if (!(error instanceof HlError)) {
        throw error;
      }
      problems.push(error);
      return [];
    }
  });
  if (problems.length > 0) {
    throw new HlError('InvalidKey', problems.map(({ message }) => message).join('\n'), {
      actions: problems[0]!.actions,
    });
  }
  if (keys.length === 0) {
    throw new HlError('InvalidKey', 'There is no legacy contact key to refresh.');
  }
  return [...new Set(keys)];
}
