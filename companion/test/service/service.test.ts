import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { countMembers } from '../../src/community/members.ts';
import { HlError } from '../../src/errors.ts';
import { listJobs } from '../../src/jobs/history.ts';
import { createLog } from '../../src/service/log.ts';
import { runService } from '../../src/service/run.ts';
import { createService } from '../../src/service/service.ts';
import type { Health, ServiceDeps } from '../../src/service/interfaces.ts';
import type { Salesforce } from '../../src/salesforce/interfaces.ts';
import { openCommunity } from '../../src/community/community.ts';
import { contactId, FakeOrg } from '../jobs/fakeOrg.ts';
import { fakeSalesforce, plan } from '../jobs/fakeSalesforce.ts';
import { API_KEY, startPushServer } from '../pushServer.ts';
import { STORES } from '../stores.ts';
import { createJournal } from './journal.ts';

const NEVER = new AbortController().signal;

interface Setting {
  /** In place of Salesforce as the fake org answers. */
  salesforce?: (org: FakeOrg) => Salesforce | Promise<Salesforce>;
  contacts?: number;
}

/** What a service needs, over a fake org and a new store of the embedded kind. */
async function setUp(t: TestContext, { salesforce = fakeSalesforce, contacts = 5 }: Setting = {}) {
  const org = new FakeOrg();
  for (let n = 0; n < contacts; n++) org.addContact();
  const location = await STORES[0]!.newLocation();
  const community = await openCommunity(location);
  t.after(() => community.close());
  const journal = createJournal();
  const stop = new AbortController();
  const deps: ServiceDeps = {
    plan,
    community,
    openSalesforce: () => Promise.resolve(salesforce(org)),
    clock: () => org.now,
    log: createLog(journal, []),
    stop: stop.signal,
  };
  return { org, deps, community, location, journal, stop };
}

describe('a scheduled refresh', () => {
  it('tells how it ended, in the log and in the health', async (t) => {
    const { deps, journal } = await setUp(t);
    const service = createService(deps);
    assert.deepEqual(await service.health(), {
      status: 'ok',
      running: null,
      lastRun: null,
      halt: null,
      pending: null,
    });
    await service.refresh();
    const { status, lastRun } = await service.health();
    assert.deepEqual([status, lastRun?.status, lastRun?.jobId], ['ok', 'success', 1]);
    assert.partialDeepStrictEqual(await journal.next(/success/), {
      level: 'info',
      jobId: 1,
      comment: '5 contacts examined: 5 refreshed',
    });
  });

  it('that fails ends nothing: it is told what to do, and the next one tries again', async (t) => {
    let refusal: Error | undefined = new HlError('SessionExpired', 'The session has expired.', {
      actions: ['Log in again.'],
    });
    const { deps, journal } = await setUp(t, {
      salesforce: (org) => (refusal ? Promise.reject(refusal) : fakeSalesforce(org)),
    });
    const afresh: boolean[] = [];
    const service = createService({
      ...deps,
      openSalesforce: (again) => {
        afresh.push(again);
        return deps.openSalesforce(again);
      },
    });
    await service.refresh();
    const failing = await service.health();
    assert.equal(failing.status, 'failing');
    assert.deepEqual(failing.lastRun?.error?.actions, ['Log in again.']);
    const { level, error } = await journal.next(/failure/);
    assert.equal(level, 'error');
    assert.deepEqual(error, {
      name: 'SessionExpired',
      message: 'The session has expired.',
      actions: ['Log in again.'],
    });

    refusal = new Error('a fault of ours');
    await service.refresh();
    assert.match(JSON.stringify((await journal.next(/failure/, 2))['error']), /service\.test\.ts/);

    refusal = undefined;
    await service.refresh();
    assert.equal((await service.health()).status, 'ok');
    await service.refresh();
    assert.deepEqual(afresh, [false, true, true, false], 'after a failure the login is read anew');
  });

  it('is halted by the API limit, and the health says until when', async (t) => {
    let used = 800;
    const { deps, journal, org } = await setUp(t, {
      salesforce: (of) => fakeSalesforce(of, { usage: () => ({ used, limit: 1000 }) }),
    });
    const service = createService(deps);
    await service.refresh();
    await service.refresh();
    const { halt, status } = await service.health();
    assert.deepEqual([status, halt?.until], ['halted', '2026-03-02T08:00:00.000Z']);
    assert.equal((await journal.next(/halted/, 2)).level, 'warn');

    // A day later the usage is read again before anything is said of it.
    used = 10;
    org.advance(24 * 60);
    await service.signOn([contactId(1)], NEVER);
    await service.refresh();
    assert.equal((await service.health()).status, 'ok');
  });

  it('that is held says so until a person has looked at it', async (t) => {
    const { community, deps, org, journal } = await setUp(t, { contacts: 30 });
    const service = createService(deps);
    await service.refresh();
    org.advance(30);
    for (let n = 1; n <= 11; n++) org.change(org.contacts.get(contactId(n))!, { active: false });
    await service.refresh();
    assert.equal((await service.health()).status, 'held');
    assert.match(String((await journal.next(/held/))['comment']), /--confirm/);
    assert.equal((await countMembers(community.db)).active, 30);
  });

  it('skips its turn while another process refreshes the same store', async (t) => {
    const { deps, journal, location } = await setUp(t);
    const other = await openCommunity(location);
    t.after(() => other.close());
    const claim = (await other.claim('refresh'))!;
    const service = createService(deps);
    await service.refresh();
    assert.equal((await journal.next(/skipped/)).level, 'info');
    assert.equal((await service.health()).status, 'ok');
    await assert.rejects(service.signOn([contactId(1)], NEVER), { name: 'RefreshRunning' });
    await claim.release();
    await service.refresh();
    await journal.next(/success/);
  });

  it('is stopped after the page that it is at, and the next one goes on from there', async (t) => {
    const { community, deps, journal, org, stop } = await setUp(t, {
      salesforce: (of) =>
        fakeSalesforce(of, {
          onCall: (call) => {
            // The first two pages come with one call each.
            if (call === 4) stop.abort();
          },
        }),
    });
    const service = createService(deps);
    await service.refresh();
    assert.equal((await journal.next(/stopped/)).level, 'info');
    const { active } = await countMembers(community.db);
    assert.ok(active > 0 && active < 5, `${active} of 5`);
    await assert.rejects(service.signOn([contactId(1)], NEVER), { name: 'RefreshStopped' });

    const again = createService({
      ...deps,
      openSalesforce: () => Promise.resolve(fakeSalesforce(org)),
      stop: NEVER,
    });
    await again.refresh();
    const jobs = await listJobs(community, 2);
    assert.deepEqual(
      jobs.map(({ status, refreshed }) => [status, refreshed]),
      [
        ['success', 5 - active],
        ['failure', active],
      ],
    );
  });
});

describe('a refresh at sign-on', () => {
  it('says what became of each member', async (t) => {
    const { community, deps, org } = await setUp(t);
    org.change(org.contacts.get(contactId(2))!, { active: false });
    const service = createService(deps);
    const { jobType, members, status } = await service.signOn(
      [contactId(1).slice(0, 15), contactId(2)],
      NEVER,
    );
    assert.deepEqual([jobType, status], ['Unspecified', 'success']);
    assert.deepEqual(
      members.map(({ legacyContactKey, outcome }) => [legacyContactKey, outcome]),
      [
        [contactId(1), 'refreshed'],
        [contactId(2), 'notImported'],
      ],
    );
    assert.equal((await listJobs(community, 1))[0]?.jobType, 'Unspecified');
  });

  it('waits for the refresh that is at work, and not at all for one whose client has left', async (t) => {
    const { community, deps } = await setUp(t);
    const service = createService(deps);
    const left = new AbortController();
    const periodic = service.refresh();
    const leaving = service.signOn([contactId(1)], left.signal);
    const staying = service.signOn([contactId(2)], NEVER);
    left.abort();
    await assert.rejects(leaving, { name: 'AbortError' });
    await periodic;
    assert.equal((await staying).jobId, 2);
    const types = (await listJobs(community, 5)).map(({ jobType }) => jobType);
    assert.deepEqual(types, ['Unspecified', 'Periodic Refresh']);
  });
});

describe('the service', () => {
  const TOKEN = 'a token that nobody would guess, ever';

  it('refreshes at once and then at its interval, and answers over HTTP until it is stopped', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date('2026-03-01T08:00:00Z') });
    const { deps, journal, stop } = await setUp(t);
    const ended = runService(deps, { port: 0, token: TOKEN });
    const { url } = await journal.next(/has started/);
    const health = async () => {
      const response = await fetch(`${String(url)}/health`);
      return [response.status, (await response.json()) as Health] as const;
    };
    t.mock.timers.tick(1000);
    await journal.next(/success/);
    const [code, { nextRun }] = await health();
    assert.deepEqual([code, nextRun], [200, '2026-03-01T08:30:01.000Z']);
    t.mock.timers.tick(29 * 60_000);
    assert.equal((await health())[1].lastRun?.jobId, 1);
    t.mock.timers.tick(60_000);
    await journal.next(/success/, 2);
    stop.abort();
    const { finished, lastRun } = await ended;
    assert.deepEqual([finished, lastRun?.jobId], [true, 2]);
    await assert.rejects(health());
  });

  it('refuses what it must not answer, and shows nobody a stack', async (t) => {
    const { deps, journal, stop } = await setUp(t, {
      salesforce: () => Promise.reject(new Error('a fault of ours')),
    });
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    const ended = runService(deps, { port: 0, token: TOKEN });
    const { url } = await journal.next(/has started/);
    t.mock.timers.tick(1000);
    await journal.next(/failure/);
    const json = { 'content-type': 'application/json' };
    const bearer = { ...json, authorization: `Bearer ${TOKEN}` };
    const body = JSON.stringify({ keys: [contactId(1)] });
    const cases: [status: number, name: string, path: string, request: RequestInit][] = [
      [404, 'NotFound', '/', {}],
      [404, 'NotFound', '/constructor', {}],
      [405, 'MethodNotAllowed', '/health', { method: 'POST' }],
      [405, 'MethodNotAllowed', '/refresh', {}],
      [401, 'Unauthorized', '/refresh', { method: 'POST', headers: json, body }],
      [
        401,
        'Unauthorized',
        '/refresh',
        { method: 'POST', headers: { ...json, authorization: `Bearer ${TOKEN}x` }, body },
      ],
      [
        415,
        'UnsupportedMediaType',
        '/refresh',
        { method: 'POST', headers: { ...bearer, 'content-type': 'text/plain' }, body },
      ],
      [400, 'InvalidBody', '/refresh', { method: 'POST', headers: bearer, body: '{"keys":' }],
      [400, 'InvalidBody', '/refresh', { method: 'POST', headers: bearer, body: '{"keys":[]}' }],
      [
        400,
        'InvalidBody',
        '/refresh',
        { method: 'POST', headers: bearer, body: '{"keys":["a"],"confirm":true}' },
      ],
      [
        413,
        'BodyTooLarge',
        '/refresh',
        { method: 'POST', headers: bearer, body: `{"keys":["${'0'.repeat(20_000)}"]}` },
      ],
      [500, 'Error', '/refresh', { method: 'POST', headers: bearer, body }],
      [503, 'failing', '/health', {}],
    ];
    for (const [status, name, path, request] of cases) {
      const response = await fetch(String(url) + path, request);
      const answer = (await response.json()) as { error?: { name: string }; status?: string };
      assert.deepEqual([response.status, answer.error?.name ?? answer.status], [status, name]);
      assert.doesNotMatch(JSON.stringify(answer.error ?? {}), /service\.test|fault of ours/);
    }
    stop.abort();
    await ended;
  });

  it('takes no refresh at all without a token of its own', async (t) => {
    const { deps, journal, stop } = await setUp(t);
    const ended = runService(deps, { port: 0, token: undefined });
    const { url } = await journal.next(/has started/);
    const response = await fetch(`${String(url)}/refresh`, {
      method: 'POST',
      headers: { authorization: 'Bearer undefined', 'content-type': 'application/json' },
      body: JSON.stringify({ keys: [contactId(1)] }),
    });
    assert.equal(response.status, 403);
    stop.abort();
    await ended;
  });

  it('does not wait for ever for what hangs when it is stopped', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    const asked = Promise.withResolvers<undefined>();
    const { deps, journal, stop } = await setUp(t, {
      salesforce: () => {
        asked.resolve(undefined);
        return Promise.withResolvers<Salesforce>().promise;
      },
    });
    const ended = runService(deps, { port: 0, token: undefined });
    await journal.next(/has started/);
    t.mock.timers.tick(1000);
    await asked.promise;
    stop.abort();
    await journal.next(/stops after/);
    t.mock.timers.tick(10_000);
    assert.deepEqual(await ended, { finished: false, lastRun: null });
    assert.equal(journal.entries.at(-1)?.level, 'warn');
  });
});

describe('sending members on', () => {
  it('is done after each refresh, and again when the destination wants it', async (t) => {
    process.env['HL_PUSH_API_KEY'] = API_KEY;
    t.after(() => delete process.env['HL_PUSH_API_KEY']);
    const server = await startPushServer();
    t.after(server.close);
    const { deps, journal, org } = await setUp(t);
    const service = createService({
      ...deps,
      plan: {
        ...plan,
        destination: { ...plan.destination, name: 'higher-logic', url: server.url },
      },
    });
    server.troubles.push({ status: 503, headers: { 'retry-after': '3600' } });
    await service.refresh();
    const failing = await service.health();
    assert.equal(failing.status, 'failing');
    assert.equal(failing.pending?.waiting, 5);
    assert.match(failing.pending.error ?? '', /asked again after 3600 s/);
    org.advance(59);
    await service.retryPush();
    assert.equal(server.requests(), 1);
    org.advance(1);
    await service.retryPush();
    assert.equal(server.contacts.size, 5);
    assert.partialDeepStrictEqual(await journal.next(/members sent/), { sent: 5, waiting: 0 });
    assert.equal((await service.health()).status, 'ok');

    // Nothing waits: nothing is asked.
    await service.retryPush();
    assert.equal(server.requests(), 2);
  });
});

describe('the log', () => {
  it('strikes out secrets, whoever wrote them', () => {
    const journal = createJournal();
    const secret = 'a "quoted" secret';
    createLog(journal, [secret, '']).error(
      { error: { message: `refused: ${secret}` } },
      `The key ${secret} is wrong`,
    );
    assert.deepEqual(
      [journal.entries[0]?.msg, journal.entries[0]?.['error']],
      ['The key … is wrong', { message: 'refused: …' }],
    );
  });
});
