import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Community } from '../../src/community/community.ts';
import { countMembers } from '../../src/community/members.ts';
import { runDry } from '../../src/jobs/dryRun.ts';
import { listJobs, listMemberRefreshes } from '../../src/jobs/history.ts';
import { refreshAtSignOn, refreshMembers } from '../../src/jobs/members.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { showMember } from '../../src/jobs/show.ts';
import { readStatus } from '../../src/jobs/status.ts';
import { contactId, FakeOrg } from './fakeOrg.ts';
import { fakeSalesforce, plan } from './fakeSalesforce.ts';
import { depsOf, withStore } from './harness.ts';

/** A community of so many active members, an hour old. */
async function membersOf(community: Community, count: number) {
  const org = new FakeOrg();
  for (let n = 0; n < count; n++) org.addContact();
  const deps = depsOf(org, fakeSalesforce(org, { pageSize: 50 }), community);
  await refreshPeriodic(deps);
  org.advance(60);
  const deactivate = (from: number, to: number) => {
    for (let n = from; n <= to; n++) org.change(org.contacts.get(contactId(n))!, { active: false });
  };
  return { org, deps, deactivate };
}

const statuses = ({ db }: Community) => countMembers(db);

describe('the brake', () => {
  it('lets pass the larger of 10 members and 20 % of the active ones', () =>
    withStore(async (community) => {
      const { deactivate, deps, org } = await membersOf(community, 60);
      deactivate(1, 12);
      assert.equal((await refreshPeriodic(deps)).disabled, 12);
      org.advance(60);
      deactivate(13, 23);
      assert.equal((await refreshPeriodic(deps)).status, 'held');
      org.advance(60);
    }));

  it('holds a job that would disable more: no member is disabled, and the watermark stays', () =>
    withStore(async (community) => {
      const { deactivate, deps, org } = await membersOf(community, 30);
      const { watermark } = await readStatus(deps);
      deactivate(1, 11);
      org.change(org.contacts.get(contactId(20))!, { lastName: 'Renamed' });

      const held = await refreshPeriodic(deps);

      assert.equal(held.status, 'held');
      assert.equal(held.disabled, 0);
      assert.match(held.comment ?? '', /11 members would be disabled, more than the 10/);
      assert.match(held.comment ?? '', /11 × IsActive: HL_IsActive__c is not checked/);
      assert.match(held.comment ?? '', /--confirm/);
      assert.deepEqual(await statuses(community), { active: 30, disabled: 0, notImported: 0 });
      assert.equal((await showMember(community, contactId(20))).name, 'Renamed');
      const status = await readStatus(deps);
      assert.equal(status.watermark, watermark);
      assert.equal(status.lastHeld?.jobId, held.jobId);
    }));

  it('holds it again, until somebody confirms or the cause is gone', () =>
    withStore(async (community) => {
      const { deactivate, deps, org } = await membersOf(community, 30);
      deactivate(1, 11);
      assert.equal((await refreshPeriodic(deps)).status, 'held');
      org.advance(30);
      assert.equal((await refreshPeriodic(deps)).status, 'held');
      org.change(org.contacts.get(contactId(1))!, { active: true });
      assert.equal((await refreshPeriodic(deps)).disabled, 10);
      assert.equal((await readStatus(deps)).lastHeld, null);
    }));

  it('lets them pass once a person has confirmed', () =>
    withStore(async (community) => {
      const { deactivate, deps } = await membersOf(community, 30);
      deactivate(1, 30);
      const result = await refreshPeriodic(deps, { confirm: true });
      assert.deepEqual([result.status, result.disabled], ['success', 30]);
    }));

  it('counts those whose contacts vanish as well', () =>
    withStore(async (community) => {
      const { deps, org } = await membersOf(community, 30);
      for (let n = 1; n <= 11; n++) org.contacts.delete(contactId(n));
      const held = await refreshPeriodic(deps, { full: true });
      assert.equal(held.status, 'held');
      assert.match(held.comment ?? '', /11 × No longer in Salesforce/);
    }));

  it('disables nobody who is eligible again by the time it comes to that', () =>
    withStore(async (community) => {
      const { deactivate, org } = await membersOf(community, 3);
      deactivate(1, 2);
      const salesforce = fakeSalesforce(org, {
        onCall: (call) => {
          if (call === 3) org.change(org.contacts.get(contactId(1))!, { active: true });
        },
      });
      const result = await refreshPeriodic(depsOf(org, salesforce, community));
      assert.equal(result.disabled, 1);
      assert.equal((await showMember(community, contactId(1))).status, 'active');
    }));
});

describe('the API budget', () => {
  /** Salesforce where others have used so many of 1,000 calls. */
  const used = (org: FakeOrg, calls: () => number) =>
    fakeSalesforce(org, { usage: () => ({ used: calls(), limit: 1000 }) });

  it('halts every refresh for 24 hours once 75 % are used, and then goes on where it stopped', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      for (let n = 0; n < 5; n++) org.addContact();
      let calls = 0;
      const salesforce = fakeSalesforce(org, {
        usage: () => ({ used: calls, limit: 1000 }),
        onCall: (call) => {
          if (call === 4) calls = 750;
        },
      });
      const deps = depsOf(org, salesforce, community);

      await assert.rejects(refreshPeriodic(deps), {
        name: 'ApiBudgetSpent',
        message: /750 of 1000/,
      });

      const [job] = await listJobs(community, 1);
      assert.match(job?.comment ?? '', /Refresh stops for 24 hours/);
      assert.equal(job?.examined, 4);
      const halted = { name: 'RefreshHalted', message: /until 2026-03-02T08:00:00.000Z/ };
      await assert.rejects(refreshPeriodic(deps), halted);
      await assert.rejects(refreshMembers(deps, [contactId(1)]), halted);
      await assert.rejects(refreshAtSignOn(deps, [contactId(1)]), halted);
      assert.equal((await readStatus(deps)).halt?.until, '2026-03-02T08:00:00.000Z');

      org.advance(24 * 60);
      calls = 10;
      const rest = await refreshPeriodic(deps);
      assert.deepEqual([rest.status, rest.examined], ['success', 1]);
      assert.equal((await readStatus(deps)).halt, null);
    }));

  it('reads the usage again after 24 hours, and halts again if it is still spent', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      const deps = depsOf(
        org,
        used(org, () => 800),
        community,
      );
      await assert.rejects(refreshPeriodic(deps), { name: 'ApiBudgetSpent' });
      org.advance(24 * 60);
      await assert.rejects(refreshPeriodic(deps), { name: 'ApiBudgetSpent' });
      await assert.rejects(refreshPeriodic(deps), { name: 'RefreshHalted' });
    }));

  it('is of the worksheet’s allotment where that is lower', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      const deps = depsOf(
        org,
        used(org, () => 400),
        community,
      );
      const allotted = {
        ...deps,
        plan: { ...plan, access: { ...plan.access, dailyApiCalls: 500 } },
      };
      await assert.rejects(refreshPeriodic(allotted), { message: /400 of 500/ });
    }));

  it('halts after a member refresh that needed the last call, and keeps what that brought', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact();
      const deps = depsOf(
        org,
        used(org, () => 900),
        community,
      );
      assert.equal((await refreshMembers(deps, [id])).refreshed, 1);
      await assert.rejects(refreshMembers(deps, [id]), { name: 'RefreshHalted' });
    }));
});

describe('a dry run', () => {
  it('says what a refresh would do, and leaves no trace', () =>
    withStore(async (community) => {
      const { deactivate, deps, org } = await membersOf(community, 3);
      const before = await Promise.all([listJobs(community, 9), listMemberRefreshes(community, 9)]);
      deactivate(1, 1);
      org.change(org.contacts.get(contactId(2))!, { lastName: 'Renamed' });
      org.addContact({ active: false });

      const { result, changes } = await runDry(deps, refreshPeriodic);

      assert.deepEqual(
        changes.map(({ legacyContactKey, outcome }) => [legacyContactKey, outcome]),
        [
          [contactId(1), 'disabled'],
          [contactId(2), 'refreshed'],
          [contactId(4), 'notImported'],
        ],
      );
      assert.equal(result.disabled, 1);
      assert.deepEqual(await statuses(community), { active: 3, disabled: 0, notImported: 0 });
      assert.deepEqual(
        await Promise.all([listJobs(community, 9), listMemberRefreshes(community, 9)]),
        before,
      );
      assert.equal((await refreshPeriodic(deps)).refreshed, 1);
    }));
});
