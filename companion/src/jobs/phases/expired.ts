import { findExpired } from '../../community/members.ts';
import { todayOf } from '../rules.ts';
import { notShown, readsEverything } from '../run.ts';
import type { Phase } from './interfaces.ts';

/**
 * "If a member expiration date has passed, the member will be deactivated in the
 * community after the next Periodic Refresh" (seeds/000, "Expiration date"), and
 * a campaign's members leave on its end date: though nobody touched a record.
 */
export const expired: Phase = {
  name: 'expired',
  concerns: ({ row }) => !readsEverything(row),
  async work(run) {
    const { db } = run.deps.community;
    const today = todayOf(run.deps);
    for (;;) {
      const keys = await findExpired(db, { today, after: run.row.last_key });
      if (keys.length === 0) {
        return;
      }
      await run.save({ last_key: keys.at(-1)! }, { queued: notShown(run, keys) });
    }
  },
};
