import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import { connect, soapCall, withOrg } from '../support.ts';
import { get, rawGet, soql } from './support.ts';

const CONTACTS = 'SELECT Id FROM Contact';

test('latency: a client that does not wait that long gives up, others are answered', () =>
  withOrg(async (org) => {
    const hour = { kind: 'latency', milliseconds: 3_600_000 } as const;
    const slow = org.faults.add({ match: { soql: 'from account' }, effect: hour });
    const abort = new AbortController();
    const accounts = get(org, soql('SELECT Id FROM Account'), abort.signal);
    await slow.reached();
    assert.equal((await get(org, soql(CONTACTS))).status, 200);
    abort.abort();
    await assert.rejects(accounts, { name: 'AbortError' });
    slow.remove();

    org.faults.add({ effect: { kind: 'latency', milliseconds: 1 } });
    assert.equal((await get(org, soql(CONTACTS))).status, 200);
  }));

// "SERVER_UNAVAILABLE: Server too busy": github.com/restforce/restforce, issue 156
test('unavailable: the error in REST, a fault in SOAP; jsforce tries reads again, and no saves', () =>
  withOrg(async (org, connection) => {
    const busy = org.faults.add({ match: { times: 3 }, effect: { kind: 'unavailable' } });
    const response = await get(org, '/limits');
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), [
      { message: 'Server too busy', errorCode: 'SERVER_UNAVAILABLE' },
    ]);
    const { status, text } = await soapCall(org, '/services/Soap/u/64.0', '<getUserInfo/>');
    assert.equal(status, 500); // as every SOAP fault. (SOAP 1.1, "SOAP HTTP Response")
    assert.match(text, /<faultcode>sf:SERVER_UNAVAILABLE<.*SERVER_UNAVAILABLE: Server too busy</);
    await assert.rejects(connection.sobject('Contact').create({ LastName: 'Lovelace' }), {
      name: 'SERVER_UNAVAILABLE',
      message: 'Server too busy',
    });
    assert.equal(busy.struck, 3);

    org.faults.add({ match: { times: 1 }, effect: { kind: 'unavailable' } });
    assert.equal((await connection.query(CONTACTS)).totalSize, 0);
  }));

// A page in place of JSON: github.com/wadewegner/Force.com-Toolkit-for-NET, issue 160
test('maintenance: a page for people in place of an answer', () =>
  withOrg(async (org, connection) => {
    org.faults.add({ effect: { kind: 'maintenance' } });
    const response = await get(org, soql(CONTACTS));
    assert.equal(response.status, 503);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await response.text(), /We are down for maintenance\./);
    await assert.rejects(
      connection.sobject('Contact').create({ LastName: 'Lovelace' }),
      /We are down for maintenance/,
    );
    org.faults.clear();
    assert.equal((await connection.query(CONTACTS)).totalSize, 0);
  }));

test('drop: exactly so many bytes of the answer arrive', () =>
  withOrg(async (org) => {
    const whole = (await rawGet(org, '/sobjects/Contact/describe')).length;
    for (const afterBytes of [0, 1, 9, 200, 20_000, whole - 1]) {
      const cut = org.faults.add({ effect: { kind: 'drop', afterBytes } });
      assert.equal((await rawGet(org, '/sobjects/Contact/describe')).length, afterBytes);
      cut.remove();
    }
    org.faults.add({ effect: { kind: 'drop', afterBytes: whole } });
    assert.equal((await rawGet(org, '/sobjects/Contact/describe')).length, whole);
  }));

test('drop: what was asked for is done, though the client cannot know', () =>
  withOrg(async (org, connection) => {
    org.faults.add({
      match: { method: 'POST', path: '/sobjects/Contact$', times: 1 },
      effect: { kind: 'drop', afterBytes: 0 },
    });
    await assert.rejects(connection.sobject('Contact').create({ LastName: 'Lovelace' }));
    assert.equal((await connection.query(CONTACTS)).totalSize, 1);
  }));

test('drop: a page that breaks off in the middle is an error of the connection', () =>
  withOrg(
    async (org) => {
      org.faults.add({ match: { soql: '.' }, effect: { kind: 'drop', afterBytes: 5_000 } });
      const response = await get(org, soql(CONTACTS));
      assert.equal(response.status, 200);
      await assert.rejects(response.text(), { message: 'terminated' });
    },
    { contacts: 2000 },
  ));

test('a session that expires between two pages: INVALID_SESSION_ID until there is a new one', () =>
  withOrg(
    async (org, connection) => {
      const pages = { path: '/query', nth: 2, times: 1 };
      org.faults.add({ match: pages, effect: { kind: 'sessionExpired' } });
      const first = await connection.query(CONTACTS);
      for (let attempt = 1; attempt <= 2; attempt++) {
        await assert.rejects(async () => connection.queryMore(first.nextRecordsUrl!), {
          name: 'INVALID_SESSION_ID',
          message: 'Session expired or invalid',
        });
      }
      const again = connect(org, org.openSession(org.username));
      assert.equal((await again.queryMore(first.nextRecordsUrl!)).records.length, 100);
    },
    { contacts: 2100 },
  ));

test('a session that expires: a client that can log in again goes on', () =>
  withOrg(async (org) => {
    org.faults.add({ match: { nth: 2, times: 1 }, effect: { kind: 'sessionExpired' } });
    let logins = 0;
    const connection = new Connection({
      instanceUrl: org.url,
      accessToken: org.openSession(org.username),
      version: '64.0',
      refreshFn: (_connection, callback) => {
        logins++;
        callback(null, org.openSession(org.username));
      },
    });
    await connection.query(CONTACTS);
    await connection.query(CONTACTS);
    assert.equal(logins, 1);
    org.faults.add({ match: { path: '/Soap/', times: 1 }, effect: { kind: 'sessionExpired' } });
    await connection.soap.getServerTimestamp();
    assert.equal(logins, 2);
  }));

test('a query locator that expires stays expired; a new query starts over', () =>
  withOrg(
    async (org, connection) => {
      org.faults.add({ match: { times: 1 }, effect: { kind: 'locatorExpired' } });
      const first = await connection.query(CONTACTS);
      for (let attempt = 1; attempt <= 2; attempt++) {
        await assert.rejects(async () => connection.queryMore(first.nextRecordsUrl!), {
          name: 'INVALID_QUERY_LOCATOR',
          message: 'invalid query locator',
        });
      }
      const next = await connection.query(CONTACTS);
      assert.equal((await connection.queryMore(next.nextRecordsUrl!)).records.length, 100);
    },
    { contacts: 2100 },
  ));

test('a request inside a composite that fails: its error in its place, the others are answered', () =>
  withOrg(async (org, connection) => {
    const busy = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' };
    const gone = { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' };
    org.faults.add({
      match: { referenceId: '^second$', times: 1 },
      effect: { kind: 'subrequestFailed', status: 400, ...busy },
    });
    org.faults.add({
      match: { method: 'get', path: '/query$', nth: 2 },
      effect: { kind: 'subrequestFailed', status: 401, ...gone },
    });
    const send = async (allOrNone: boolean) => {
      const save = (referenceId: string) => ({
        method: 'POST',
        url: '/services/data/v66.0/sobjects/Contact',
        referenceId,
        body: { LastName: referenceId },
      });
      const url = `/services/data/v66.0${soql(CONTACTS)}`;
      const compositeRequest = [
        save('first'),
        save('second'),
        { method: 'GET', url, referenceId: 'read' },
      ];
      const { compositeResponse } = await connection.requestPost<{
        compositeResponse: { httpStatusCode: number; body: unknown }[];
      }>('/services/data/v66.0/composite', { allOrNone, compositeRequest });
      return compositeResponse;
    };
    const [first, second, read] = await send(false);
    assert.deepEqual([first!.httpStatusCode, read!.httpStatusCode], [201, 200]);
    assert.deepEqual([second!.httpStatusCode, second!.body], [400, [busy]]);

    const all = await send(true);
    assert.deepEqual(
      all.map(({ httpStatusCode }) => httpStatusCode),
      [400, 400, 401],
    );
    assert.deepEqual(all[2]!.body, [gone]);
    assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 1);
  }));
