import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Fault } from 'salesforce-local-org';
import { openCommunity, type Community } from '../../src/community/community.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { STORES } from '../stores.ts';
import { associationPlan, RealOrg } from './realOrg.ts';

/*
 * Over the real API of a local org: whatever goes wrong at whichever call, the
 * refreshes behind it bring the community to where one without faults is.
 */

let real: RealOrg;
/** One in each kind of store; they take turns in meeting what goes wrong. */
let communities: Community[];

before(async () => {
  real = await RealOrg.start(80);
  communities = await Promise.all(
    STORES.map(async ({ newLocation }) => openCommunity(await newLocation())),
  );
  for (const community of communities) await refreshPeriodic(real.deps(community));
});

after(async () => {
  for (const community of communities) await community.close();
  await real.org.close();
});

let edits = 0;

/** A contact gets another name, one comes or leaves, a campaign gets another name. */
async function edit(): Promise<void> {
  edits++;
  const admin = real.admin();
  const { records } = await admin.query<{ Id: string }>('SELECT Id FROM Contact LIMIT 40');
  const [renamed, moved] = [records[edits % 20]!, records[20 + (edits % 20)]!];
  await admin.sobject('Contact').update([
    { Id: renamed.Id, LastName: `Edited ${edits}` },
    { Id: moved.Id, HL_IsActive__c: edits % 2 === 0 },
  ]);
  const [campaign] = (await admin.query<{ Id: string }>('SELECT Id FROM Campaign LIMIT 1')).records;
  await admin.sobject('Campaign').update({ Id: campaign!.Id, Name: `Gala ${edits}` });
}

/** What a refresh that could not be finished may end with. */
const INTERRUPTED: ReadonlySet<string> = new Set([
  'SalesforceUnreachable',
  'SessionExpired',
  'SalesforceError',
  'BulkJobFailed',
  'ApiBudgetSpent',
]);

/** @returns whether it came to its end */
async function refreshAnyway(deps: RefreshDeps, full: boolean): Promise<boolean> {
  try {
    await refreshPeriodic(deps, { full });
    return true;
  } catch (error) {
    assert.ok(INTERRUPTED.has((error as Error).name), String(error));
    return false;
  }
}

/** What was interrupted is finished first; what changed meanwhile is the next one's, by REST. */
async function finish(community: Community, bulkFrom: number): Promise<void> {
  await refreshPeriodic(real.deps(community, { bulkFrom }));
  await refreshPeriodic(real.deps(community));
  await real.assertComplete(community);
}

/** Often enough that a call and its repetition fail. */
const TIMES = 2;

const API = '/services/data';

/** At the nth of what it meets. */
const FAULTS: [what: string, faultAt: (nth: number) => Fault][] = [
  [
    'a 503',
    (nth) => ({ match: { path: API, nth, times: TIMES }, effect: { kind: 'unavailable' } }),
  ],
  [
    'maintenance',
    (nth) => ({ match: { path: API, nth, times: TIMES }, effect: { kind: 'maintenance' } }),
  ],
  [
    'an answer that is cut',
    (nth) => ({
      match: { path: API, nth, times: TIMES },
      effect: { kind: 'drop', afterBytes: 600 },
    }),
  ],
  [
    'a session that ends',
    (nth) => ({ match: { path: API, nth, times: TIMES }, effect: { kind: 'sessionExpired' } }),
  ],
  [
    'an answer that does not come in time',
    (nth) => ({
      match: { path: API, nth, times: TIMES },
      effect: { kind: 'latency', milliseconds: 60_000 },
    }),
  ],
  [
    'a bulk job that fails',
    (nth) => ({ match: { nth, times: 1 }, effect: { kind: 'jobFailed', message: 'Try later' } }),
  ],
];

/** In pages by REST what changed, and everything in bulk. */
const WAYS = [
  { way: 'by REST', bulkFrom: Infinity, full: false },
  { way: 'in bulk', bulkFrom: 1, full: true },
] as const;

describe('a refresh that meets', () => {
  for (const [what, faultAt] of FAULTS) {
    for (const { way, bulkFrom, full } of WAYS) {
      // By REST there are no jobs.
      if (what.includes('bulk job') && !full) continue;
      it(`${what}, at each of its calls, ${way}`, async () => {
        let reached = true;
        for (let nth = 1; reached; nth++) {
          const community = communities[nth % communities.length]!;
          await edit();
          const fault = real.org.faults.add(faultAt(nth));
          // No answer takes that long but one that is held back.
          const timeout = fault.fault.effect.kind === 'latency' ? 1000 : 60_000;
          const ended = await refreshAnyway(real.deps(community, { bulkFrom, timeout }), full);
          reached = fault.struck > 0;
          assert.ok(reached ? nth < 50 : nth > 1 && ended);
          fault.remove();
          await finish(community, bulkFrom);
        }
      });
    }
  }

  for (const { way, bulkFrom, full } of WAYS) {
    it(`the end of its API allotment, at each of its calls, ${way}`, async () => {
      for (let nth = 1, ended = false; !ended; nth++) {
        const community = communities[nth % communities.length]!;
        await edit();
        const admin = real.admin();
        await admin.query('SELECT COUNT() FROM Contact');
        const used = admin.limitInfo.apiUsage!.used + nth;
        const dailyApiCalls = Math.floor(used / 0.75);
        const plan = { ...associationPlan, access: { ...associationPlan.access, dailyApiCalls } };
        ended = await refreshAnyway(real.deps(community, { bulkFrom, plan }), full);
        assert.ok(nth < 50);
        // A halt lasts a day.
        real.letPass(25 * 60);
        await finish(community, bulkFrom);
      }
    });
  }

  it('a clock that is an hour off, on either side', async () => {
    for (const seconds of [3600, -3600]) {
      for (const community of communities) {
        const deps = real.deps(community);
        const clock = () => new Date(deps.clock().getTime() + seconds * 1000);
        await edit();
        await refreshPeriodic({ ...deps, clock });
        await real.assertComplete(community);
      }
    }
  });

  it('a commit that comes late', async () => {
    for (const community of communities) {
      real.letPass(60);
      await refreshPeriodic(real.deps(community));
      const admin = real.admin();
      const eligible =
        "SELECT Id FROM Contact WHERE HL_IsActive__c = true AND HL_Level__c = 'Gold'";
      const [contact] = (await admin.query<{ Id: string }>(eligible)).records;
      const late = real.org.faults.add({
        match: { method: 'PATCH', times: 1 },
        effect: { kind: 'lateCommit' },
      });
      const saving = admin
        .sobject('Contact')
        .update({ Id: contact!.Id, LastName: `Late ${++edits}` });
      await late.reached();
      real.letPass(10);
      await refreshPeriodic(real.deps(community));
      late.remove();
      await saving;
      assert.equal((await refreshPeriodic(real.deps(community))).refreshed, 1);
      await real.assertComplete(community);
    }
  });
});
