import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openCommunity, type Community } from '../../src/community/community.ts';
import { connectPushApi } from '../../src/community/higherLogic/pushApi.ts';
import { saveMembers } from '../../src/community/members.ts';
import { countOutbox, findFailed, queueMembers, retryFailed } from '../../src/community/outbox.ts';
import { pushOutbox, type PushCounts } from '../../src/community/push.ts';
import type { MemberTable } from '../../src/community/schema.ts';
import type { Plan } from '../../src/worksheet/interfaces.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import {
  API_KEY,
  startPushServer,
  type PushServer,
  type PushServerOptions,
} from '../pushServer.ts';
import { STORES, type StoreKind } from '../stores.ts';
import { memberRow } from './memberRow.ts';

const NOW = '2026-03-01T09:00:00.000Z';
const clock = () => new Date(NOW);

function planOf(destination: string): Plan {
  const profile = 'profile: { FirstName: FirstName, LastName: LastName, EmailAddress: Email }';
  return compilePlan(
    parseWorksheet(`${profile}\ndestination: ${destination}`, 'the worksheet of this test'),
  );
}

function named(
  number: number,
  LastName = `Name${number}`,
  values: Partial<Omit<MemberTable, 'profile'>> = {},
) {
  return memberRow(number, { ...values, profile: { LastName } });
}

const keyOf = (number: number) => memberRow(number).legacy_contact_key;

/** A store, a server, and what joins them. */
class Bridge {
  readonly community: Community;
  readonly server: PushServer;
  plan: Plan;

  constructor(community: Community, server: PushServer) {
    this.community = community;
    this.server = server;
    this.plan = planOf(`{ name: higher-logic, url: "${server.url}", disabledMembers: delete }`);
  }

  /** What a refresh does with members that have changed. */
  async write(...rows: MemberTable[]): Promise<void> {
    await this.community.db.transaction().execute(async (db) => {
      await saveMembers(db, rows);
      await queueMembers(db, this.plan.destination, rows, NOW);
    });
  }

  async push({ apiKey = API_KEY, stop }: { apiKey?: string; stop?: AbortSignal } = {}) {
    const { plan, community } = this;
    const stopping = stop === undefined ? {} : { stop };
    const api = await connectPushApi(plan.destination, {
      apiKey,
      backoff: () => 1,
      ...stopping,
    });
    const counts: PushCounts = { sent: 0, unchanged: 0, failed: 0 };
    await pushOutbox({ plan, community, api, clock, ...stopping }, counts);
    return counts;
  }

  async waiting(): Promise<number> {
    return (await countOutbox(this.community.db)).waiting;
  }
}

async function withBridge(
  { newLocation }: StoreKind,
  use: (bridge: Bridge) => Promise<void>,
  options: PushServerOptions = {},
): Promise<void> {
  const server = await startPushServer(options);
  const community = await openCommunity(await newLocation());
  try {
    await use(new Bridge(community, server));
  } finally {
    await community.close();
    await server.close();
  }
}

for (const store of STORES) {
  describe(`sending members on from ${store.kind}`, () => {
    it('sends each once, in the order in which they changed, and later only what changed', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(3), named(2));
        await bridge.write(named(1));
        await bridge.write(named(3, 'Renamed'));
        assert.deepEqual(await bridge.push(), { sent: 3, unchanged: 0, failed: 0 });
        assert.deepEqual(server.taken.flat(), [keyOf(2), keyOf(3), keyOf(1)]);
        assert.equal(server.contacts.get(keyOf(3))?.ContactDetails['LastName'], 'Renamed');

        assert.deepEqual(await bridge.push(), { sent: 0, unchanged: 0, failed: 0 });
        await bridge.write(named(2, 'Name2', { content_hash: 'a change that is not sent' }));
        await bridge.write(named(1, 'Renamed too'));
        assert.deepEqual(await bridge.push(), { sent: 1, unchanged: 1, failed: 0 });
        assert.equal(server.requests(), 2);
      }));

    it('sends many in several requests', () =>
      withBridge(store, async (bridge) => {
        await bridge.write(...Array.from({ length: 250 }, (_, number) => named(number)));
        assert.equal((await bridge.push()).sent, 250);
        assert.equal(bridge.server.contacts.size, 250);
        assert.ok(bridge.server.requests() < 10);
      }));

    it('deletes a disabled member that it sent, and does not send one that it never did', () =>
      withBridge(store, async (bridge) => {
        await bridge.write(named(1));
        await bridge.push();
        await bridge.write(
          named(1, 'Name1', { status: 'disabled' }),
          named(2, 'Name2', { status: 'disabled' }),
          named(3, 'Name3', { status: 'notImported' }),
        );
        assert.deepEqual(await bridge.push(), { sent: 1, unchanged: 1, failed: 0 });
        assert.equal(bridge.server.contacts.size, 0);
        assert.deepEqual(bridge.server.taken.flat(), [keyOf(1), keyOf(1)]);
      }));

    it('repeats what fails for a passing reason, and loses nothing if it stays so', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(1));
        server.troubles.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
        assert.equal((await bridge.push()).sent, 1);
        assert.equal(server.requests(), 3);

        await bridge.write(named(2));
        server.troubles.push(...Array.from({ length: 6 }, () => ({ status: 500, body: 'Oops' })));
        await assert.rejects(bridge.push(), {
          name: 'PushUnreachable',
          message: /does not take members now \(HTTP status 500: Oops\)/,
        });
        assert.equal(await bridge.waiting(), 1);
        assert.equal((await bridge.push()).sent, 1);
      }));

    it('does not ask again before the API wants to be asked', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(1));
        server.troubles.push({ status: 503, headers: { 'retry-after': '3600' } });
        await assert.rejects(bridge.push(), {
          name: 'PushUnreachable',
          message: /asked again after 3600 s/,
          data: { retryAfter: 3_600_000 },
        });
        assert.deepEqual([server.requests(), await bridge.waiting()], [1, 1]);
      }));

    it('sends again what it has no answer for, also if the member was disabled meanwhile', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(1), named(2));
        server.troubles.push(...Array.from({ length: 6 }, () => 'answer lost' as const));
        await assert.rejects(bridge.push(), { name: 'PushUnreachable' });
        assert.equal(server.contacts.size, 2);
        await bridge.write(named(1, 'Name1', { status: 'disabled' }));
        assert.deepEqual(await bridge.push(), { sent: 2, unchanged: 0, failed: 0 });
        assert.deepEqual([...server.contacts.keys()], [keyOf(2)]);
      }));

    it('keeps a member that changes while it is being sent', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(1), named(2));
        server.onRequest = async () => {
          server.onRequest = () => undefined;
          await bridge.write(named(1, 'Changed meanwhile'));
        };
        assert.deepEqual(await bridge.push(), { sent: 3, unchanged: 0, failed: 0 });
        assert.equal(
          server.contacts.get(keyOf(1))?.ContactDetails['LastName'],
          'Changed meanwhile',
        );
        assert.deepEqual(server.taken, [[keyOf(1), keyOf(2)], [keyOf(1)]]);
      }));

    it('finds out who is refused, keeps the server’s words, and sends the others', () =>
      withBridge(
        store,
        async (bridge) => {
          await bridge.write(...[1, 2, 3, 4, 5].map((number) => named(number)));
          await bridge.write(named(4, 'Bad'));
          assert.deepEqual(await bridge.push(), { sent: 4, unchanged: 0, failed: 1 });
          const [failed, ...others] = await findFailed(bridge.community.db, 10);
          assert.deepEqual(others, []);
          assert.deepEqual(
            [failed?.legacy_contact_key, failed?.error, failed?.failed_at],
            [keyOf(4), 'HTTP status 400: Bad is a bad name', NOW],
          );
          assert.deepEqual(await bridge.push(), { sent: 0, unchanged: 0, failed: 0 });

          // It waits again when asked to, and when it changes.
          assert.deepEqual(await retryFailed(bridge.community.db, undefined), [keyOf(4)]);
          assert.deepEqual(await bridge.push(), { sent: 0, unchanged: 0, failed: 1 });
          await bridge.write(named(4, 'Good'));
          assert.deepEqual(await bridge.push(), { sent: 1, unchanged: 0, failed: 0 });
        },
        {
          refuse: ({ ContactDetails }) =>
            ContactDetails['LastName'] === 'Bad' ? 'Bad is a bad name' : null,
        },
      ));

    it('sends fewer at a time where the server says that the request is too large', () =>
      withBridge(
        store,
        async (bridge) => {
          await bridge.write(...Array.from({ length: 30 }, (_, number) => named(number)));
          assert.equal((await bridge.push()).sent, 30);
          assert.equal(bridge.server.contacts.size, 30);
        },
        { limit: 2000 },
      ));

    it('does not send what the API would not take, and says so', () =>
      withBridge(store, async (bridge) => {
        await bridge.write(named(1), memberRow(2, { profile: { Birthday: 'in May' } }));
        assert.deepEqual(await bridge.push(), { sent: 1, unchanged: 0, failed: 1 });
        const [failed] = await findFailed(bridge.community.db, 1);
        assert.match(failed?.error ?? '', /only a date for Birthday/);
      }));

    it('stops at a key that is refused, and shows it nowhere', () =>
      withBridge(store, async (bridge) => {
        await bridge.write(named(1));
        await assert.rejects(bridge.push({ apiKey: 'another-key' }), (error: Error) => {
          assert.equal(error.name, 'PushKeyRefused');
          assert.match(error.message, /HTTP status 401: Key … is not known/);
          assert.doesNotMatch(JSON.stringify([error, error.stack, error.cause]), /another-key/);
          return true;
        });
        assert.equal(await bridge.waiting(), 1);
      }));

    it('stops when asked to: at once while it waits, after the answer while one is due', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(...Array.from({ length: 150 }, (_, number) => named(number)));
        const first = new AbortController();
        server.onRequest = () => {
          first.abort();
        };
        assert.equal((await bridge.push({ stop: first.signal })).sent, 100);

        const second = new AbortController();
        server.onRequest = () => undefined;
        server.troubles.push({ status: 429, headers: { 'retry-after': '299' } });
        const pushing = bridge.push({ stop: second.signal });
        while (server.troubles.length > 0) await new Promise(setImmediate);
        second.abort();
        await assert.rejects(pushing, { name: 'PushStopped' });
        assert.equal((await bridge.push()).sent, 50);
        assert.equal(server.taken.flat().length, 150);
      }));

    it('is done by one process at a time', () =>
      withBridge(store, async (bridge) => {
        const claim = await bridge.community.claim('push');
        await assert.rejects(bridge.push(), { name: 'PushRunning' });
        await claim?.release();
      }));

    it('looks at everybody again under other settings, and sends what differs', () =>
      withBridge(store, async (bridge) => {
        const { server } = bridge;
        await bridge.write(named(1), named(2), named(3, 'Name3', { status: 'notImported' }));
        await bridge.push();
        const { destination } = bridge.plan;

        bridge.plan = { ...bridge.plan, destination: { ...destination, sendGroups: true } };
        await bridge.write();
        assert.deepEqual(await bridge.push(), { sent: 2, unchanged: 0, failed: 0 });

        // While the store was the only destination, one has changed.
        bridge.plan = { ...bridge.plan, destination: { ...destination, name: 'local' } };
        await bridge.write(named(2, 'Changed'));
        assert.equal(await bridge.waiting(), 0);
        bridge.plan = { ...bridge.plan, destination: { ...destination, sendGroups: true } };
        await bridge.write();
        assert.deepEqual(await bridge.push(), { sent: 1, unchanged: 1, failed: 0 });

        // Another address has nobody.
        const other = await startPushServer();
        bridge.plan = { ...bridge.plan, destination: { ...destination, url: other.url } };
        await bridge.write();
        assert.deepEqual(await bridge.push(), { sent: 2, unchanged: 0, failed: 0 });
        assert.equal(other.contacts.size, 2);
        assert.equal(server.taken.length, 3);
        await other.close();
      }));
  });
}
