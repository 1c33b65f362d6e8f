import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Community } from '../../src/community/community.ts';
import { countMembers } from '../../src/community/members.ts';
import { HlError } from '../../src/errors.ts';
import { listJobs, listMemberRefreshes } from '../../src/jobs/history.ts';
import type { Progress, RefreshDeps } from '../../src/jobs/interfaces.ts';
import type { Window } from '../../src/salesforce/interfaces.ts';
import { refreshMembers } from '../../src/jobs/members.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { showMember } from '../../src/jobs/show.ts';
import { readStatus } from '../../src/jobs/status.ts';
import { STORES, type StoreKind } from '../stores.ts';
import { contactId, FakeOrg } from './fakeOrg.ts';
import { fakeSalesforce, plan } from './fakeSalesforce.ts';
import { Crash, crashing, depsOf, fuse, withStore, withStoreOf } from './harness.ts';

/** Of the counts, those that are not zero. */
function counts(result: object): object {
  const names = ['examined', 'refreshed', 'unchanged', 'disabled', 'notImported', 'failed'];
  return Object.fromEntries(
    Object.entries(result).filter(([name, value]) => names.includes(name) && value !== 0),
  );
}

describe('periodic refresh', () => {
  it('reads every contact the first time and imports the eligible ones', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      org.addContact({ active: false });
      org.addContact({ deleted: true });
      org.advance(24 * 60);

      const result = await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));

      assert.deepEqual(counts(result), { examined: 2, refreshed: 1, notImported: 1 });
      assert.equal(result.status, 'success');
      assert.equal(result.jobType, 'Periodic Refresh');
      assert.equal(result.from, null);
      assert.equal(result.to, org.now.toISOString());
      assert.equal((await showMember(community, contactId(1))).status, 'active');
      const second = await showMember(community, contactId(2));
      assert.equal(second.status, 'notImported');
      assert.deepEqual(second.reasons, ['IsActive: HL_IsActive__c is not checked']);
      await assert.rejects(showMember(community, contactId(3)), { name: 'MemberNotFound' });
    }));

  it('afterwards reads what was stamped since, and 15 minutes before', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const edited = org.addContact();
      const recent = org.addContact();
      org.addContact();
      org.advance(60);
      org.change(recent, { lastName: 'Recent' });
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.advance(10);
      org.change(edited, { lastName: 'Edited' });

      const result = await refreshPeriodic(deps);

      assert.deepEqual(counts(result), { examined: 2, refreshed: 1, unchanged: 1 });
      assert.equal(result.from, '2026-03-01T08:45:00.000Z');
      assert.equal(result.to, '2026-03-01T09:10:00.000Z');
      assert.equal((await showMember(community, edited.id)).name, 'Edited');
    }));

  it('leaves alone what no flow stamped', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      org.advance(60);
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.change(contact, { department: 'Sales' });
      assert.deepEqual(counts(await refreshPeriodic(deps)), {});
    }));

  it('refreshes the contacts of an account that changed', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const account = org.addAccount('Old Name');
      const contact = org.addContact({ account });
      org.addContact();
      org.advance(60);
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.renameAccount(account, 'New Name');

      assert.deepEqual(counts(await refreshPeriodic(deps)), { examined: 1, refreshed: 1 });
      const { profile } = await showMember(community, contact.id);
      assert.equal(profile['CompanyName'], 'New Name');
    }));

  it('disables members that are no longer eligible, deleted or merged, and says why', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const [inactive, deleted, merged] = [org.addContact(), org.addContact(), org.addContact()];
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.advance(60);
      org.change(inactive, { active: false });
      org.change(deleted, { deleted: true });
      org.change(merged, { deleted: true, masterId: inactive.id });

      assert.deepEqual(counts(await refreshPeriodic(deps)), { examined: 3, disabled: 3 });

      const rows = await listMemberRefreshes(community, 3);
      assert.deepEqual(
        rows.map(({ name, deactivated, comment }) => [name, deactivated, comment]),
        [
          ['Name1', true, 'IsActive: HL_IsActive__c is not checked'],
          ['Name2', true, 'Deleted in Salesforce'],
          ['Name3', true, `Merged into ${inactive.id} in Salesforce`],
        ],
      );
    }));

  it('counts a change of a member that was disabled before as none, and knows the present reason', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      for (const change of [{ active: false }, { lastName: 'Other' }, { deleted: true }]) {
        await refreshPeriodic(deps);
        org.advance(60);
        org.change(contact, change);
      }
      assert.deepEqual(counts(await refreshPeriodic(deps)), { examined: 1, unchanged: 1 });
      const { name, reasons, status } = await showMember(community, contact.id);
      assert.deepEqual([name, status, reasons], ['Other', 'disabled', ['Deleted in Salesforce']]);
    }));

  it('fails before it writes anything if the worksheet’s gate is not a checkbox', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      const wrong = { ...plan, gates: [{ gate: 'IsActive' as const, field: 'LastName' }] };
      await assert.rejects(
        refreshPeriodic({ ...deps, plan: { ...wrong, fingerprint: 'plan two' } }),
        { name: 'WorksheetError' },
      );
      assert.equal((await showMember(community, contactId(1))).status, 'active');
    }));

  it('takes a member back when it is eligible again', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      for (const active of [false, true]) {
        await refreshPeriodic(deps);
        org.advance(60);
        org.change(contact, { active });
      }
      assert.deepEqual(counts(await refreshPeriodic(deps)), { examined: 1, refreshed: 1 });
      assert.equal((await showMember(community, contact.id)).status, 'active');
    }));

  it('shows Not Imported in the history for a contact that never was eligible', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact({ active: false });
      await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
      const [row] = await listMemberRefreshes(community, 1);
      assert.equal(row?.name, 'Not Imported');
      assert.equal(row.status, 'success');
      assert.equal(row.deactivated, false);
      assert.equal(row.jobType, 'Periodic Refresh');
    }));

  it('reads every contact again under another plan', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.advance(24 * 60);
      const wider = {
        ...plan,
        profile: [...plan.profile, { name: 'Bio', source: 'Name' }],
        fingerprint: 'plan two',
      };
      const result = await refreshPeriodic({ ...deps, plan: wider });
      assert.equal(result.from, null);
      assert.deepEqual(counts(result), { examined: 1, refreshed: 1 });
      assert.equal((await showMember(community, contact.id)).profile['Bio'], 'Name1');
    }));

  it('counts its own API calls and tells how far it is', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      for (let n = 0; n < 5; n++) org.addContact();
      org.advance(60);
      const told: Progress[] = [];
      const deps = {
        ...depsOf(org, fakeSalesforce(org), community),
        onProgress: (progress: Progress) => told.push(progress),
      };
      const first = await refreshPeriodic(deps);
      // What the fields are called, the count, and three pages: the first brings that of the recycle bin.
      assert.equal(first.apiCalls, 1 + 1 + 3);
      assert.deepEqual(
        told.map(({ phase, counts: { examined }, total }) => [phase, examined, total]),
        [
          ['contacts', 2, 5],
          ['contacts', 4, 5],
          ['contacts', 5, 5],
          ['deleted', 5, 5],
        ],
      );
      assert.equal((await refreshPeriodic(deps)).apiCalls, 2);
    }));

  it('records a job that failed, keeps its watermark and starts again from there', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      for (let n = 0; n < 4; n++) org.addContact();
      const failing = fakeSalesforce(org, {
        onCall: (call) => {
          if (call === 4) throw new HlError('FieldNotVisible', 'No such column.');
        },
      });
      await assert.rejects(refreshPeriodic(depsOf(org, failing, community)), {
        name: 'FieldNotVisible',
      });
      const [failed] = await listJobs(community, 1);
      assert.equal(failed?.status, 'failure');
      assert.equal(failed.comment, 'No such column.');
      assert.deepEqual(counts(failed), { examined: 2, refreshed: 2 });

      const again = await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
      assert.notEqual(again.jobId, failed.jobId);
      assert.deepEqual(counts(again), { examined: 4, refreshed: 2, unchanged: 2 });
    }));

  it('goes on where one stopped that Salesforce did not answer to its end', async () => {
    for (const name of ['SalesforceUnreachable', 'SessionExpired']) {
      await withStore(async (community) => {
        const org = new FakeOrg();
        for (let n = 0; n < 5; n++) org.addContact();
        const failing = fakeSalesforce(org, {
          onCall: (call) => {
            if (call === 4) throw new HlError(name, 'No answer.');
          },
        });
        await assert.rejects(refreshPeriodic(depsOf(org, failing, community)), { name });
        org.advance(5);
        const deps = depsOf(org, fakeSalesforce(org), community);
        const rest = await refreshPeriodic(deps);
        assert.deepEqual(counts(rest), { examined: 3, refreshed: 3 });
        assert.equal(rest.to, '2026-03-01T08:00:00.000Z');
        assert.deepEqual(
          (await listJobs(community, 10)).map(({ status, comment }) => [status, comment]),
          [
            ['success', '3 contacts examined: 3 refreshed'],
            ['failure', 'No answer.'],
          ],
        );
        assert.equal((await refreshPeriodic(deps)).examined, 5);
      });
    }
  });

  it('brings back a member whose contact was taken out of the recycle bin, within a day', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const [restored, gone] = [org.addContact(), org.addContact()];
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.advance(60);
      org.change(restored, { deleted: true });
      org.change(gone, { deleted: true });
      assert.equal((await refreshPeriodic(deps)).disabled, 2);
      org.advance(60);
      // As if taking a contact out of the recycle bin left no trace at all.
      restored.deleted = false;
      // The other one's deletion is in the overlap.
      assert.deepEqual(counts(await refreshPeriodic(deps)), { examined: 1, unchanged: 1 });
      org.advance(23 * 60);
      assert.equal((await refreshPeriodic(deps)).refreshed, 1);
      assert.equal((await showMember(community, restored.id)).status, 'active');
      assert.equal((await showMember(community, gone.id)).status, 'disabled');
    }));

  it('refuses the contacts of another org', () =>
    withStore(async (community) => {
      const [one, other] = [new FakeOrg(), new FakeOrg('00D000000000002EAA')];
      one.addContact();
      await refreshPeriodic(depsOf(one, fakeSalesforce(one), community));
      const deps = depsOf(other, fakeSalesforce(other), community);
      const expected = { name: 'OtherOrg', message: /00D000000000001EAA.*00D000000000002EAA/ };
      await assert.rejects(refreshPeriodic(deps), expected);
      await assert.rejects(refreshMembers(deps, [contactId(1)]), expected);
      await assert.rejects(readStatus(deps), expected);
      assert.equal((await listJobs(community, 10)).length, 1);
      assert.equal((await showMember(community, contactId(1))).status, 'active');
    }));

  it('writes nothing where a renewed session turns out to be of another org', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
      const salesforce = fakeSalesforce(org);
      let asked = 0;
      const renewed = {
        ...salesforce,
        organizationId: () => (++asked === 1 ? org.id : '00D000000000002EAA'),
      };
      await assert.rejects(refreshPeriodic(depsOf(org, renewed, community)), { name: 'OtherOrg' });
      assert.equal((await listJobs(community, 1))[0]?.status, 'failure');
    }));

  it('refuses to run beside another refresh, and can run when that one is over', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      const salesforce = fakeSalesforce(org);
      const deps = depsOf(org, salesforce, community);
      let refused: unknown;
      await refreshPeriodic({
        ...deps,
        salesforce: {
          ...salesforce,
          async describeFields(...asked) {
            refused = await refreshPeriodic(deps).catch((error: unknown) => error);
            return salesforce.describeFields(...asked);
          },
        },
      });
      assert.equal((refused as Error).name, 'RefreshRunning');
      await refreshPeriodic(deps);
      assert.equal((await listJobs(community, 10)).length, 2);
    }));
});

describe('a periodic refresh that reads everything', () => {
  const planTwo = { ...plan, fingerprint: 'plan two' };

  /** Three members, of whom the first was deleted for good since. */
  async function withPurged(
    use: (org: FakeOrg, deps: RefreshDeps, community: Community) => Promise<void>,
  ): Promise<void> {
    await withStore(async (community) => {
      const org = new FakeOrg();
      for (let n = 0; n < 3; n++) org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshPeriodic(deps);
      org.advance(60);
      org.contacts.delete(contactId(1));
      await use(org, { ...deps, plan: planTwo }, community);
    });
  }

  it('disables members that Salesforce no longer has', () =>
    withPurged(async (_, deps, community) => {
      const result = await refreshPeriodic(deps);
      assert.deepEqual(counts(result), { examined: 3, unchanged: 2, disabled: 1 });
      const { status, reasons } = await showMember(community, contactId(1));
      assert.deepEqual([status, reasons], ['disabled', ['No longer in Salesforce']]);
    }));

  it('does not if the user does not see all contacts, and says so', () =>
    withPurged(async (org, deps, community) => {
      org.viewAll = false;
      const result = await refreshPeriodic(deps);
      assert.equal(result.status, 'success');
      assert.match(result.comment ?? '', /2 unchanged\. Members .* stay as they are: .*View All/);
      assert.equal((await showMember(community, contactId(1))).status, 'active');
    }));

  it('does not if fewer contacts were shown than Salesforce counts', () =>
    withPurged(async (org, deps, community) => {
      const { salesforce } = deps;
      const countContacts = async (window: Window) => {
        const { count, serverTime } = await salesforce.countContacts(window);
        return { count: count + 1, serverTime };
      };
      const result = await refreshPeriodic({
        ...deps,
        salesforce: { ...salesforce, countContacts },
      });
      assert.match(result.comment ?? '', /counts 3 contacts and showed 2/);
      assert.equal((await showMember(community, contactId(1))).status, 'active');
      assert.equal(org.contacts.size, 2);
    }));

  it('does so although it was interrupted, and knows what the first part was shown', () =>
    withPurged(async (org, deps, community) => {
      const failing = fakeSalesforce(org, {
        pageSize: 1,
        onCall: (call) => {
          if (call === 4) throw new HlError('SalesforceUnreachable', 'No answer.');
        },
      });
      await assert.rejects(refreshPeriodic({ ...deps, salesforce: failing }));
      assert.deepEqual(counts(await refreshPeriodic(deps)), {
        examined: 2,
        unchanged: 1,
        disabled: 1,
      });
      assert.equal((await showMember(community, contactId(1))).status, 'disabled');
    }));
});

describe('a periodic refresh that was killed', () => {
  /** Seven eligible contacts and, from an earlier refresh, two members to disable. */
  async function story(community: Parameters<typeof crashing>[0], fuseLength: number) {
    const org = new FakeOrg();
    const before = [org.addContact(), org.addContact()];
    await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
    org.advance(60);
    org.change(before[0]!, { active: false });
    org.change(before[1]!, { deleted: true });
    for (let n = 0; n < 7; n++) org.addContact();

    const burning = fuse(fuseLength);
    const dying = fakeSalesforce(org, { onCall: burning.burn });
    const killed = await refreshPeriodic(depsOf(org, dying, crashing(community, burning))).then(
      () => false,
      (error: unknown) => {
        assert.ok(error instanceof Crash, String(error));
        return true;
      },
    );
    org.advance(5);
    const after = await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
    return { org, killed, after };
  }

  /** @returns whether the run was over before it could be killed at that step */
  async function checkKilledAt(store: StoreKind, step: number): Promise<boolean> {
    let over = false;
    await withStoreOf(store, async (community) => {
      const { after, killed } = await story(community, step);
      over = !killed;
      const jobs = await listJobs(community, 10);
      assert.deepEqual(
        jobs.map(({ status }) => status),
        jobs.map(() => 'success'),
      );
      if (killed) {
        assert.deepEqual(counts(after), { examined: 9, refreshed: 7, disabled: 2 });
        assert.equal(jobs.length, 2);
      }
      assert.equal((await listMemberRefreshes(community, 100)).length, 2 + 9);
      assert.deepEqual(await countMembers(community.db), {
        active: 7,
        disabled: 2,
        notImported: 0,
      });
    });
    return over;
  }

  it('goes on where it stopped, wherever that was: nothing lost, nothing twice', async () => {
    for (const store of STORES) {
      // PostgreSQL is slower to ask, and its steps are the same.
      const stride = store.kind === 'SQLite' ? 1 : 7;
      let steps = 1;
      while (!(await checkKilledAt(store, steps))) steps += stride;
      assert.ok(steps > 30, `there were only ${steps} steps to be killed at`);
    }
  });

  it('starts anew if the plan has changed meanwhile', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      for (let n = 0; n < 4; n++) org.addContact();
      // The statements of a first page are more than ten.
      const burning = fuse(10);
      const dying = crashing(community, burning);
      await assert.rejects(refreshPeriodic(depsOf(org, fakeSalesforce(org), dying)), Crash);

      const other = { ...plan, fingerprint: 'plan two' };
      const result = await refreshPeriodic({
        ...depsOf(org, fakeSalesforce(org), community),
        plan: other,
      });
      assert.equal(result.examined, 4);
      const [, killed] = await listJobs(community, 2);
      assert.equal(killed?.status, 'failure');
      assert.equal(killed.comment, 'Stopped before it was finished.');
    }));
});
