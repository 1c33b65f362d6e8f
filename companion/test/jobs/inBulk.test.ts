import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Community } from '../../src/community/community.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { showMember } from '../../src/jobs/show.ts';
import type { Salesforce } from '../../src/salesforce/interfaces.ts';
import { FakeOrg, type Contact } from './fakeOrg.ts';
import { fakeSalesforce } from './fakeSalesforce.ts';
import { depsOf, withStore } from './harness.ts';

/** Contacts that were taken apart, so that the rules could be applied to them. */
class Looked {
  readonly ids: string[] = [];

  over(salesforce: Salesforce): Salesforce {
    const { ids: looked } = this;
    return {
      ...salesforce,
      changes(window) {
        const changes = salesforce.changes(window);
        return {
          ...changes,
          async *contactsInBulk(...given) {
            for await (const page of changes.contactsInBulk(...given)) {
              const read: typeof page.read = () => {
                const contacts = page.read();
                looked.push(...contacts.records.map(({ id }) => id));
                return contacts;
              };
              yield { ...page, read };
            }
          },
        };
      },
    };
  }
}

/** A full refresh in bulk. @returns the Ids of the contacts that it looked at */
async function refreshAll(org: FakeOrg, community: Community): Promise<string[]> {
  const looked = new Looked();
  const salesforce = looked.over(fakeSalesforce(org, { bulkFrom: 1 }));
  await refreshPeriodic(depsOf(org, salesforce, community), { full: true });
  return looked.ids.sort();
}

/** Some contacts in a campaign, which a full refresh has read. */
async function withMembers(
  use: (scene: { org: FakeOrg; community: Community; ada: Contact; bob: Contact }) => Promise<void>,
): Promise<void> {
  await withStore(async (community) => {
    const org = new FakeOrg();
    const [ada, bob] = [
      org.addContact({ expires: '2026-03-31' }),
      org.addContact({ active: false, expires: '2026-04-30' }),
    ];
    org.addContact();
    const gala = org.addCampaign('Gala');
    org.addToCampaign(ada, gala);
    assert.equal((await refreshAll(org, community)).length, 3);
    org.advance(60);
    await use({ org, community, ada, bob });
  });
}

describe('a full refresh in bulk', () => {
  it('looks at no contact that is as it was', () =>
    withMembers(async ({ org, community, ada }) => {
      assert.deepEqual(await refreshAll(org, community), []);
      // What the rules do not look at.
      org.change(ada, { department: 'Sales' });
      assert.deepEqual(await refreshAll(org, community), []);
    }));

  it('looks at one that changed, and not again', () =>
    withMembers(async ({ org, community, ada }) => {
      org.change(ada, { lastName: 'Lovelace' });
      assert.deepEqual(await refreshAll(org, community), [ada.id]);
      assert.equal((await showMember(community, ada.id)).name, 'Lovelace');
      assert.deepEqual(await refreshAll(org, community), []);
    }));

  it('looks at those in a campaign that has another name', () =>
    withMembers(async ({ org, community, ada }) => {
      org.changeCampaign(org.campaigns[0]!, { name: 'Ball' });
      assert.deepEqual(await refreshAll(org, community), [ada.id]);
    }));

  it('looks at everybody when a label is another one', () =>
    withMembers(async ({ org, community }) => {
      org.levels.set('gold', 'Golden');
      assert.equal((await refreshAll(org, community)).length, 3);
      assert.deepEqual(await refreshAll(org, community), []);
    }));

  it('looks at a member whose time is over, though nobody touched the contact', () =>
    withMembers(async ({ org, community, ada, bob }) => {
      org.advance(31 * 24 * 60);
      assert.deepEqual(await refreshAll(org, community), [ada.id]);
      assert.equal((await showMember(community, ada.id)).status, 'disabled');
      // One who is no member has another reason more; the other was disabled by REST.
      org.advance(31 * 24 * 60);
      assert.deepEqual(await refreshAll(org, community), [ada.id, bob.id]);
      assert.deepEqual((await showMember(community, bob.id)).reasons, [
        'IsActive: HL_IsActive__c is not checked',
        'Expiration date: Expires__c is 2026-04-30, which has passed',
      ]);
      assert.deepEqual(await refreshAll(org, community), []);
    }));

  it('looks again at one that a refresh by REST found changed', () =>
    withMembers(async ({ org, community, ada }) => {
      const before = ada.lastName;
      org.change(ada, { lastName: 'Lovelace' });
      await refreshPeriodic(depsOf(org, fakeSalesforce(org), community));
      org.change(ada, { lastName: before });
      assert.deepEqual(await refreshAll(org, community), [ada.id]);
      assert.equal((await showMember(community, ada.id)).name, before);
    }));

  it('looks at one that was gone and came back as it was', () =>
    withMembers(async ({ org, community, ada }) => {
      org.change(ada, { deleted: true });
      await refreshAll(org, community);
      assert.equal((await showMember(community, ada.id)).status, 'disabled');
      org.change(ada, { deleted: false });
      assert.deepEqual(await refreshAll(org, community), [ada.id]);
      assert.equal((await showMember(community, ada.id)).status, 'active');
    }));
});
