import { findExpired, type Expiring } from '../../community/members.ts';
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
      const members = await findExpired(db, { today, after: readPlace(run.row.last_key) });
      const last = members.at(-1);
      if (last === undefined) {
        return;
      }
      const keys = members.map(({ key }) => key);
      await run.save({ last_key: JSON.stringify(last) }, { queued: notShown(run, keys) });
    }
  },
};

function readPlace(place: string | null): Expiring | null {
  return place === null ? null : (JSON.parse(place) as Expiring);
}
