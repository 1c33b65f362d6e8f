import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Community } from '../../src/community/community.ts';
import { describeExplanation } from '../../src/cli/explanation.ts';
import { explainMember } from '../../src/jobs/explain.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { contactId, FakeOrg } from './fakeOrg.ts';
import { fakeSalesforce } from './fakeSalesforce.ts';
import { depsOf, withStore } from './harness.ts';

/** An org, its community, and what a community manager sees of a contact. */
function desk(community: Community) {
  const org = new FakeOrg();
  const asked: string[][] = [];
  const deps = () => depsOf(org, fakeSalesforce(org), community);
  return {
    org,
    asked,
    refresh: () => refreshPeriodic(deps()),
    explain: (key: string) =>
      explainMember(
        {
          ...deps(),
          findStampFailures: (ids) => {
            asked.push([...ids]);
            return Promise.resolve([]);
          },
        },
        key,
      ),
  };
}

describe('hl explain', () => {
  it('follows a contact from its sign-up to the recycle bin', () =>
    withStore(async (community) => {
      const { org, refresh, explain } = desk(community);
      const page = async () => describeExplanation(await explain(contact.id));
      const contact = org.addContact({ lastName: 'Byron', expires: '2026-12-31' });
      assert.match(await page(), /never synced[^]*Eligible: yes[^]*no refresh has brought it/);

      await refresh();
      const there = await explain(contact.id.slice(0, 15));
      assert.equal(there.legacyContactKey, contact.id);
      assert.deepEqual(
        there.gates.map(({ gate, passed }) => [gate, passed]),
        [
          ['IsActive', true],
          ['Expiration date', true],
        ],
      );
      assert.equal(there.hlModDate, '2026-03-01T08:00:00.000Z');
      assert.match(await page(), /active, last written at 2026-03-01T08[^]*It is up to date/);

      org.advance(5);
      org.change(contact, { lastName: 'Lovelace', level: 'gold' });
      assert.match(
        await page(),
        /: name, LastName, communityGroups\. HL_Mod_Date is 2026-03-01T08:05.*every 30 minutes/,
      );

      await refresh();
      org.flows = false;
      org.advance(30);
      await refresh();
      org.change(contact, { lastName: 'King' });
      assert.match(await page(), /did not stamp the contact\. The daily pass brings it/);

      org.flows = true;
      org.change(contact, { expires: '2026-02-28' });
      assert.match(await page(), /Eligible: no[^]*fails {3}Expiration date: .* has passed/);
      await refresh();
      assert.match(await page(), /In the community: disabled \(Expiration date: .* has passed\)/);

      org.change(contact, { deleted: true, masterId: contactId(7) });
      assert.match(await page(), /merged[^]*Merged into 003000000000007AAA .*disabled in the/);
      org.contacts.delete(contact.id);
      assert.match(await page(), /Salesforce no longer has this contact/);
      org.viewAll = false;
      assert.match(await page(), /hidden by sharing is not known/);
    }));

  it('says that too many disables were held', () =>
    withStore(async (community) => {
      const { org, refresh, explain } = desk(community);
      const contacts = Array.from({ length: 12 }, () => org.addContact());
      await refresh();
      org.advance(1);
      contacts.forEach((contact) => {
        org.change(contact, { active: false });
      });
      assert.equal((await refresh()).status, 'held');
      const { answers, community: held } = await explain(contacts[0]!.id);
      assert.equal(held?.status, 'active');
      assert.match(answers.at(-1)!.answer, /status.*disabled nobody\. Held: 12 members/);
    }));

  it('refuses what is no key, and writes nothing', () =>
    withStore(async (community) => {
      const { explain } = desk(community);
      await assert.rejects(explain('001000000000001AAA'), { name: 'InvalidKey' });
      assert.match(
        (await explain(contactId(1))).answers[0]!.answer,
        /has no contact with this key/,
      );
      const { members } = await community.db
        .selectFrom('member')
        .select(({ fn }) => fn.countAll().as('members'))
        .executeTakeFirstOrThrow();
      assert.equal(Number(members), 0);
    }));
});
