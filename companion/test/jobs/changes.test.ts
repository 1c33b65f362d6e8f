import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Community } from '../../src/community/community.ts';
import { refreshGroup } from '../../src/jobs/groups.ts';
import type { RefreshDeps } from '../../src/jobs/interfaces.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { showMember } from '../../src/jobs/show.ts';
import { FakeOrg } from './fakeOrg.ts';
import { fakeSalesforce } from './fakeSalesforce.ts';
import { depsOf, withStore } from './harness.ts';

interface Story {
  org: FakeOrg;
  deps: RefreshDeps;
  community: Community;
  /** Key, name and end of the community groups that a member is in. */
  groups: (key: string) => Promise<(string | null)[][]>;
}

function tell(story: (story: Story) => Promise<void>): Promise<void> {
  return withStore(async (community) => {
    const org = new FakeOrg();
    const deps = depsOf(org, fakeSalesforce(org), community);
    const groups = async (key: string) => {
      const { communityGroups } = await showMember(community, key);
      return communityGroups.map((group) => [group.key, group.name, group.role, group.endDate]);
    };
    await story({ org, deps, community, groups });
  });
}

describe('campaigns', () => {
  it('bring their members into a group, with the status as the role', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact();
      const gala = org.addCampaign('Gala', '2026-05-01');
      org.addToCampaign(contact, gala, 'Responded');
      await refreshPeriodic(deps);
      assert.deepEqual(await groups(contact.id), [[gala.id, 'Gala', 'Responded', '2026-05-01']]);
    }));

  it('refresh the contacts that came, went or have another status', () =>
    tell(async ({ org, deps, groups }) => {
      const [comes, goes, other] = [org.addContact(), org.addContact(), org.addContact()];
      org.addContact();
      const gala = org.addCampaign('Gala');
      const gone = org.addToCampaign(goes, gala);
      const changed = org.addToCampaign(other, gala);
      org.advance(60);
      await refreshPeriodic(deps);
      org.advance(60);
      org.addToCampaign(comes, gala);
      org.changeMember(gone, { deleted: true });
      org.changeMember(changed, { status: 'Responded' });

      const result = await refreshPeriodic(deps);

      assert.equal(result.examined, 3);
      assert.equal(result.refreshed, 3);
      assert.deepEqual(await groups(comes.id), [[gala.id, 'Gala', 'Sent', null]]);
      assert.deepEqual(await groups(goes.id), []);
      assert.deepEqual(await groups(other.id), [[gala.id, 'Gala', 'Responded', null]]);
    }));

  it('refresh their members when they have another name or end, or are deleted', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact();
      org.addContact();
      const gala = org.addCampaign('Gala');
      org.addToCampaign(contact, gala);
      await refreshPeriodic(deps);
      for (const [change, expected] of [
        [{ name: 'Ball' }, [[gala.id, 'Ball', 'Sent', null]]],
        [{ endDate: '2026-12-31' }, [[gala.id, 'Ball', 'Sent', '2026-12-31']]],
        [{ deleted: true }, []],
      ] as const) {
        org.advance(60);
        org.changeCampaign(gala, change);
        assert.equal((await refreshPeriodic(deps)).refreshed, 1);
        assert.deepEqual(await groups(contact.id), expected);
      }
    }));

  it('bring their members back when they go on after their end, or were over when they were first met', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact();
      const gala = org.addCampaign('Gala', '2026-02-28');
      org.addToCampaign(contact, gala);
      org.advance(60);
      await refreshPeriodic(deps);
      assert.deepEqual(await groups(contact.id), []);
      for (const [endDate, expected] of [
        ['2026-12-31', [[gala.id, 'Gala', 'Sent', '2026-12-31']]],
        ['2026-02-28', []],
        [null, [[gala.id, 'Gala', 'Sent', null]]],
      ] as const) {
        org.advance(60);
        org.changeCampaign(gala, { endDate });
        await refreshPeriodic(deps);
        assert.deepEqual(await groups(contact.id), expected);
      }
    }));

  it('do not refresh anybody when nothing of them changed that the community shows', () =>
    tell(async ({ org, deps }) => {
      org.addToCampaign(org.addContact(), org.addCampaign('Gala'));
      org.advance(60);
      await refreshPeriodic(deps);
      for (const examined of [1, 0]) {
        org.advance(60);
        // How often it was looked at, say.
        org.changeCampaign(org.campaigns[0]!, {});
        assert.equal((await refreshPeriodic(deps)).examined, examined);
      }
    }));

  it('lose their members when they end, though nobody touched a record', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact();
      org.addToCampaign(contact, org.addCampaign('Gala', '2026-03-02'));
      await refreshPeriodic(deps);
      org.advance(24 * 60);
      await refreshPeriodic(deps);
      assert.equal((await groups(contact.id)).length, 1);
      org.advance(24 * 60);
      await refreshPeriodic(deps);
      assert.deepEqual(await groups(contact.id), []);
    }));
});

describe('what no stamp tells', () => {
  it('a membership that ends: the member is disabled with the next refresh', () =>
    tell(async ({ org, deps, community }) => {
      const contact = org.addContact({ expires: '2026-03-02' });
      await refreshPeriodic(deps);
      org.advance(39 * 60);
      assert.equal((await refreshPeriodic(deps)).disabled, 0);
      org.advance(60);
      const result = await refreshPeriodic(deps);
      assert.equal(result.disabled, 1);
      assert.equal((await showMember(community, contact.id)).status, 'disabled');
      org.advance(60);
      assert.equal((await refreshPeriodic(deps)).examined, 0);
    }));

  it('a merge: the loser is disabled, and the winner refreshed', () =>
    tell(async ({ org, deps, community, groups }) => {
      const [loser, winner] = [org.addContact(), org.addContact()];
      const gala = org.addCampaign('Gala');
      const member = org.addToCampaign(loser, gala);
      await refreshPeriodic(deps);
      org.advance(60);
      org.change(loser, { deleted: true, masterId: winner.id });
      // As if the campaign member moved without a trace.
      member.contactId = winner.id;
      const result = await refreshPeriodic(deps);
      assert.deepEqual([result.disabled, result.refreshed], [1, 1]);
      const { reasons } = await showMember(community, loser.id);
      assert.deepEqual(reasons, [`Merged into ${winner.id} in Salesforce`]);
      assert.equal((await groups(winner.id)).length, 1);
    }));

  it('changes made while a flow was off: found within a day', () =>
    tell(async ({ org, deps, community }) => {
      const account = org.addAccount('Old');
      const [contact, employee] = [org.addContact(), org.addContact({ account })];
      org.advance(60);
      await refreshPeriodic(deps);
      org.advance(60);
      org.flows = false;
      org.change(contact, { lastName: 'Renamed' });
      org.renameAccount(account, 'New');
      assert.equal((await refreshPeriodic(deps)).refreshed, 0);
      org.advance(23 * 60);
      assert.equal((await refreshPeriodic(deps)).refreshed, 2);
      assert.equal((await showMember(community, contact.id)).name, 'Renamed');
      const { profile } = await showMember(community, employee.id);
      assert.equal(profile['CompanyName'], 'New');
    }));

  it('another label of an option: everybody is read again, within a day', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact({ level: 'gold' });
      org.addContact();
      await refreshPeriodic(deps);
      assert.deepEqual((await groups(contact.id))[0]?.[1], 'Gold');
      org.levels.set('gold', 'Golden');
      org.advance(25 * 60);
      const result = await refreshPeriodic(deps);
      assert.deepEqual([result.from, result.refreshed], [null, 1]);
      assert.deepEqual((await groups(contact.id))[0]?.[1], 'Golden');
      org.advance(60);
      assert.equal((await refreshPeriodic(deps)).examined, 0);
    }));

  it('a new option: known as soon as a contact has it', () =>
    tell(async ({ org, deps, groups }) => {
      const contact = org.addContact();
      await refreshPeriodic(deps);
      org.advance(60);
      org.levels.set('plat', 'Platinum');
      org.change(contact, { level: 'plat' });
      await refreshPeriodic(deps);
      assert.deepEqual(await groups(contact.id), [['Level__c:plat', 'Platinum', 'Member', null]]);
    }));
});

describe('a group refresh', () => {
  it('refreshes those who are in the group already, whatever their stamps', () =>
    tell(async ({ org, deps, groups }) => {
      const members = [1, 2, 3].map(() => org.addContact({ level: 'gold' }));
      const outside = org.addContact();
      await refreshPeriodic(deps);
      org.advance(60);
      org.flows = false;
      for (const contact of [...members.slice(1), outside])
        org.change(contact, { level: 'silver' });

      const result = await refreshGroup(deps, 'community', 'Level__c:gold');

      assert.equal(result.jobType, 'Community Refresh');
      assert.deepEqual([result.examined, result.refreshed, result.unchanged], [3, 2, 1]);
      assert.deepEqual((await groups(members[1]!.id))[0]?.[1], 'Silver');
      assert.deepEqual(await groups(outside.id), []);
      const security = await refreshGroup(deps, 'security', 'Contacts');
      assert.deepEqual([security.jobType, security.examined], ['Security Group Refresh', 4]);
    }));

  it('refuses a group that nobody is in', () =>
    tell(async ({ org, deps }) => {
      org.addContact();
      await refreshPeriodic(deps);
      await assert.rejects(refreshGroup(deps, 'community', 'Level__c:gold'), {
        name: 'GroupNotFound',
      });
    }));
});
