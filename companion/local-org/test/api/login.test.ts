import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from 'jsforce';
import { connect, restError, soapCall, withOrg } from '../support.ts';

const wrong = /INVALID_LOGIN: Invalid username, password, security token; or user locked out\./;

test('jsforce logs in by SOAP with password and security token', () =>
  withOrg(async (org) => {
    const connection = new Connection({ loginUrl: org.url, version: '64.0' });
    const user = await connection.login(org.username, org.password + org.securityToken);
    assert.equal(user.organizationId, org.orgId);
    assert.equal(connection.instanceUrl, org.url);
    const { totalSize } = await connection.query('SELECT Id FROM User');
    assert.equal(totalSize, 1);
    const afterwards = connect(org, connection.accessToken!);
    await connection.logout();
    await assert.rejects(
      async () => afterwards.query('SELECT Id FROM User'),
      /Session expired or invalid/,
    );
  }));

test('a wrong password, a missing token and an unknown user are the same fault', () =>
  withOrg(async (org) => {
    const connection = new Connection({ loginUrl: org.url, version: '64.0' });
    const attempts = [
      [org.username, `wrong${org.securityToken}`],
      [org.username, org.password],
      ['nobody@example.com', org.password + org.securityToken],
    ] as const;
    for (const [username, password] of attempts) {
      await assert.rejects(connection.login(username, password), wrong);
    }
  }));

test('SOAP login ends with version 64.0', () =>
  withOrg(async (org) => {
    const connection = new Connection({ loginUrl: org.url, version: '65.0' });
    await assert.rejects(
      connection.login(org.username, org.password + org.securityToken),
      /INVALID_OPERATION: The SOAP Login operation is not available in the API version specified \(65\.0\)/,
    );
  }));

test('SOAP says what it does not do', () =>
  withOrg(async (org) => {
    const { text } = await soapCall(org, '/services/Soap/m/66.0', '<checkStatus/>');
    assert.match(text, /does not implement the SOAP operation checkStatus/);
  }));

test('identity and user info name the user and the org', () =>
  withOrg(async (org, connection) => {
    const identity = await connection.identity();
    assert.equal(identity.username, org.username);
    assert.equal(identity.organization_id, org.orgId);
  }));

test('a token that is unknown, or none, is refused with 401', () =>
  withOrg(async (org) => {
    for (const authorization of ['Bearer 00Dxx!wrong', '']) {
      assert.deepEqual(await restError(org, 'GET', '/limits', undefined, { authorization }), {
        status: 401,
        errorCode: 'INVALID_SESSION_ID',
        message: 'Session expired or invalid',
        fields: undefined,
      });
    }
  }));

test('a user who is deactivated has no session any more', () =>
  withOrg(async (org, connection) => {
    const token = await createUser(connection, org.openSession, 'Standard User');
    const theirs = connect(org, token);
    await theirs.query('SELECT Id FROM Contact');
    const [user] = (await connection.query(`SELECT Id FROM User WHERE Alias = 'jdoe'`)).records;
    await connection.sobject('User').update({ Id: user!.Id!, IsActive: false });
    await assert.rejects(
      async () => theirs.query('SELECT Id FROM Contact'),
      /Session expired or invalid/,
    );
  }));

test('the password that an admin sets for a new user is not enough without the security token', () =>
  withOrg(async (org, connection) => {
    await createUser(connection, org.openSession, 'Standard User');
    const [user] = (await connection.query(`SELECT Id FROM User WHERE Alias = 'jdoe'`)).records;
    const path = `/services/data/v66.0/sobjects/User/${user!.Id!}/password`;
    await assert.rejects(
      connection.requestPost(path, { NewPassword: 'short' }),
      /at least 8 characters/,
    );
    await connection.requestPost(path, { NewPassword: 'correct horse 7' });
    // Without the security token, which the platform mails to the user, it is not enough.
    const theirs = new Connection({ loginUrl: org.url, version: '64.0' });
    await assert.rejects(theirs.login('jdoe@example.com', 'correct horse 7'), wrong);
  }));

async function createUser(
  connection: Connection,
  openSession: (username: string) => string,
  profile: string,
): Promise<string> {
  const [row] = (await connection.query(`SELECT Id FROM Profile WHERE Name = '${profile}'`))
    .records;
  await connection.sobject('User').create({
    Username: 'jdoe@example.com',
    LastName: 'Doe',
    Email: 'jdoe@example.com',
    Alias: 'jdoe',
    ProfileId: row!.Id!,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  return openSession('jdoe@example.com');
}
