import { findCampaigns } from '../../community/campaigns.ts';
import { findGroupMembers } from '../../community/groups.ts';
import type { CampaignTable } from '../../community/schema.ts';
import { hasPassed } from '../../refresh/days.ts';
import type { ChangedCampaign, ChangedCampaignMember } from '../../salesforce/interfaces.ts';
import { eachPage } from '../pages.ts';
import { todayOf } from '../rules.ts';
import { notShown, readsEverything, type Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

/**
 * The members of a campaign that has another name or end date than before, or
 * was deleted, are refreshed. Salesforce moves a campaign's SystemModstamp for
 * much that the community does not show. Once the campaign is saved no later run
 * asks for them, so those that this run read before are read again, too: perhaps
 * the campaign changed behind them. Of a campaign that may have been over, the
 * community does not know the members: Salesforce is asked for them.
 */
export const campaigns: Phase = {
  name: 'campaigns',
  concerns: ({ row }) => !readsEverything(row),
  work: async (run, changes) => {
    if (run.deps.plan.communityGroups.campaigns) {
      await eachPage(run, changes.campaigns(run.row.last_key), async ({ records }) => {
        const rows = records.map((one) => toRow(one, run.row.id));
        const known = await findCampaigns(
          run.deps.community.db,
          rows.map(({ id }) => id),
        );
        const changed = rows.filter((row) => hasChanged(row, known.get(row.id)));
        const begin = changed.filter((row) => mayBegin(row, known.get(row.id), todayOf(run.deps)));
        for await (const page of changes.membersOfCampaigns(begin.map(({ id }) => id))) {
          await run.save({}, { queued: contactsOf(page.records) });
        }
        const queued: string[] = [];
        for (const { id } of changed) {
          queued.push(...(await membersOf(run, id)));
        }
        return { queued, campaigns: changed };
      });
    }
  },
};

/** Contacts that came into a campaign, left it, or have another status there. */
export const campaignMembers: Phase = {
  name: 'campaignMembers',
  concerns: ({ row }) => !readsEverything(row),
  work: async (run, changes) => {
    if (run.deps.plan.communityGroups.campaigns) {
      await eachPage(run, changes.campaignMembers(run.row.last_key), ({ records }) =>
        Promise.resolve({
          queued: notShown(run, contactsOf(records)),
        }),
      );
    }
  },
};

function toRow({ id, name, endDate, deleted }: ChangedCampaign, jobId: number): CampaignTable {
  return { id, name, end_date: endDate, deleted: deleted ? 1 : 0, job_id: jobId };
}

/** @param before as a run last saved it; undefined if none did */
function hasChanged(now: CampaignTable, before: CampaignTable | undefined): boolean {
  return (
    before?.name !== now.name || before.end_date !== now.end_date || before.deleted !== now.deleted
  );
}

/** Whether there is a group of the campaign now, and perhaps was none before. */
function mayBegin(now: CampaignTable, before: CampaignTable | undefined, today: string): boolean {
  const isOver = ({ end_date: end, deleted }: CampaignTable) =>
    deleted === 1 || (end !== null && hasPassed(end, today));
  return !isOver(now) && (before === undefined || isOver(before));
}

function contactsOf(members: readonly ChangedCampaignMember[]): string[] {
  return [...new Set(members.map(({ contactId }) => contactId))];
}

async function membersOf({ deps }: Run, campaignId: string): Promise<string[]> {
  const keys: string[] = [];
  for (let page = [''], after: string | null = null; page.length > 0; after = page.at(-1) ?? null) {
    page = await findGroupMembers(deps.community.db, 'community', campaignId, after);
    keys.push(...page);
  }
  return keys;
}
