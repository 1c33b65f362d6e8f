import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HlError } from '../../src/errors.ts';
import { listJobs, listMemberRefreshes } from '../../src/jobs/history.ts';
import type { Window } from '../../src/salesforce/interfaces.ts';
import { refreshMembers } from '../../src/jobs/members.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { readSalesforceMember, showMember } from '../../src/jobs/show.ts';
import { readStatus } from '../../src/jobs/status.ts';
import { contactId, FakeOrg } from './fakeOrg.ts';
import { fakeSalesforce } from './fakeSalesforce.ts';
import { depsOf, withStore } from './harness.ts';

const ISSUE = /^There has been an issue retrieving data from the web service\./;

describe('member refresh', () => {
  it('refreshes the contact now, whatever its stamp, by a key of 15 or 18 characters', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      const result = await refreshMembers(deps, [contact.id.slice(0, 15), contact.id]);
      assert.equal(result.status, 'success');
      assert.equal(result.jobType, 'Member Refresh');
      assert.equal(result.examined, 1);
      assert.equal(result.refreshed, 1);
      // One of them for what Salesforce calls the fields, which is kept for a day.
      assert.equal(result.apiCalls, 2);
      assert.equal((await refreshMembers(deps, [contact.id])).apiCalls, 1);
      assert.equal((await showMember(community, contact.id.slice(0, 15))).status, 'active');
    }));

  it('shows in the member refresh history even if nothing had changed', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshMembers(deps, [id]);
      assert.equal((await refreshMembers(deps, [id])).unchanged, 1);
      const rows = await listMemberRefreshes(community, 10);
      assert.deepEqual(
        rows.map(({ jobType, name, outcome }) => [jobType, name, outcome]),
        [
          ['Member Refresh', 'Name1', 'unchanged'],
          ['Member Refresh', 'Name1', 'refreshed'],
        ],
      );
    }));

  it('leaves the watermark of the periodic refresh where it is', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshMembers(deps, [id]);
      assert.equal((await readStatus(deps)).watermark, null);
    }));

  it('fails for a key that Salesforce does not know and that was never synced', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      const result = await refreshMembers(deps, [contactId(99), id]);
      assert.equal(result.status, 'failure');
      assert.equal(result.failed, 1);
      assert.equal(result.refreshed, 1);
      const failed = (await listMemberRefreshes(community, 10)).find(
        ({ legacyContactKey }) => legacyContactKey === contactId(99),
      );
      assert.equal(failed?.status, 'failure');
      assert.match(failed.comment ?? '', ISSUE);
      assert.match(failed.comment ?? '', /never synced/);
      await assert.rejects(showMember(community, contactId(99)), { name: 'MemberNotFound' });
    }));

  it('tells a contact that was deleted or merged before it ever was synced', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact({ deleted: true, masterId: contactId(7) });
      await refreshMembers(depsOf(org, fakeSalesforce(org), community), [id]);
      const [row] = await listMemberRefreshes(community, 1);
      assert.match(row?.comment ?? '', ISSUE);
      assert.match(row?.comment ?? '', new RegExp(`Merged into ${contactId(7)}`));
    }));

  it('disables a member whose contact was deleted', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshMembers(deps, [contact.id]);
      org.change(contact, { deleted: true });
      assert.equal((await refreshMembers(deps, [contact.id])).disabled, 1);
      const member = await showMember(community, contact.id);
      assert.equal(member.status, 'disabled');
      assert.deepEqual(member.reasons, ['Deleted in Salesforce']);
      assert.equal(member.name, 'Name1');
    }));

  it('takes absence for deletion only from a user who sees all contacts', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      await refreshMembers(deps, [id]);
      org.contacts.delete(id);

      org.viewAll = false;
      assert.equal((await refreshMembers(deps, [id])).failed, 1);
      assert.equal((await showMember(community, id)).status, 'active');

      org.viewAll = true;
      assert.equal((await refreshMembers(deps, [id])).disabled, 1);
      assert.equal((await showMember(community, id)).status, 'disabled');
    }));

  it('names every wrong key and does nothing', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const salesforce = fakeSalesforce(org);
      const keys = [contactId(1), '001000000000001AAA', 'short'];
      await assert.rejects(refreshMembers(depsOf(org, salesforce, community), keys), {
        name: 'InvalidKey',
        message: /001000000000001AAA[^]*short/,
      });
      await assert.rejects(refreshMembers(depsOf(org, salesforce, community), []), {
        name: 'InvalidKey',
      });
      assert.equal(salesforce.usage().calls, 0);
      assert.deepEqual(await listJobs(community, 10), []);
    }));
});

describe('what Salesforce has of a contact', () => {
  it('is shown through the rules of the plan, and changes nothing', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact({ active: false });
      const deps = depsOf(org, fakeSalesforce(org), community);
      const member = await readSalesforceMember(deps, id);
      assert.equal(member.status, 'notImported');
      assert.deepEqual(member.reasons, ['IsActive: HL_IsActive__c is not checked']);
      assert.equal(member.profile['LastName'], 'Name1');
      assert.equal(member.hlModDate, '2026-03-01T08:00:00.000Z');
      await assert.rejects(showMember(community, id), { name: 'MemberNotFound' });
    }));

  it('is an error for a deleted contact', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const { id } = org.addContact({ deleted: true });
      await assert.rejects(readSalesforceMember(depsOf(org, fakeSalesforce(org), community), id), {
        name: 'MemberNotFound',
        message: /Deleted in Salesforce/,
      });
    }));
});

describe('the overview', () => {
  it('says to which org the store belongs, what is at work and what failed last', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      org.addContact();
      const deps = depsOf(org, fakeSalesforce(org), community);
      const idle = await readStatus(deps);
      assert.equal(idle.organizationId, org.id);
      assert.deepEqual([idle.running, idle.lastFailure], [null, null]);

      const failing = fakeSalesforce(org, {
        onCall: () => {
          throw new HlError('SalesforceUnreachable', 'No answer.');
        },
      });
      await assert.rejects(refreshPeriodic({ ...deps, salesforce: failing }));
      const first = { jobId: 1, jobType: 'Periodic Refresh', dateTime: org.now.toISOString() };
      assert.deepEqual((await readStatus(deps)).lastFailure, { ...first, comment: 'No answer.' });

      let seen;
      const asking = fakeSalesforce(org);
      const countContacts = async (window: Window) => {
        seen = (await readStatus(deps)).running;
        return asking.countContacts(window);
      };
      await refreshPeriodic({ ...deps, salesforce: { ...asking, countContacts } });
      assert.deepEqual(seen, { ...first, jobId: 2 });
      const after = await readStatus(deps);
      assert.deepEqual([after.running, after.lastFailure], [null, null]);
    }));

  it('says what is pending, when the periodic refresh ran and how the API is used', () =>
    withStore(async (community) => {
      const org = new FakeOrg();
      const contact = org.addContact();
      org.addContact({ active: false });
      org.advance(60);
      const deps = depsOf(org, fakeSalesforce(org), community);
      assert.equal((await readStatus(deps)).contactsPendingRefresh, 2);
      assert.equal((await readStatus(deps)).periodicRefreshLastRanAt, null);
      await refreshPeriodic(deps);
      org.advance(1);
      org.change(contact, { lastName: 'Changed' });

      const status = await readStatus(deps);
      assert.equal(status.contactsPendingRefresh, 1);
      assert.equal(status.periodicRefreshSchedule, 30);
      assert.equal(status.periodicRefreshLastRanAt, '2026-03-01T09:00:00.000Z');
      assert.equal(status.watermark, '2026-03-01T09:00:00.000Z');
      assert.deepEqual(status.members, { active: 1, disabled: 0, notImported: 1 });
      assert.equal(status.apiUsage?.limit, 15_000);
    }));
});
