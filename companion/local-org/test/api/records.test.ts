import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLocalOrg } from '../../src/index.ts';
import { manualClock, restError, withOrg } from '../support.ts';

test('a record is created, read, updated and deleted', () =>
  withOrg(
    async (_org, connection) => {
      const contacts = connection.sobject('Contact');
      const { id } = await contacts.create({
        FirstName: 'Ada',
        LastName: 'Byron',
        Email: 'a@b.example',
      });
      assert.match(id!, /^003\w{15}$/);

      const created = await contacts.retrieve(id!);
      assert.equal(created['Name'], 'Ada Byron');
      assert.equal(created['CreatedDate'], '2026-11-21T08:00:00.000+0000');

      await contacts.update({ Id: id!, LastName: 'Lovelace' });
      const [updated] = (
        await connection.query(`SELECT Name FROM Contact WHERE Id = '${id!.slice(0, 15)}'`)
      ).records;
      assert.equal(updated!['Name'], 'Ada Lovelace');

      await contacts.delete(id!);
      assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
      const deleted = await connection.query('SELECT Id, IsDeleted FROM Contact', {
        scanAll: true,
      });
      assert.equal(deleted.records[0]!['IsDeleted'], true);
    },
    { clock: manualClock('2026-11-21T08:00:00.900Z') },
  ));

test('200 records travel in one call, each with its own result', () =>
  withOrg(async (_org, connection) => {
    const rows = Array.from({ length: 200 }, (_, i) =>
      i === 7 ? { FirstName: 'No last name' } : { LastName: `L${i}` },
    );
    const results = await connection.sobject('Contact').create(rows);
    assert.equal(results.filter(({ success }) => success).length, 199);
    assert.deepEqual(results[7]!.errors, [
      {
        statusCode: 'REQUIRED_FIELD_MISSING',
        message: 'Required fields are missing: [LastName]',
        fields: ['LastName'],
      },
    ]);

    const again = await connection.sobject('Contact').create(rows, { allOrNone: true });
    assert.equal(again.filter(({ success }) => success).length, 0);
    assert.equal((await connection.query('SELECT COUNT() FROM Contact')).totalSize, 199);
  }));

test('deleting an account takes its contacts with it', () =>
  withOrg(async (_org, connection) => {
    const account = await connection.sobject('Account').create({ Name: 'Acme' });
    await connection.sobject('Contact').create({ LastName: 'Doe', AccountId: account.id! });
    await connection.sobject('Account').delete(account.id!);
    assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
  }));

test('the header that counts API requests counts', () =>
  withOrg(
    async (_org, connection) => {
      await connection.query('SELECT Id FROM Contact');
      await connection.query('SELECT Id FROM Account');
      assert.deepEqual(connection.limitInfo.apiUsage, { used: 2, limit: 1234 });
      const limits = (await connection.limits())['DailyApiRequests'];
      assert.deepEqual(limits, { Max: 1234, Remaining: 1231 });
    },
    { dailyApiRequests: 1234 },
  ));

test('the pages of a long result follow each other until the end', () =>
  withOrg(
    async (_org, connection) => {
      const first = await connection.query('SELECT Id FROM Contact');
      assert.deepEqual([first.totalSize, first.records.length, first.done], [4100, 2000, false]);
      const ids = new Set<string>();
      const query = connection.query('SELECT Id FROM Contact', {
        autoFetch: true,
        maxFetch: 10_000,
      });
      for (const { Id } of (await query).records) ids.add(Id!);
      assert.equal(ids.size, 4100);
      await assert.rejects(
        async () => connection.queryMore('0r8HL9999999999AAA-2000'),
        /invalid query locator/,
      );
    },
    { contacts: 4100 },
  ));

test('rows come back in no order that anyone could rely on', () =>
  withOrg(
    async (_org, connection) => {
      const ids = (await connection.query('SELECT Id FROM Contact')).records.map(({ Id }) => Id!);
      assert.notDeepEqual(ids, ids.toSorted());
    },
    { contacts: 50 },
  ));

test('a record read by its Id has its addresses, as a whole and in parts', () =>
  withOrg(async (org, connection) => {
    const contacts = connection.sobject('Contact');
    const { id } = await contacts.create({ LastName: 'Doe', MailingCity: 'Oslo' });
    const row = await contacts.retrieve(id!);
    assert.equal(row['MailingCity'], 'Oslo');
    assert.equal((row['MailingAddress'] as { city: string }).city, 'Oslo');
    assert.equal(row['OtherAddress'], null);
    const some = await fetch(
      `${org.url}/services/data/v66.0/sobjects/Contact/${id!}?fields=LastName`,
      {
        headers: { authorization: `Bearer ${org.accessToken}` },
      },
    );
    const { attributes, ...fields } = (await some.json()) as Record<string, unknown>;
    assert.ok(attributes);
    assert.deepEqual(fields, { LastName: 'Doe' });
  }));

test('the Date header shows the clock that the org stamps with', () =>
  withOrg(
    async (org) => {
      const response = await fetch(`${org.url}/services/data`);
      assert.equal(response.headers.get('date'), 'Sat, 21 Nov 2026 08:00:00 GMT');
    },
    { clock: manualClock('2026-11-21T08:00:00Z') },
  ));

test('two orgs share neither their Id, nor user names, nor records', () =>
  withOrg((one, first) =>
    withOrg(async (other, second) => {
      assert.notEqual(one.orgId, other.orgId);
      assert.notEqual(one.username, other.username);
      const ids = [first, second].map((connection) =>
        connection.sobject('Contact').create({ LastName: 'Doe' }),
      );
      const [a, b] = await Promise.all(ids);
      assert.notEqual(a!.id, b!.id);
    }),
  ));

const CONTACT = '/sobjects/Contact';

/** (request, status, code, message): the platform's answers to what is wrong. */
const refusals: readonly [
  name: string,
  method: string,
  path: string,
  body: unknown,
  status: number,
  code: string,
  message: RegExp,
][] = [
  [
    'unknown field',
    'POST',
    CONTACT,
    { LastName: 'x', Nope: 1 },
    400,
    'INVALID_FIELD',
    /^No such column 'Nope' on sobject of type Contact$/,
  ],
  [
    'unknown object',
    'POST',
    '/sobjects/Nope',
    {},
    404,
    'NOT_FOUND',
    /^The requested resource does not exist$/,
  ],
  [
    'missing required field',
    'POST',
    CONTACT,
    {},
    400,
    'REQUIRED_FIELD_MISSING',
    /^Required fields are missing: \[LastName\]$/,
  ],
  [
    'read-only field',
    'POST',
    CONTACT,
    { LastName: 'x', CreatedDate: '2026-01-01T00:00:00Z' },
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    /^Unable to create\/update fields: CreatedDate\. /,
  ],
  [
    'text too long',
    'POST',
    CONTACT,
    { LastName: 'x'.repeat(81) },
    400,
    'STRING_TOO_LONG',
    /^Last Name: data value too large: x+ \(max length=80\)$/,
  ],
  [
    'bad e-mail',
    'POST',
    CONTACT,
    { LastName: 'x', Email: 'nowhere' },
    400,
    'INVALID_EMAIL_ADDRESS',
    /^Email: invalid email address: nowhere$/,
  ],
  [
    'bad date',
    'POST',
    CONTACT,
    { LastName: 'x', Birthdate: '2026-02-30' },
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of date from VALUE_STRING value 2026-02-30/,
  ],
  [
    'bad boolean',
    'POST',
    CONTACT,
    { LastName: 'x', DoNotCall: 'maybe' },
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of boolean/,
  ],
  [
    'malformed Id',
    'POST',
    CONTACT,
    { LastName: 'x', AccountId: 'abc' },
    400,
    'MALFORMED_ID',
    /^Account ID: id value of incorrect type: abc$/,
  ],
  [
    'Id of another object',
    'POST',
    CONTACT,
    { LastName: 'x', AccountId: '005HL0000000001' },
    400,
    'FIELD_INTEGRITY_EXCEPTION',
    /^Account ID: id value of incorrect type: 005HL0000000001/,
  ],
  [
    'Id of nothing',
    'POST',
    CONTACT,
    { LastName: 'x', AccountId: '001HL0000000099' },
    400,
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    /^insufficient access rights on cross-reference id: 001HL0000000099$/,
  ],
  ['broken JSON', 'POST', CONTACT, '{"LastName":', 400, 'JSON_PARSER_ERROR', /./],
  ['an array for a record', 'POST', CONTACT, [], 400, 'JSON_PARSER_ERROR', /not a record/],
  [
    'no such record',
    'PATCH',
    `${CONTACT}/003HL0000000099`,
    { LastName: 'x' },
    404,
    'NOT_FOUND',
    /./,
  ],
  [
    'no Id at all',
    'GET',
    `${CONTACT}/nonsense`,
    undefined,
    400,
    'MALFORMED_ID',
    /id value of incorrect type/,
  ],
  [
    'an object that nobody creates',
    'POST',
    '/sobjects/Organization',
    { Name: 'x' },
    400,
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    /entity type cannot be inserted: Organization/,
  ],
  [
    'a resource that is not there',
    'GET',
    '/sobjects/Contact/listviews/x/y',
    undefined,
    404,
    'NOT_FOUND',
    /the local org has no GET/,
  ],
  ['no query', 'GET', '/query', undefined, 400, 'MALFORMED_QUERY', /./],
  [
    '201 records',
    'POST',
    '/composite/sobjects',
    {
      records: Array.from({ length: 201 }, () => ({
        attributes: { type: 'Contact' },
        LastName: 'x',
      })),
    },
    400,
    'EXCEEDED_ID_LIMIT',
    /200/,
  ],
];

test('what is wrong is refused with the code and the wording of the platform', () =>
  withOrg(async (org) => {
    for (const [name, method, path, body, status, code, message] of refusals) {
      const error = await restError(org, method, path, body);
      assert.deepEqual(
        [error.status, error.errorCode],
        [status, code],
        `${name}: ${error.message}`,
      );
      assert.match(error.message, message, name);
    }
  }));

test('headers that would change the result are refused, not ignored', () =>
  withOrg(async (org) => {
    const { status, message } = await restError(org, 'GET', '/limits', undefined, {
      'if-modified-since': 'Sat, 21 Nov 2026 00:00:00 GMT',
    });
    assert.equal(status, 501);
    assert.match(message, /does not implement the header if-modified-since/);
  }));

test('an org in a folder is still there when it is started again', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'local-org-'));
  t.after(() => {
    rmSync(dataDir, { recursive: true });
  });
  let id: string | undefined;
  await withOrg(
    async (_org, connection) => {
      ({ id } = await connection.sobject('Contact').create({ LastName: 'Still here' }));
    },
    { dataDir },
  );
  await withOrg(
    async (_org, connection) => {
      await assert.rejects(startLocalOrg({ dataDir }), /another local org is running on it/);
      assert.equal((await connection.sobject('Contact').retrieve(id!))['LastName'], 'Still here');
      const next = await connection.sobject('Contact').create({ LastName: 'Next' });
      assert.notEqual(next.id, id);
    },
    { dataDir },
  );
  await assert.rejects(startLocalOrg({ dataDir, edition: 'Enterprise' }), /is a Developer Edition/);
});

test('an org that cannot be kept or reached says why and leaves nothing behind', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'local-org-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'file'), 'not an org');
  await assert.rejects(
    startLocalOrg({ dataDir: join(folder, 'file') }),
    /cannot be kept in .*file/,
  );
  await withOrg(async (org) => {
    const port = Number(new URL(org.url).port);
    const dataDir = join(folder, 'new');
    await assert.rejects(startLocalOrg({ dataDir, port }), { code: 'EADDRINUSE' });
    assert.equal(existsSync(dataDir), false);
  });
});
