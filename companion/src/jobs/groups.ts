import { findGroupMembers, type GroupKind } from '../community/groups.ts';
import type { JobType } from '../community/interfaces.ts';
import { HlError } from '../errors.ts';
import { beginByKeys } from './begin.ts';
import type { JobResult, RefreshDeps } from './interfaces.ts';
import { finish, type RefreshOptions } from './periodic.ts';
import { queued } from './phases/queued.ts';
import { runJob, type Run } from './run.ts';

/** seeds/000, "Job History". */
const JOB_TYPE: Readonly<Record<GroupKind, JobType>> = {
  community: 'Community Refresh',
  security: 'Security Group Refresh',
};

/**
 * Refreshes the members who are in a group already (seeds/000, "Community
 * Refresh" and "Security Group Refresh").
 *
 * @param key of the group, as `hl show member` shows it
 * @throws HlError 'GroupNotFound' if no member is in such a group
 */
export async function refreshGroup(
  deps: RefreshDeps,
  kind: GroupKind,
  key: string,
  { confirm = false }: RefreshOptions = {},
): Promise<JobResult> {
  const [anybody] = await findGroupMembers(deps.community.db, kind, key, null);
  if (anybody === undefined) {
    throw new HlError('GroupNotFound', `No member of the community is in a ${kind} group ${key}.`, {
      actions: [
        'Name the group by its key, with the capital letters that `hl show member` shows.',
        'To bring contacts into a group, change them in Salesforce and refresh them: `hl refresh member`.',
      ],
    });
  }
  return runJob(
    deps,
    () => beginByKeys(deps, JOB_TYPE[kind]),
    async (run) => {
      await queueGroup(run, kind, key);
      await queued.work(run);
      await finish(run, confirm);
    },
  );
}

async function queueGroup(run: Run, kind: GroupKind, key: string): Promise<void> {
  let total = 0;
  for (let after: string | null = null; ;) {
    const keys = await findGroupMembers(run.deps.community.db, kind, key, after);
    if (keys.length === 0) {
      return;
    }
    total += keys.length;
    await run.save({ total }, { queued: keys });
    after = keys.at(-1)!;
  }
}
