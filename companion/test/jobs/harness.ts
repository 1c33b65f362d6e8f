import type { KyselyPlugin } from 'kysely';
import { openCommunity, type Community } from '../../src/community/community.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import type { Salesforce } from '../../src/salesforce/interfaces.ts';
import { STORES, type StoreKind } from '../stores.ts';
import type { FakeOrg } from './fakeOrg.ts';
import { plan } from './fakeSalesforce.ts';

/** Runs with a new community store, once with each kind there is. */
export async function withStore(use: (community: Community) => Promise<void>): Promise<void> {
  for (const store of STORES) {
    await withStoreOf(store, use).catch((error: unknown) => {
      if (error instanceof Error) error.message = `${store.kind}: ${error.message}`;
      throw error;
    });
  }
}

/** Runs with a new community store of one kind. */
export async function withStoreOf(
  { newLocation }: StoreKind,
  use: (community: Community) => Promise<void>,
): Promise<void> {
  const community = await openCommunity(await newLocation());
  try {
    await use(community);
  } finally {
    await community.close();
  }
}

export function depsOf(org: FakeOrg, salesforce: Salesforce, community: Community): RefreshDeps {
  return { plan, salesforce, community, clock: () => org.now };
}

/** Stands for the end of the process. */
export class Crash extends Error {}

export interface Fuse {
  /** To be called at each step; throws at the chosen one and ever after. */
  burn: () => void;
  readonly steps: number;
}

export function fuse(length: number): Fuse {
  let steps = 0;
  return {
    burn() {
      if (++steps >= length) throw new Crash(`crashed at step ${steps}`);
    },
    get steps() {
      return steps;
    },
  };
}

/**
 * The same store for a process that crashes: from the chosen statement on none
 * gets through, so that its transaction is rolled back and nothing is recorded
 * about the failure, as if the process had been killed.
 */
export function crashing(community: Community, { burn }: Fuse): Community {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      burn();
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return { ...community, db: community.db.withPlugin(plugin) };
}
