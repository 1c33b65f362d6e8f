import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMembershipIndex } from '../../src/salesforce/membershipIndex.ts';

const CAMPAIGNS = 14;

const idOf = (prefix: string, number: number) => `${prefix}${String(number).padStart(12, '0')}AAA`;

/** The campaigns of a contact: those whose bit is set in its number. */
const campaignsOf = (contact: number) =>
  Array.from({ length: CAMPAIGNS }, (_, campaign) => campaign).filter(
    (campaign) => (contact >> campaign) % 2 === 1,
  );

describe('the index of campaign members', () => {
  it('has all campaigns of each contact, even where no two contacts have the same', () => {
    const index = createMembershipIndex();
    const contacts = Array.from({ length: 2 ** CAMPAIGNS }, (_, number) => number);
    for (const contact of contacts) {
      for (const campaign of campaignsOf(contact).toReversed()) {
        const membership = {
          campaignId: idOf('701', campaign),
          campaignName: `Campaign${campaign}`,
          campaignEndDate: campaign % 2 === 0 ? null : '2026-06-30',
          status: 'Sent',
        };
        const kind = index.kindOf(2 ** campaign, () => membership);
        index.add(idOf('003', contact), kind);
      }
    }
    const found = index.of(contacts.map((contact) => idOf('003', contact)));
    contacts.forEach((contact) => {
      assert.deepEqual(
        found[contact]!.memberships.map(({ campaignId }) => campaignId),
        campaignsOf(contact).map((campaign) => idOf('701', campaign)),
      );
    });
    assert.deepEqual(
      found.map(({ hash }) => hash),
      contacts,
    );
    assert.deepEqual(index.of([idOf('003', 7)]), [found[7]]);
  });
});
