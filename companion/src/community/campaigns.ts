import type { Kysely } from 'kysely';
import { batches } from './members.ts';
import type { CampaignTable, Database } from './schema.ts';

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

export async function saveCampaigns(
  db: Kysely<Database>,
  rows: readonly CampaignTable[],
): Promise<void> {
  for (const some of batches(rows)) {
    await db
      .insertInto('campaign')
      .values(some)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          end_date: eb.ref('excluded.end_date'),
          deleted: eb.ref('excluded.deleted'),
          job_id: eb.ref('excluded.job_id'),
        })),
      )
      .execute();
  }
}
