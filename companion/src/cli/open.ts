import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Org } from '@salesforce/core';
import { type Community, openCommunity } from '../community/community.ts';
import type { Salesforce } from '../salesforce/interfaces.ts';
import { connectSalesforce } from '../salesforce/salesforce.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { loadWorksheet } from '../worksheet/load.ts';
import { compilePlan } from '../worksheet/plan.ts';
import { DEFAULT_DATABASE } from './flags.ts';

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
  // Only our own default: elsewhere a folder that does not exist is likely a slip of the pen.
  if (database === DEFAULT_DATABASE) mkdirSync(dirname(database), { recursive: true });
  const community = await openCommunity(database);
  try {
    return await work(community);
  } finally {
    await community.close();
  }
}
