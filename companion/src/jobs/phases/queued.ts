import { findJobKeys, type KeyList } from '../../community/jobKeys.ts';
import { refuseBeyondBudget } from '../budget.ts';
import { handleByKey, KEYS_PER_READ } from '../byKey.ts';
import { reportProgress } from '../report.ts';
import type { Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

export const queued = {
  name: 'queued' as const,
  concerns: () => true,
  work: (run: Run) => handleList(run, 'refresh'),
} satisfies Phase;

/** Asks Salesforce for the contacts of a list, some at a time. */
export async function handleList(run: Run, list: KeyList): Promise<void> {
  for (;;) {
    const keys = await findJobKeys(run.deps.community.db, {
      jobId: run.row.id,
      list,
      after: run.row.last_key ?? '',
      limit: KEYS_PER_READ,
    });
    if (keys.length === 0) {
      return;
    }
    refuseBeyondBudget(run.deps);
    await run.save({ last_key: keys.at(-1)! }, { handled: await handleByKey(run, keys) });
    reportProgress(run);
  }
}
