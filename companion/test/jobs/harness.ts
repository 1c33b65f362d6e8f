import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KyselyPlugin } from 'kysely';
import { openCommunity, type Community } from '../../src/community/community.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import type { Salesforce } from '../../src/salesforce/interfaces.ts';
import type { FakeOrg } from './fakeOrg.ts';
import { plan } from './fakeSalesforce.ts';

/** Runs with a community store in a folder of its own. */
export async function withStore(use: (community: Community) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hl-jobs-'));
  const community = await openCommunity(join(folder, 'community.db'));
  try {
    await use(community);
  } finally {
    await community.close();
    rmSync(folder, { recursive: true, force: true });
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
