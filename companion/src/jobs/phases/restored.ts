import { findGone } from '../../community/members.ts';
import { refuseBeyondBudget } from '../budget.ts';
import { handleContact, toKnown } from '../handle.ts';
import { reportProgress } from '../report.ts';
import { rulesFor } from '../rules.ts';
import { isDailyPass } from '../window.ts';
import type { Phase } from './interfaces.ts';

/**
 * How long after its deletion a contact may still come back. The recycle bin
 * keeps records for 15 days; the day more is for clocks and for the refresh that
 * found out late.
 */
const RECYCLE_BIN_MS = 16 * 24 * 3_600_000;

/**
 * Taking a contact out of the recycle bin fires no flow, and whether it moves
 * SystemModstamp is believed, not proven: so those that may still be in it are
 * looked up. A contact that was deleted before any refresh had met it is not
 * among them.
 */
export const restored: Phase = {
  name: 'restored',
  concerns: ({ row }) => isDailyPass(row),
  async work(run) {
    const { clock, community, salesforce } = run.deps;
    const since = new Date(clock().getTime() - RECYCLE_BIN_MS).toISOString();
    for (;;) {
      const gone = await findGone(community.db, { since, after: run.row.last_key });
      const last = gone.at(-1);
      if (last === undefined) {
        return;
      }
      refuseBeyondBudget(run.deps);
      const rows = new Map(gone.map((row) => [row.legacy_contact_key, toKnown(row)]));
      const { records, memberships } = await salesforce.contactsByKey([...rows.keys()]);
      const live = records.filter((contact) => !contact.deleted);
      const rules = await rulesFor(run, live);
      const now = clock().toISOString();
      const handled = live.map((contact) =>
        handleContact(rules, contact, memberships, rows.get(contact.id), now),
      );
      await run.save({ last_key: last.legacy_contact_key }, { handled });
      reportProgress(run);
    }
  },
};
