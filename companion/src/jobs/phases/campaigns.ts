import { findCampaigns } from '../../community/campaigns.ts';
import { findGroupMembers } from '../../community/groups.ts';
import type { CampaignTable } from '../../community/schema.ts';
import type { ChangedCampaign } from '../../salesforce/interfaces.ts';
import { eachPage } from '../pages.ts';
import { notShown, readsEverything, type Run } from '../run.ts';
import type { Phase } from './interfaces.ts';

/**
 * The members of a campaign that has another name or end date than before, or
 * was deleted, are refreshed. Salesforce moves a campaign's SystemModstamp for
 * much that the community does not show. Once the campaign is saved no later run
 * asks for them, so those that this run read before are read again, too: perhaps
 * the campaign changed behind them.
 */
export const campaigns: Phase = {
  name: 'campaigns',
  concerns: ({ row }) => !readsEverything(row),
  work: async (run, changes) => {
    if (run.deps.plan.communityGroups.campaigns) {
      await eachPage(run, changes.campaigns(run.row.last_key), async ({ records }) => {
        const changed = await thoseThatShow(
          run,
          records.map((one) => toRow(one, run.row.id)),
        );
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
          queued: notShown(run, [...new Set(records.map(({ contactId }) => contactId))]),
        }),
      );
    }
  },
};

function toRow({ id, name, endDate, deleted }: ChangedCampaign, jobId: number): CampaignTable {
  return { id, name, end_date: endDate, deleted: deleted ? 1 : 0, job_id: jobId };
}

async function thoseThatShow(
  { deps }: Run,
  campaigns: readonly CampaignTable[],
): Promise<CampaignTable[]> {
  const known = await findCampaigns(
    deps.community.db,
    campaigns.map(({ id }) => id),
  );
  return campaigns.filter((one) => {
    const before = known.get(one.id);
    return (
      before?.name !== one.name ||
      before.end_date !== one.end_date ||
      before.deleted !== one.deleted
    );
  });
}

async function membersOf({ deps }: Run, campaignId: string): Promise<string[]> {
  const keys: string[] = [];
  for (let page = [''], after: string | null = null; page.length > 0; after = page.at(-1) ?? null) {
    page = await findGroupMembers(deps.community.db, 'community', campaignId, after);
    keys.push(...page);
  }
  return keys;
}
