import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { todayAt } from '../../src/refresh/days.ts';
import type { Member } from '../../src/refresh/interfaces.ts';
import { compileRules } from '../../src/refresh/member.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import { contactEdits, moments, orgs, worksheets } from './arbitraries.ts';
import type { RawOrg } from './interfaces.ts';
import { expectCommunity } from './oracle.ts';
import { campaignsOf, catalogueOf, contactBy, type Api } from './readers.ts';

interface World {
  worksheet: object;
  org: RawOrg;
  now: Date;
}

const worlds: fc.Arbitrary<World> = fc.record({
  worksheet: worksheets,
  org: orgs,
  now: moments,
});

function membersOf({ worksheet, org, now }: World, api: Api): Member[] {
  const plan = compilePlan(parseWorksheet(JSON.stringify(worksheet), 'worksheet'));
  const toMember = compileRules({ plan, catalogue: catalogueOf(org), today: todayAt(now) });
  return org.contacts.map((contact) => {
    const campaigns = campaignsOf(org, contact.Id);
    return toMember(
      contactBy(api, org, contact, plan.select),
      api === 'REST' ? campaigns : campaigns.toReversed(),
    );
  });
}

/** What the community shows of a member, and what that hash stands for. */
function shown(member: Member) {
  const { name, profile, verdict, demographics, communityGroups, securityGroups } = member;
  const failed = verdict.gates.filter(({ passed }) => !passed);
  return { name, profile, failed, demographics, communityGroups, securityGroups };
}

describe('the rules and the oracle', () => {
  for (const api of ['REST', 'Bulk'] as const) {
    it(`have the same community, by ${api}`, () => {
      fc.assert(
        fc.property(worlds, (world) => {
          const worksheet = parseWorksheet(JSON.stringify(world.worksheet), 'worksheet');
          const expected = expectCommunity(worksheet, world.org, world.now);
          for (const member of membersOf(world, api)) {
            const { profile, demographics, communityGroups, securityGroups } = member;
            assert.deepEqual(
              member.verdict.eligible
                ? { profile, demographics, communityGroups, securityGroups }
                : undefined,
              expected.get(member.legacyContactKey),
            );
          }
        }),
        { numRuns: 200 },
      );
    });
  }

  it('keep the hash where only the API differs', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        assert.deepEqual(membersOf(world, 'Bulk'), membersOf(world, 'REST'));
      }),
      { numRuns: 200 },
    );
  });

  it('have another hash exactly where the community has something else to hold', () => {
    fc.assert(
      fc.property(worlds, contactEdits, moments, (world, edit, later) => {
        const [first, ...others] = world.org.contacts;
        const edited = { ...world.org, contacts: [{ ...first!, ...edit }, ...others] };
        const [before] = membersOf(world, 'REST');
        const [after] = membersOf({ ...world, org: edited, now: later }, 'REST');
        const same = JSON.stringify(shown(before!)) === JSON.stringify(shown(after!));
        const sameEnd = before!.expiresOn === after!.expiresOn;
        assert.equal(before!.contentHash === after!.contentHash, same && sameEnd);
      }),
      { numRuns: 300 },
    );
  });

  it('make the same of a contact through the day that its member is said to last', () => {
    fc.assert(
      fc.property(worlds, fc.nat({ max: 400 }), (world, days) => {
        const { expiration } = parseWorksheet(JSON.stringify(world.worksheet), 'worksheet');
        const timeZone = expiration === 'none' ? 'Etc/GMT+12' : expiration.timeZone;
        const later = new Date(world.now.getTime() + days * 24 * 3_600_000);
        const today = later.toLocaleDateString('sv-SE', { timeZone });
        const then = membersOf({ ...world, now: later }, 'Bulk');
        membersOf(world, 'Bulk').forEach(({ expiresOn, contentHash }, index) => {
          if (expiresOn === null || today <= expiresOn) {
            assert.equal(then[index]!.contentHash, contentHash);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('agree that nothing changes through the day that a member is said to last', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const worksheet = parseWorksheet(JSON.stringify(world.worksheet), 'worksheet');
        const zone = worksheet.expiration === 'none' ? 'Etc/GMT+12' : worksheet.expiration.timeZone;
        for (const { legacyContactKey: key, expiresOn } of membersOf(world, 'REST')) {
          const now = expectCommunity(worksheet, world.org, world.now).get(key);
          for (let hours = 0; hours < 100; hours += 7) {
            const later = new Date(world.now.getTime() + hours * 3_600_000);
            const today = later.toLocaleDateString('sv-SE', { timeZone: zone });
            const then = expectCommunity(worksheet, world.org, later).get(key);
            if (now === undefined || (expiresOn !== null && today > expiresOn)) {
              if (now !== undefined) assert.notDeepEqual(then, now);
              break;
            }
            assert.deepEqual(then, now);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
