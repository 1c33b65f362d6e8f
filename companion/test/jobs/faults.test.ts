import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import type { Fault, LocalOrg } from 'salesforce-local-org';
import { connect } from '../../local-org/test/support.ts';
import { startOrg } from '../../src/cli/localOrg.ts';
import type { Community } from '../../src/community/community.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { createRest } from '../../src/salesforce/rest.ts';
import { askSalesforce } from '../../src/salesforce/salesforce.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import {
  ASSOCIATION_WORKSHEET,
  deployAssociation,
  loadAssociation,
} from '../association/association.ts';
import { withStore } from './harness.ts';

/*
 * Over the real API of a local org: whatever goes wrong at whichever call, the
 * refreshes behind it bring the community to where one without faults is.
 */

const plan = compilePlan(parseWorksheet(ASSOCIATION_WORKSHEET, 'worksheet of the association'));
const CONTACTS = 300;

let org: LocalOrg;
let user: Connection;
let ahead = 0;

before(async () => {
  org = await startOrg({
    port: 0,
    contacts: 0,
    clock: { now: () => new Date(Date.now() + ahead) },
  });
  await deployAssociation(org);
  await loadAssociation(org, CONTACTS);
  // Its session outlives those that the faults end.
  user = connect(org, org.openSession(org.username));
});

after(() => org.close());

function depsOn(community: Community): RefreshDeps {
  let accessToken = org.openSession(org.username);
  const connection = {
    get accessToken() {
      return accessToken;
    },
    instanceUrl: org.url,
    getApiVersion: () => '66.0',
    getAuthInfoFields: () => ({ orgId: org.orgId }),
    refreshAuth: () => {
      accessToken = org.openSession(org.username);
      return Promise.resolve();
    },
  };
  const rest = createRest(connection, { retry: { retries: 1, minTimeout: 0 }, timeout: 20_000 });
  return {
    plan,
    salesforce: askSalesforce(rest, plan),
    community,
    clock: () => new Date(Date.now() + ahead),
  };
}

async function activeMembers({ db }: Community): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('member')
    .select(['legacy_contact_key', 'content_hash'])
    .where('status', '=', 'active')
    .orderBy('legacy_contact_key')
    .execute();
  return new Map(rows.map((row) => [row.legacy_contact_key, row.content_hash]));
}

/** The community is as if it were filled now. */
async function assertComplete(community: Community): Promise<void> {
  await withStore(async (fresh) => {
    await refreshPeriodic(depsOn(fresh));
    assert.deepEqual(await activeMembers(community), await activeMembers(fresh));
  });
}

let edits = 0;

/** A contact gets another name, one leaves, a campaign gets another name. */
async function edit(): Promise<void> {
  edits++;
  const { records } = await user.query<{ Id: string }>('SELECT Id FROM Contact LIMIT 40');
  const [renamed, left] = [records[edits % 20]!, records[20 + (edits % 20)]!];
  await user.sobject('Contact').update({ Id: renamed.Id, LastName: `Edited ${edits}` });
  await user.sobject('Contact').update({ Id: left.Id, HL_IsActive__c: edits % 2 === 0 });
  const campaign = (await user.query<{ Id: string }>('SELECT Id FROM Campaign LIMIT 1'))
    .records[0]!;
  await user.sobject('Campaign').update({ Id: campaign.Id, Name: `Gala ${edits}` });
}

async function refreshAnyway(deps: RefreshDeps, full: boolean): Promise<void> {
  await refreshPeriodic(deps, { full }).catch((error: unknown) => {
    assert.ok(
      ['SalesforceUnreachable', 'SessionExpired', 'SalesforceError'].includes(
        (error as Error).name,
      ),
      String(error),
    );
  });
}

const EFFECTS: [string, Fault['effect']][] = [
  ['a 503', { kind: 'unavailable' }],
  ['maintenance', { kind: 'maintenance' }],
  ['a cut answer', { kind: 'drop', afterBytes: 600 }],
  ['an expired session', { kind: 'sessionExpired' }],
];

describe('a refresh that meets', () => {
  for (const [what, effect] of EFFECTS) {
    it(`${what}, at each of its calls`, () =>
      withStore(async (community) => {
        await refreshPeriodic(depsOn(community));
        for (let nth = 1; nth <= 6; nth++) {
          await edit();
          const fault = org.faults.add({
            match: { path: '/services/data', nth, times: 3 },
            effect,
          } as Fault);
          await refreshAnyway(depsOn(community), nth % 2 === 0);
          fault.remove();
          // What was interrupted is finished first.
          await refreshPeriodic(depsOn(community));
          await refreshPeriodic(depsOn(community));
          await assertComplete(community);
        }
      }));
  }

  it('a clock that is an hour off, on either side', () =>
    withStore(async (community) => {
      await refreshPeriodic(depsOn(community));
      for (const seconds of [3600, -3600]) {
        const skewed = depsOn(community);
        const deps = {
          ...skewed,
          clock: () => new Date(skewed.clock().getTime() + seconds * 1000),
        };
        await edit();
        await refreshPeriodic(deps);
        await assertComplete(community);
      }
    }));

  it('a commit that comes late', () =>
    withStore(async (community) => {
      await refreshPeriodic(depsOn(community));
      ahead += 3_600_000;
      await refreshPeriodic(depsOn(community));
      const eligible =
        "SELECT Id FROM Contact WHERE HL_IsActive__c = true AND HL_Level__c = 'Gold'";
      const [contact] = (await user.query<{ Id: string }>(eligible)).records;
      const late = org.faults.add({
        match: { method: 'PATCH', times: 1 },
        effect: { kind: 'lateCommit' },
      });
      const saving = user
        .sobject('Contact')
        .update({ Id: contact!.Id, LastName: `Late ${++edits}` });
      await late.reached();
      ahead += 10 * 60_000;
      await refreshPeriodic(depsOn(community));
      late.remove();
      await saving;
      assert.equal((await refreshPeriodic(depsOn(community))).refreshed, 1);
      await assertComplete(community);
    }));
});
