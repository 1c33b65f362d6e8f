import { countJobKeys } from '../community/jobKeys.ts';
import { countMembers } from '../community/members.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import type { Run } from './run.ts';

/** Reasons that a held job names; more would not be read. */
const NAMED_REASONS = 3;

/** How many members one job may disable without being asked. */
function disableLimit({ members, percent }: Plan['disableLimit'], active: number): number {
  return Math.max(members, Math.floor((active * percent) / 100));
}

/**
 * The brake: whether a job would disable more members than the worksheet lets
 * pass. A list that was emptied by mistake, or a permission that was taken away,
 * looks like thousands of members who left.
 *
 * @returns what to look at; null where the job may go on
 */
export async function findTooManyDisables({ deps, row }: Run): Promise<string | null> {
  const reasons = await countJobKeys(deps.community.db, row.id, 'disable');
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0);
  // Most refreshes disable nobody: then the active members need not be counted.
  if (count === 0) {
    return null;
  }
  const { active } = await countMembers(deps.community.db);
  const limit = disableLimit(deps.plan.disableLimit, active);
  if (count <= limit) {
    return null;
  }
  const named = reasons
    .slice(0, NAMED_REASONS)
    .map((reason) => `${reason.count} × ${reason.note ?? 'no reason given'}`);
  const more = reasons.length > NAMED_REASONS ? '; and others' : '';
  return (
    `Held: ${count} members would be disabled, more than the ${limit} that the worksheet lets pass ` +
    `(${active} are active). No member was disabled. Look at: ${named.join('; ')}${more}. ` +
    'If that is right, let them pass with --confirm.'
  );
}
