import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import {
  connect,
  deploy,
  manualClock,
  restError,
  soapCall,
  withOrg,
  longSessions,
} from '../support.ts';

const LIMIT = 3;

/** Requests used, as the header of an answer tells; undefined when it tells nothing. */
async function usageAfter(org: LocalOrg, path: string): Promise<string | undefined> {
  const response = await fetch(org.url + path, {
    headers: { authorization: `Bearer ${org.accessToken}` },
  });
  await response.text();
  return response.headers.get('sforce-limit-info') ?? undefined;
}

// REST API Developer Guide, "Limit Info Header": all but the versions.
test('every REST request counts but the list of versions', () =>
  withOrg(
    async (org) => {
      const versions = '/services/data';
      const limits = `${versions}/v66.0/limits`;
      assert.equal(await usageAfter(org, versions), undefined);
      assert.equal(await usageAfter(org, limits), `api-usage=1/${LIMIT}`);
      assert.equal(await usageAfter(org, '/services/oauth2/userinfo'), undefined);
      assert.equal(await usageAfter(org, `${versions}/v66.0/`), `api-usage=2/${LIMIT}`);
      // A request that no session stands behind is nobody's.
      await restError(org, 'GET', '/limits', undefined, { authorization: 'Bearer wrong' });
      assert.equal(await usageAfter(org, limits), `api-usage=3/${LIMIT}`);
    },
    { dailyApiRequests: LIMIT },
  ));

// SOAP API Developer Guide, "LimitInfoHeader": all calls except login().
test('every SOAP call counts but login, and answers with its LimitInfoHeader', () =>
  withOrg(
    async (org) => {
      const connection = new Connection({ loginUrl: org.url, version: '64.0' });
      await connection.login(org.username, org.password + org.securityToken);
      const { text } = await soapCall(org, '/services/Soap/u/64.0', '<getServerTimestamp/>');
      assert.match(
        text,
        /<soapenv:Header><LimitInfoHeader><limitInfo><current>1<\/current><limit>3<\/limit><type>API REQUESTS<\/type>/,
      );
    },
    { dailyApiRequests: LIMIT },
  ));

test('200 records in one call are one request', () =>
  withOrg(async (_org, connection) => {
    const records = Array.from({ length: 200 }, (_, i) => ({ LastName: `L${i}` }));
    await connection.sobject('Contact').create(records);
    assert.equal(connection.limitInfo.apiUsage?.used, 1);
  }));

test('beyond the daily limit REST is refused, until 24 hours have passed', () => {
  const clock = manualClock('2026-11-21T08:00:00Z');
  return withOrg(
    async (org, connection) => {
      await connection.query('SELECT Id FROM Contact');
      clock.advance(60 * 60);
      await connection.query('SELECT Id FROM Contact');
      await connection.query('SELECT Id FROM Contact');
      await assert.rejects(async () => connection.query('SELECT Id FROM Contact'), {
        name: 'REQUEST_LIMIT_EXCEEDED',
        message: 'TotalRequests Limit exceeded.',
      });
      const { status, errorCode } = await restError(org, 'GET', '/limits');
      assert.deepEqual([status, errorCode], [403, 'REQUEST_LIMIT_EXCEEDED']);
      // The window moves with the clock: the first request leaves it an hour before the others.
      clock.advance(23 * 60 * 60);
      await connection.query('SELECT Id FROM Contact');
      assert.deepEqual(connection.limitInfo.apiUsage, { used: 3, limit: LIMIT });
      assert.equal((await restError(org, 'GET', '/limits')).errorCode, 'REQUEST_LIMIT_EXCEEDED');
    },
    { dailyApiRequests: LIMIT, clock, ...longSessions },
  );
});

test('beyond the daily limit SOAP is refused with a fault, but login is not', () =>
  withOrg(
    async (org) => {
      const login = new Connection({ loginUrl: org.url, version: '64.0' });
      await login.login(org.username, org.password + org.securityToken);
      const fault = /REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded\./;
      await assert.rejects(login.soap.getServerTimestamp(), fault);
      await assert.rejects(deploy(connect(org), {}, {}), fault);
    },
    { dailyApiRequests: 0 },
  ));
