import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Community } from '../../src/community/community.ts';
import { findMember } from '../../src/community/members.ts';
import { listJobs, listMemberRefreshes } from '../../src/jobs/history.ts';
import { refreshMembers } from '../../src/jobs/members.ts';
import { refreshPeriodic } from '../../src/jobs/periodic.ts';
import { GONE } from '../../src/refresh/transition.ts';
import { STORES } from '../stores.ts';
import { FakeOrg, fakeSalesforce } from './fakeOrg.ts';
import { Crash, crashing, depsOf, fuse, withStoreOf } from './harness.ts';

/*
 * Whatever happens in the org, and wherever the companion is killed, a complete
 * refresh leaves the community as an oracle says that does not know how
 * refreshing works: it looks at the contacts, and at who was eligible when.
 */

const lag = fc.integer({ min: 0, max: 14 });
const which = fc.nat(11);

const edit = fc.oneof(
  fc.record({ kind: fc.constant('add'), active: fc.boolean(), lag }),
  fc.record({ kind: fc.constant('rename'), which, lag }),
  fc.record({ kind: fc.constant('toggle'), which, lag }),
  fc.record({ kind: fc.constant('irrelevant'), which, lag }),
  fc.record({ kind: fc.constant('move'), which, lag }),
  fc.record({ kind: fc.constant('renameAccount'), which, lag }),
  fc.record({ kind: fc.constant('delete'), which, lag }),
);

const action = fc.oneof(
  { weight: 5, arbitrary: edit },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore'), which, lag }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refresh'),
      /** Made while the refresh is at its nth call. */
      meanwhile: fc.array(fc.record({ atCall: fc.integer({ min: 1, max: 6 }), edit }), {
        maxLength: 2,
      }),
      killedAt: fc.option(fc.integer({ min: 1, max: 60 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refreshMember'), which }) },
);

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
type OrgContact = ReturnType<FakeOrg['addContact']>;

class World {
  readonly org = new FakeOrg();
  readonly community: Community;
  /** Contacts that were eligible at some moment while a refresh was under way. */
  readonly mayHaveBeenMember = new Set<string>();
  /** Contacts deleted and restored without a refresh noticing: what changed before may leave no trace. */
  readonly restoredUnnoticed = new Set<string>();
  #names = 0;

  constructor(community: Community) {
    this.community = community;
  }

  pick<T>(from: Iterable<T>, index: number): T | undefined {
    const all = [...from];
    return all[index % all.length];
  }

  live(): OrgContact[] {
    return [...this.org.contacts.values()].filter(({ deleted }) => !deleted);
  }

  edit(one: Edit): void {
    if (one.kind === 'add') {
      this.org.addContact({ active: 'active' in one && one.active }, one.lag);
      return;
    }
    const index = 'which' in one ? one.which : 0;
    const contact = this.pick(this.live(), index);
    const account =
      this.pick(this.org.accounts, index) ?? this.org.addAccount(`Account${++this.#names}`);
    if (one.kind === 'renameAccount') {
      this.org.renameAccount(account, `Account${++this.#names}`, one.lag);
    } else if (contact !== undefined) {
      const change = {
        rename: { lastName: `Renamed${++this.#names}` },
        toggle: { active: !contact.active },
        irrelevant: { department: `${++this.#names}` },
        move: { account },
        delete: { deleted: true },
      }[one.kind];
      this.org.change(contact, change, one.lag);
    }
  }

  note(): void {
    this.live()
      .filter(({ active }) => active)
      .forEach(({ id }) => this.mayHaveBeenMember.add(id));
  }

  async refresh({ meanwhile, killedAt }: Extract<Action, { meanwhile: unknown }>): Promise<void> {
    const burning = fuse(killedAt ?? Infinity);
    this.note();
    const salesforce = fakeSalesforce(this.org, {
      onCall: (call) => {
        burning.burn();
        meanwhile
          .filter(({ atCall }) => atCall === call)
          .forEach((one) => {
            this.edit(one.edit);
          });
        this.note();
      },
    });
    try {
      await refreshPeriodic(depsOf(this.org, salesforce, crashing(this.community, burning)));
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }

  async do(one: Action): Promise<void> {
    if ('meanwhile' in one) {
      await this.refresh(one);
    } else if ('minutes' in one) {
      this.org.advance(one.minutes);
    } else if (one.kind === 'refreshMember') {
      const contact = 'which' in one ? this.pick(this.org.contacts.values(), one.which) : undefined;
      if (contact !== undefined) {
        this.note();
        await refreshMembers(depsOf(this.org, fakeSalesforce(this.org), this.community), [
          contact.id,
        ]);
      }
    } else if (one.kind === 'restore') {
      await this.restore(one);
    } else {
      this.edit(one);
    }
  }

  async restore(one: { which?: number; lag?: number }): Promise<void> {
    const deleted = [...this.org.contacts.values()].filter((contact) => contact.deleted);
    const contact = this.pick(deleted, one.which ?? 0);
    if (contact !== undefined) {
      const known = await findMember(this.community.db, contact.id);
      if (known?.content_hash !== GONE) {
        this.restoredUnnoticed.add(contact.id);
      }
      this.org.change(contact, { deleted: false }, one.lag);
    }
  }

  async settle(): Promise<void> {
    this.note();
    const deps = depsOf(this.org, fakeSalesforce(this.org), this.community);
    // A killed run is finished first; what changed behind its back is the next one's.
    await refreshPeriodic(deps);
    await refreshPeriodic(deps);
  }

  async compare(): Promise<void> {
    const rows = await this.community.db.selectFrom('member').selectAll().execute();
    const members = new Map(rows.map((row) => [row.legacy_contact_key, row]));
    for (const contact of this.org.contacts.values()) {
      const member = members.get(contact.id);
      if (this.restoredUnnoticed.has(contact.id)) continue;
      if (!contact.deleted && contact.active) {
        assert.equal(member?.status, 'active');
        assert.equal(member.name, contact.lastName);
        assert.deepEqual(JSON.parse(member.profile), {
          LastName: contact.lastName,
          CompanyName: contact.account?.name ?? null,
        });
      } else {
        const possible = this.mayHaveBeenMember.has(contact.id)
          ? ['disabled', 'notImported']
          : ['notImported'];
        if (contact.deleted) {
          possible.push('never heard of');
        }
        assert.ok(possible.includes(member?.status ?? 'never heard of'), member?.status);
      }
    }
    assert.ok(rows.every(({ legacy_contact_key: key }) => this.org.contacts.has(key)));
  }

  async checkHistories(): Promise<void> {
    const refreshes = await listMemberRefreshes(this.community, 10_000);
    for (const job of await listJobs(this.community, 1000)) {
      const { examined, refreshed, unchanged, disabled, notImported, failed } = job;
      assert.equal(examined, refreshed + unchanged + disabled + notImported + failed);
      assert.notEqual(job.status, 'running');
      const told = refreshes.filter(({ jobId }) => jobId === job.jobId).length;
      assert.ok(told <= examined);
    }
  }
}

/** PostgreSQL is slower to ask, and the rules are the same. */
const RUNS = { SQLite: 150, PostgreSQL: 15 };

for (const store of STORES) {
  it(`leaves the community in ${store.kind} as the contacts are, whatever happened before`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40 }), (actions) =>
        withStoreOf(store, async (community) => {
          const world = new World(community);
          for (const one of actions) {
            await world.do(one);
          }
          await world.settle();
          await world.compare();
          await world.checkHistories();
          const again = await refreshPeriodic(
            depsOf(world.org, fakeSalesforce(world.org), community),
          );
          assert.equal(again.examined, again.unchanged);
        }),
      ),
      { numRuns: RUNS[store.kind] },
    );
  });
}
