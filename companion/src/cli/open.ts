import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Org } from '@salesforce/core';
import {
  type Community,
  isAddress,
  openCommunity,
  openExistingCommunity,
} from '../community/community.ts';
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

/** Opens the community store for a refresh, which creates it if there is none, and closes it again. */
export function withCommunity<T>(
  database: string,
  work: (community: Community) => Promise<T>,
): Promise<T> {
  const folder = dirname(database);
  // Only a folder of our own: elsewhere one that does not exist is likely a slip of the pen.
  if (!isAddress(database) && basename(folder) === '.hl') mkdirSync(folder, { recursive: true });
  return closedAfter(openCommunity(database), work);
}

/**
 * The same for commands that only look.
 *
 * @throws HlError 'NoStoreError' if there is no store yet
 */
export function withExistingCommunity<T>(
  database: string,
  work: (community: Community) => Promise<T>,
): Promise<T> {
  return closedAfter(openExistingCommunity(database), work);
}

async function closedAfter<T>(
  opening: Promise<Community>,
  work: (community: Community) => Promise<T>,
): Promise<T> {
  const community = await opening;
  try {
    return await work(community);
  } finally {
    await community.close();
  }
}
