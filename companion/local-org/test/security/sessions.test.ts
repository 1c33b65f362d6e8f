import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import {
  assignPermissionSet,
  connect,
  deploy,
  manualClock,
  restError,
  withOrg,
} from '../support.ts';
import { callSoap, createUser, grantingSet, requestToken } from './support.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const NOW = '2026-11-21T08:00:00Z';
const CLERK = 'clerk@association.example';
const INVALID_LOGIN =
  /INVALID_LOGIN: Invalid username, password, security token; or user locked out\./;

const login = async (url: string, username: string, password: string) => {
  const connection = new Connection({ loginUrl: url, version: '64.0' });
  await connection.login(username, password);
  return connection;
};

// Help, "Modify Session Security Settings": two hours by default; activity counts from the second half on.
test('a session ends after two hours without activity', async () => {
  const clock = manualClock(NOW);
  await withOrg(
    async (org, connection) => {
      await connection.limits();
      clock.advance(1.5 * HOUR);
      await connection.limits();
      clock.advance(1.5 * HOUR);
      await connection.limits();
      clock.advance(0.5 * HOUR);
      await connection.limits();
      clock.advance(2 * HOUR);
      assert.deepEqual(await restError(org, 'GET', '/limits'), {
        status: 401,
        errorCode: 'INVALID_SESSION_ID',
        message: 'Session expired or invalid',
        fields: undefined,
      });
    },
    { clock },
  );
});

test('activity in the first half of a session does not prolong it', async () => {
  const clock = manualClock(NOW);
  await withOrg(
    async (org, connection) => {
      clock.advance(0.9 * HOUR);
      await connection.limits();
      clock.advance(1.1 * HOUR);
      assert.equal((await restError(org, 'GET', '/limits')).status, 401);
    },
    { clock },
  );
});

test('the session timeout is a setting of the org, and getUserInfo tells it', async () => {
  const clock = manualClock(NOW);
  await withOrg(
    async (org) => {
      const connection = await login(org.url, org.username, org.password + org.securityToken);
      const { sessionSecondsValid } = await connection.soap.getUserInfo();
      assert.equal(sessionSecondsValid, 900);
      clock.advance(900);
      await assert.rejects(
        async () => connect(org, connection.accessToken!).limits(),
        /Session expired or invalid/,
      );
    },
    { clock, security: { sessionTimeoutMinutes: 15 } },
  );
});

test('SOAP speaks of an ended session in its own form', () =>
  withOrg(async (org) => {
    await assert.rejects(
      async () => connect(org, '00Dxx!ended').metadata.checkDeployStatus('0Af000000000000'),
      /INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session\. Session not found, missing session hash: \S+=\nThis error usually occurs after a session expires or a user logs out\./,
    );
  }));

// Help, "Revoke OAuth Tokens".
test('a revoked access token is of no more use', () =>
  withOrg(async (org) => {
    const token = org.openSession(org.username);
    assert.equal((await requestToken(org, { token }, { endpoint: 'revoke' })).status, 200);
    await assert.rejects(async () => connect(org, token).limits(), /Session expired or invalid/);
    assert.deepEqual(await requestToken(org, { token }, { endpoint: 'revoke' }), {
      status: 400,
      error: 'unsupported_token_type',
      error_description: `invalid token: ${token}`,
    });
  }));

// Help, "Set Password Policies": ten attempts and fifteen minutes by default.
test('ten wrong passwords lock a user, until time or an admin takes the lock off', async () => {
  const clock = manualClock(NOW);
  await withOrg(
    async (org, connection) => {
      const id = await createUser(connection, CLERK);
      const right = `pass word 1${org.setPassword(CLERK, 'pass word 1')}`;
      const lock = async () => {
        for (let attempt = 1; attempt <= 10; attempt++) {
          await assert.rejects(login(org.url, CLERK, 'wrong'), INVALID_LOGIN);
        }
      };
      await lock();
      await assert.rejects(login(org.url, CLERK, right), INVALID_LOGIN);
      clock.advance(15 * 60);
      await login(org.url, CLERK, right);

      await lock();
      await assert.rejects(login(org.url, CLERK, right), INVALID_LOGIN);
      const [row] = (
        await connection.query(
          `SELECT Id, IsPasswordLocked, IsFrozen FROM UserLogin WHERE UserId = '${id}'`,
        )
      ).records;
      assert.deepEqual([row!['IsPasswordLocked'], row!['IsFrozen']], [true, false]);
      await connection.sobject('UserLogin').update({ Id: row!.Id!, IsPasswordLocked: false });
      await login(org.url, CLERK, right);

      const { records } = await connection.query(
        `SELECT Status, count(Id) n FROM LoginHistory GROUP BY Status ORDER BY Status`,
      );
      assert.deepEqual(
        records.map((one) => [one['Status'] as string, one['n'] as number]),
        [
          ['Invalid password', 20],
          ['Password lockout', 2],
          ['Success', 2],
        ],
      );
    },
    { clock },
  );
});

// Object Reference, UserLogin: freezing keeps a user from logging in.
test('a frozen user does not log in', () =>
  withOrg(async (org, connection) => {
    const id = await createUser(connection, CLERK);
    const right = `pass word 1${org.setPassword(CLERK, 'pass word 1')}`;
    const [row] = (await connection.query(`SELECT Id FROM UserLogin WHERE UserId = '${id}'`))
      .records;
    await connection.sobject('UserLogin').update({ Id: row!.Id!, IsFrozen: true });
    await assert.rejects(login(org.url, CLERK, right), INVALID_LOGIN);
    const refresh_token = org.approveApp('PlatformCLI', CLERK);
    const answer = await requestToken(org, {
      grant_type: 'refresh_token',
      client_id: 'PlatformCLI',
      refresh_token,
    });
    assert.equal(answer.error, 'invalid_grant');
    const history = await connection.query('SELECT Status FROM LoginHistory');
    assert.deepEqual(
      history.records.map((one) => one['Status'] as string),
      ['User is frozen', 'User is frozen'],
    );
  }));

// SOAP API Developer Guide: login() answers passwordExpired, then setPassword() must be called. REST
// API Developer Guide, "sObject User Password".
test('after 90 days a password lets its user do nothing but set a new one', async () => {
  const clock = manualClock(NOW);
  await withOrg(
    async (org, connection) => {
      const userId = await createUser(connection, CLERK);
      let token = org.setPassword(CLERK, 'pass word 1');
      const logIn = async (password: string) => {
        const answer = await callSoap(org, 'login', {
          username: CLERK,
          password: password + token,
        });
        return {
          expired: /<passwordExpired>(\w+)</.exec(answer)?.[1],
          sessionId: /<sessionId>([^<]+)</.exec(answer)?.[1] ?? '',
        };
      };
      assert.equal((await logIn('pass word 1')).expired, 'false');

      clock.advance(90 * DAY);
      const { expired, sessionId } = await logIn('pass word 1');
      assert.equal(expired, 'true');
      const theirs = connect(org, sessionId);
      const query = async () => theirs.query('SELECT Id FROM Contact');
      await assert.rejects(
        query,
        /The users password has expired, you must call SetPassword before attempting any other API operations/,
      );
      assert.match(
        await callSoap(org, 'getUserInfo', {}, sessionId),
        /INVALID_OPERATION_WITH_EXPIRED_PASSWORD/,
      );
      const path = `/services/data/v66.0/sobjects/User/${userId}/password`;
      assert.deepEqual(await theirs.request(path), { isExpired: true });
      await theirs.requestPost(path, { NewPassword: 'pass word 2' });
      await query();

      token = org.setPassword(CLERK, 'pass word 3');
      clock.advance(90 * DAY);
      const later = await logIn('pass word 3');
      const answer = await callSoap(
        org,
        'setPassword',
        { userId, password: 'pass word 4' },
        later.sessionId,
      );
      assert.match(answer, /<setPasswordResponse>/);
      await connect(org, later.sessionId).query('SELECT Id FROM Contact');
    },
    { clock },
  );
});

test('"Password Never Expires" keeps a password, and so does an org without expiry', async () => {
  const cases = [
    { days: 90, never: false, expired: 'true' },
    { days: 90, never: true, expired: 'false' },
    { days: 0, never: false, expired: 'false' },
  ];
  for (const { days, never, expired } of cases) {
    const clock = manualClock(NOW);
    await withOrg(
      async (org, connection) => {
        const grants = never ? { userPermissions: ['PasswordNeverExpires'] } : {};
        await deploy(
          connection,
          { PermissionSet: ['Service'] },
          { 'permissionsets/Service.permissionset': grantingSet('Service', grants) },
        );
        await assignPermissionSet(connection, 'Service', org.username);
        clock.advance(1000 * DAY);
        const { username, password, securityToken } = org;
        const answer = await callSoap(org, 'login', {
          username,
          password: password + securityToken,
        });
        assert.match(answer, new RegExp(`<passwordExpired>${expired}<`));
      },
      { clock, security: { passwordExpirationDays: days } },
    );
  }
});

// jsforce issue 1771, OpenFn/adaptors issue 1715.
test('an org that has SOAP login() off says so', () =>
  withOrg(
    async (org) => {
      await assert.rejects(
        login(org.url, org.username, org.password + org.securityToken),
        /INVALID_OPERATION: SOAP API login\(\) is disabled by default in this org\. Contact the org administrator to enable SOAP API login\(\)\./,
      );
    },
    { security: { soapLogin: false } },
  ));

test('an org that asks for "Use Any API Auth" lets nobody in without', () =>
  withOrg(
    async (org) => {
      await assert.rejects(
        login(org.url, org.username, org.password + org.securityToken),
        /INSUFFICIENT_ACCESS/,
      );
    },
    { security: { soapLoginNeedsUseAnyApiAuth: true } },
  ));

test('users see their own logins, and those who manage users all of them', () =>
  withOrg(async (org, connection) => {
    await createUser(connection, CLERK);
    const theirs = connect(org, org.openSession(CLERK));
    await login(org.url, org.username, org.password + org.securityToken);
    const seen = async () => (await theirs.query('SELECT Id FROM LoginHistory')).totalSize;
    assert.equal(await seen(), 0);
    const token = org.setPassword(CLERK, 'pass word 1');
    await login(org.url, CLERK, `pass word 1${token}`);
    assert.equal(await seen(), 1);
    const { records } = await connection.query(
      `SELECT UserId, LoginType, ApiType, ApiVersion, Status, SourceIp FROM LoginHistory
       WHERE UserId = '${(await connection.identity()).user_id}'`,
    );
    assert.deepEqual(
      { ...records[0], attributes: undefined },
      {
        attributes: undefined,
        UserId: (await connection.identity()).user_id,
        LoginType: 'Other Apex API',
        ApiType: 'SOAP Partner',
        ApiVersion: '64.0',
        Status: 'Success',
        SourceIp: '127.0.0.1',
      },
    );
  }));
