import assert from 'node:assert/strict';
import type { Connection } from 'jsforce';
import type { LocalOrg } from 'salesforce-local-org';
import { connect } from '../../local-org/test/support.ts';
import { startOrg } from '../../src/cli/localOrg.ts';
import type { Community } from '../../src/community/community.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { createRest } from '../../src/salesforce/rest.ts';
import { askSalesforce } from '../../src/salesforce/salesforce.ts';
import type { Plan } from '../../src/worksheet/interfaces.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import {
  ASSOCIATION_WORKSHEET,
  deployAssociation,
  loadAssociation,
} from '../association/association.ts';
import { STORES } from '../stores.ts';
import { withStoreOf } from './harness.ts';

/* Refreshes over the real API of a local org with an association in it. */

export const associationPlan: Plan = compilePlan(
  parseWorksheet(ASSOCIATION_WORKSHEET, 'worksheet of the association'),
);

interface Asking {
  /** Who asks; the administrator when absent. */
  readonly username?: string;
  /** Windows of so many contacts are read in bulk; when absent, as many as in earnest. */
  readonly bulkFrom?: number;
  /** Milliseconds that a call may take. */
  readonly timeout?: number;
  readonly plan?: Plan;
}

/** An association of so many contacts in an org, whose clock can be set forward. */
export class RealOrg {
  readonly org: LocalOrg;
  readonly #clock: { readonly now: () => Date; ahead: number };

  private constructor(org: LocalOrg, clock: { readonly now: () => Date; ahead: number }) {
    this.org = org;
    this.#clock = clock;
  }

  static async start(contacts: number): Promise<RealOrg> {
    const clock = { ahead: 0, now: () => new Date(Date.now() + clock.ahead) };
    const org = await startOrg({ port: 0, contacts: 0, clock });
    await deployAssociation(org);
    await loadAssociation(org, contacts);
    return new RealOrg(org, clock);
  }

  letPass(minutes: number): void {
    this.#clock.ahead += minutes * 60_000;
  }

  /** Who works in the org, in a session that no fault has ended. */
  admin(): Connection {
    return connect(this.org, this.org.openSession(this.org.username));
  }

  deps(community: Community, asking: Asking = {}): RefreshDeps {
    const { username = this.org.username, timeout = 60_000, plan = associationPlan } = asking;
    let accessToken = this.org.openSession(username);
    const connection = {
      get accessToken() {
        return accessToken;
      },
      instanceUrl: this.org.url,
      getApiVersion: () => '66.0',
      getAuthInfoFields: () => ({ orgId: this.org.orgId }),
      refreshAuth: () => {
        accessToken = this.org.openSession(username);
        return Promise.resolve();
      },
    };
    const rest = createRest(connection, { retry: { retries: 1, minTimeout: 0 }, timeout });
    const salesforce = askSalesforce(rest, plan);
    const { bulkFrom = salesforce.bulkFrom } = asking;
    return { plan, salesforce: { ...salesforce, bulkFrom }, community, clock: this.#clock.now };
  }

  /** The community is as if it were filled now. */
  async assertComplete(community: Community): Promise<void> {
    await withStoreOf(STORES[0]!, async (fresh) => {
      await refreshPeriodic(this.deps(fresh));
      assert.deepEqual(await activeMembers(community), await activeMembers(fresh));
    });
  }
}

/** Their keys, with what stands for all that the community holds of each. */
export async function activeMembers({ db }: Community): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('member')
    .select(['legacy_contact_key', 'content_hash'])
    .where('status', '=', 'active')
    .orderBy('legacy_contact_key')
    .execute();
  return new Map(rows.map((row) => [row.legacy_contact_key, row.content_hash]));
}
