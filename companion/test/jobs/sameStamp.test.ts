import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeTitles } from '../association/association.ts';
import { listJobs } from '../../src/jobs/history.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { STORES } from '../stores.ts';
import { withStoreOf } from './harness.ts';
import { RealOrg } from './realOrg.ts';

const CONTACTS = 10_000;
/** Both refreshes, with the calls that failed. */
const MOST_CALLS = 25;
const [SQLITE] = STORES;

interface Stamps {
  readonly one: string;
  readonly other: string;
}

let real: RealOrg;

before(async () => {
  real = await RealOrg.start(CONTACTS);
});

after(() => real.org.close());

describe('ten thousand contacts with the same stamp', () => {
  for (const [way, bulkFrom] of [
    ['by REST', Infinity],
    ['in bulk', CONTACTS],
  ] as const) {
    it(`are each read once, ${way}, also by who was interrupted and with every locator expired`, () =>
      withStoreOf(SQLITE!, async (community) => {
        // What was saved shortly before a refresh is read again by the next.
        real.letPass(60);
        await refreshPeriodic(real.deps(community));
        real.standStill();
        await changeTitles(real.admin(), way);
        const { records } = await real
          .admin()
          .query<Stamps>('SELECT MIN(HL_Mod_Date__c) one, MAX(HL_Mod_Date__c) other FROM Contact');
        assert.equal(records[0]!.one, records[0]!.other);
        real.org.faults.add({ effect: { kind: 'locatorExpired' } });
        const cut = real.org.faults.add({
          match: { method: 'GET|POST', path: '/services/data', nth: 6, times: 8 },
          effect: { kind: 'unavailable' },
        });
        await assert.rejects(refreshPeriodic(real.deps(community, { bulkFrom })), {
          name: 'SalesforceUnreachable',
        });
        cut.remove();
        await refreshPeriodic(real.deps(community, { bulkFrom }));
        real.org.faults.clear();
        const [second, first] = await listJobs(community, 2);
        assert.equal(first!.examined + second!.examined, CONTACTS);
        const calls = first!.apiCalls + second!.apiCalls;
        assert.ok(calls <= MOST_CALLS, `${calls} calls`);
        await real.assertComplete(community);
      }));
  }
});
