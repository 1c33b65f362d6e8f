import type { Org } from '@salesforce/core';
import { type Community, openCommunity } from '../community/community.ts';
import type { Salesforce } from '../salesforce/interfaces.ts';
import { connectSalesforce } from '../salesforce/salesforce.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { loadWorksheet } from '../worksheet/load.ts';
import { compilePlan } from '../worksheet/plan.ts';

export function readPlan(worksheetFile: string): Plan {
  return compilePlan(loadWorksheet(worksheetFile));
}

export function openSalesforce(org: Org, plan: Plan): Salesforce {
  return connectSalesforce(org.getConnection(), plan);
}

/** Opens the community store for `work` and closes it again. */
export async function withCommunity<T>(
  database: string,
  work: (community: Community) => Promise<T>,
): Promise<T> {
  const community = await openCommunity(database);
  try {
    return await work(community);
  } finally {
    await community.close();
  }
}
