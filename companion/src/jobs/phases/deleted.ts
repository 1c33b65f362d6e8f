import { findMembers } from '../../community/members.ts';
import { goneReason } from '../../refresh/transition.ts';
import { handleGone } from '../handle.ts';
import { eachPage } from '../pages.ts';
import { notShown } from '../run.ts';
import type { Phase } from './interfaces.ts';

/**
 * Deleting fires no flow, so no stamp tells; the recycle bin does. Deleted
 * contacts that never were in the community are nobody's business. Who won a
 * merge took over what the loser had, so that contact is looked at again.
 */
export const deleted: Phase = {
  name: 'deleted',
  concerns: () => true,
  work: (run, changes) =>
    eachPage(run, changes.deletedContacts(run.row.last_key), async ({ records }) => {
      const { clock, community } = run.deps;
      const known = await findMembers(
        community.db,
        records.map(({ id }) => id),
      );
      const now = clock().toISOString();
      return {
        handled: records.flatMap((contact) => {
          const row = known.get(contact.id);
          return row === undefined ? [] : [handleGone(row, goneReason(contact), now)];
        }),
        queued: notShown(
          run,
          records.flatMap(({ id, masterId }) =>
            masterId !== null && known.has(id) ? [masterId] : [],
          ),
        ),
      };
    }),
};
