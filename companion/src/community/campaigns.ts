import type { Kysely } from 'kysely';
import { batches } from './members.ts';
import type { CampaignTable, Database } from './schema.ts';
import { upsert } from './upsert.ts';

/** As they were when a job that was complete last found them changed, by Id. */
export async function findCampaigns(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, CampaignTable>> {
  const found = new Map<string, CampaignTable>();
  for (const some of batches(ids)) {
    const rows = await db
      .selectFrom('campaign')
      .innerJoin('job', 'job.id', 'campaign.job_id')
      .selectAll('campaign')
      .where('campaign.id', 'in', some)
      .where('job.status', '=', 'success')
      .execute();
    rows.forEach((row) => found.set(row.id, row));
  }
  return found;
}

export function saveCampaigns(db: Kysely<Database>, rows: readonly CampaignTable[]): Promise<void> {
  return upsert(db, 'campaign', ['id'], rows);
}
