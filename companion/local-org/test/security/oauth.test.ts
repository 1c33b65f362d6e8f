import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection, OAuth2 } from 'jsforce';
import type { LocalOrg, OAuthApp } from '../../src/index.ts';
import {
  assignPermissionSet,
  connect,
  deploy,
  manualClock,
  permissionSet,
  withOrg,
} from '../support.ts';
import { createUser, makeKeyPair, requestToken, signJwt } from './support.ts';

const NOW = '2026-11-21T08:00:00Z';
const SECONDS = Date.parse(NOW) / 1000;
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CLERK = 'clerk@association.example';

const pair = await makeKeyPair();
const stranger = await makeKeyPair();

const jwtApp: OAuthApp = {
  name: 'Refresh service',
  consumerKey: '3MVG9.refresh',
  flows: ['jwt-bearer'],
  certificate: pair.certificate,
  permittedUsers: 'AdminApprovedPreAuthorized',
  profiles: ['System Administrator'],
  permissionSets: ['Integration'],
};
const claims = (org: LocalOrg, changes: Record<string, unknown> = {}) => ({
  iss: jwtApp.consumerKey,
  sub: org.username,
  aud: 'https://login.salesforce.com',
  exp: SECONDS + 180,
  ...changes,
});
const bearer = (org: LocalOrg, changes = {}, key = pair.key, header?: Record<string, unknown>) =>
  requestToken(org, {
    grant_type: JWT_BEARER,
    assertion: signJwt(claims(org, changes), key, header),
  });

/** An org at NOW with a clerk of the profile Standard User. */
const inOrg = (work: Parameters<typeof withOrg>[0]) =>
  withOrg(
    async (org, connection) => {
      await createUser(connection, CLERK);
      await work(org, connection);
    },
    { clock: manualClock(NOW) },
  );

// Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration": what is asked of a JWT; the
// wordings come from public reports of each refusal.
const jwtRefusals: readonly [
  name: string,
  changes: Record<string, unknown>,
  error: string,
  description: string,
][] = [
  ['another audience', { aud: 'https://example.com' }, 'invalid_grant', 'audience is invalid'],
  ['no audience', { aud: undefined }, 'invalid_grant', 'audience is invalid'],
  [
    'the audience of sandboxes',
    { aud: 'https://test.salesforce.com' },
    'invalid_grant',
    'audience is invalid',
  ],
  ['an unknown app', { iss: '3MVG9.other' }, 'invalid_client_id', 'client identifier invalid'],
  ['no app', { iss: undefined }, 'invalid_client_id', 'client identifier invalid'],
  ['a JWT of the past', { exp: SECONDS }, 'invalid_grant', 'expired authorization code'],
  ['no expiry', { exp: undefined }, 'invalid_grant', 'expired authorization code'],
  [
    'an unknown user',
    { sub: 'nobody@example.com' },
    'invalid_grant',
    "user hasn't approved this consumer",
  ],
  [
    'a user without approval',
    { sub: CLERK },
    'invalid_app_access',
    'user is not admin approved to access this app',
  ],
];

test('JWT bearer: an approved user gets a token, everybody else the reason why not', () =>
  inOrg(async (org) => {
    org.registerApp(jwtApp);
    for (const aud of ['https://login.salesforce.com', 'https://login.salesforce.com/', org.url]) {
      const answer = await bearer(org, { aud });
      assert.equal(answer.status, 200, JSON.stringify(answer));
      assert.equal(answer.instance_url, org.url);
      assert.match(answer.id!, new RegExp(`^${org.url}/id/${org.orgId}/005`));
      const { username } = await connect(org, answer.access_token).identity();
      assert.equal(username, org.username);
    }
    for (const [name, changes, error, error_description] of jwtRefusals) {
      const answer = await bearer(org, changes);
      assert.deepEqual(answer, { status: 400, error, error_description }, name);
    }
  }));

test('JWT bearer: only the owner of the certificate signs, and only with RS256', () =>
  inOrg(async (org) => {
    org.registerApp(jwtApp);
    const invalid = { status: 400, error: 'invalid_grant', error_description: 'invalid assertion' };
    assert.deepEqual(await bearer(org, {}, stranger.key), invalid);
    assert.deepEqual(await bearer(org, {}, pair.key, { alg: 'none' }), invalid);
    assert.deepEqual(await bearer(org, {}, pair.key, { alg: 'HS256' }), invalid);
    for (const assertion of ['', 'abc', 'a.b.c', 'e30.e30.e30.e30']) {
      const answer = await requestToken(org, { grant_type: JWT_BEARER, assertion });
      assert.deepEqual(answer, invalid, assertion);
    }
  }));

test('JWT bearer: a permission set that the app names approves its users', () =>
  inOrg(async (org, connection) => {
    org.registerApp(jwtApp);
    await deploy(
      connection,
      { PermissionSet: ['Integration'] },
      { 'permissionsets/Integration.permissionset': permissionSet('Integration', []) },
    );
    await assignPermissionSet(connection, 'Integration', CLERK);
    assert.equal((await bearer(org, { sub: CLERK })).status, 200);
  }));

test('JWT bearer: where users approve the app themselves, it needs an approval of the past', () =>
  inOrg(async (org) => {
    const { consumerKey } = org.registerApp({ ...jwtApp, permittedUsers: 'AllSelfAuthorized' });
    assert.equal((await bearer(org)).error_description, "user hasn't approved this consumer");
    org.approveApp(consumerKey, org.username);
    assert.equal((await bearer(org)).status, 200);
  }));

// Help, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration".
test('client credentials: the app acts as its run-as user', () =>
  inOrg(async (org) => {
    const app: OAuthApp = {
      name: 'Nightly job',
      flows: ['client-credentials'],
      permittedUsers: 'AllSelfAuthorized',
    };
    const { consumerKey, consumerSecret } = org.registerApp(app);
    const ask = (client_id: string, client_secret: string) =>
      requestToken(org, { grant_type: 'client_credentials', client_id, client_secret });
    const refused = (error: string, error_description: string) => ({
      status: 400,
      error,
      error_description,
    });
    assert.deepEqual(
      await ask(consumerKey, consumerSecret),
      refused('invalid_grant', 'no client credentials user enabled'),
    );
    org.registerApp({ ...app, consumerKey, consumerSecret, runAs: CLERK });
    const { access_token } = await ask(consumerKey, consumerSecret);
    assert.equal((await connect(org, access_token).identity()).username, CLERK);

    const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
    const byHeader = await requestToken(
      org,
      { grant_type: 'client_credentials' },
      { headers: { authorization: `Basic ${basic}` } },
    );
    assert.equal(byHeader.status, 200);

    assert.deepEqual(
      await ask(consumerKey, 'wrong'),
      refused('invalid_client', 'invalid client credentials'),
    );
    assert.deepEqual(
      await ask('wrong', consumerSecret),
      refused('invalid_client_id', 'client identifier invalid'),
    );
    org.registerApp({
      ...app,
      consumerKey,
      consumerSecret,
      runAs: CLERK,
      permittedUsers: 'AdminApprovedPreAuthorized',
    });
    assert.deepEqual(
      await ask(consumerKey, consumerSecret),
      refused('invalid_app_access', 'user is not admin approved to access this app'),
    );
  }));

test('an app gets tokens only by the flows that it has enabled', () =>
  inOrg(async (org) => {
    const { consumerKey, consumerSecret } = org.registerApp(jwtApp);
    const answer = await requestToken(org, {
      grant_type: 'client_credentials',
      client_id: consumerKey,
      client_secret: consumerSecret,
    });
    assert.equal(answer.error, 'unsupported_grant_type');
    assert.deepEqual(await requestToken(org, { grant_type: 'magic' }), {
      status: 400,
      error: 'unsupported_grant_type',
      error_description: 'grant type not supported',
    });
  }));

test('the username-password flow is blocked, as in new orgs, and the login history says so', () =>
  inOrg(async (org, connection) => {
    const answer = await requestToken(org, {
      grant_type: 'password',
      client_id: 'PlatformCLI',
      username: org.username,
      password: org.password + org.securityToken,
    });
    assert.deepEqual(answer, {
      status: 400,
      error: 'invalid_grant',
      error_description: 'authentication failure',
    });
    const [row] = (await connection.query('SELECT Status FROM LoginHistory')).records;
    assert.equal(row!['Status'], 'Username-Password Flow Disabled');
  }));

test('jsforce renews an ended session with its refresh token, until that is revoked', () =>
  withOrg(
    async (org) => {
      const refreshToken = org.approveApp('PlatformCLI', org.username);
      const oauth2 = new OAuth2({ loginUrl: org.url, clientId: 'PlatformCLI' });
      const connection = new Connection({
        oauth2,
        instanceUrl: org.url,
        accessToken: '00Dxx!ended',
        refreshToken,
        version: '66.0',
      });
      const renewed: string[] = [];
      connection.on('refresh', (token: string) => renewed.push(token));
      assert.equal((await connection.query('SELECT Id FROM User')).totalSize, 1);
      assert.equal(renewed.length, 1);

      await oauth2.revokeToken(refreshToken);
      await assert.rejects(
        async () => connection.query('SELECT Id FROM User'),
        /expired access\/refresh token/,
      );
      await assert.rejects(
        async () => connect(org, renewed[0]).query('SELECT Id FROM User'),
        /Session expired or invalid/,
        'the tokens that it brought end with it',
      );
    },
    { clock: manualClock(NOW) },
  ));

test('a refresh token is of no use to another app, nor to a user who may not log in', () =>
  inOrg(async (org, connection) => {
    const { consumerKey } = org.registerApp({ ...jwtApp, flows: ['refresh-token'] });
    const refresh_token = org.approveApp('PlatformCLI', CLERK);
    const refresh = (client_id: string) =>
      requestToken(org, { grant_type: 'refresh_token', client_id, refresh_token });
    assert.equal((await refresh('PlatformCLI')).status, 200);
    assert.deepEqual(await refresh(consumerKey), {
      status: 400,
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    });
    const [user] = (await connection.query(`SELECT Id FROM User WHERE Username = '${CLERK}'`))
      .records;
    await connection.sobject('User').update({ Id: user!.Id!, IsActive: false });
    assert.deepEqual(await refresh('PlatformCLI'), {
      status: 400,
      error: 'inactive_user',
      error_description: 'user is inactive',
    });
  }));
