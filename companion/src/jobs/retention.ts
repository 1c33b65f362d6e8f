import { deleteHistoriesBefore } from '../community/histories.ts';
import type { RefreshDeps } from './interfaces.ts';

/** The histories are kept for as many days as the worksheet says. */
export async function deleteOldHistories({ clock, community, plan }: RefreshDeps): Promise<void> {
  const before = new Date(clock().getTime() - plan.keepHistoryDays * 24 * 3_600_000);
  await deleteHistoriesBefore(community.db, before.toISOString());
}
