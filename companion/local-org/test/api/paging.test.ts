import assert from 'node:assert/strict';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Connection, QueryResult } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import type { Row } from '../support.ts';
import {
  assignPermissionSet,
  customField,
  deploy,
  manualClock,
  metadataFile,
  permissionSet,
  restError,
  withOrg,
  longSessions,
} from '../support.ts';

/** A request whose answer is taken as it comes, without decoding. */
async function rawGet(org: LocalOrg, path: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(
      `${org.url}/services/data/v66.0${path}`,
      { headers: { authorization: `Bearer ${org.accessToken}`, ...headers } },
      resolve,
    ).on('error', reject);
  });
  return { headers: response.headers, body: await buffer(response) };
}

type Page = QueryResult<Row>;

/** Results inside records: children, which have pages of their own. */
function childPages({ records }: Page): Page[] {
  const isPage = (value: unknown): value is Page =>
    typeof value === 'object' && value !== null && 'records' in value;
  return records.flatMap((record) => Object.values(record).filter(isPage));
}

/** Rows of one answer. */
function countRows(page: Page): number {
  return childPages(page).reduce((sum, child) => sum + countRows(child), page.records.length);
}

/** Rows of all pages that follow from one answer. */
async function countAll(connection: Connection, page: Page): Promise<number> {
  let sum = page.records.length;
  for (const child of childPages(page)) sum += await countAll(connection, child);
  if (page.done) return sum;
  return sum + (await countAll(connection, await connection.queryMore<Row>(page.nextRecordsUrl!)));
}

describe('pages of a query', () => {
  it('expire after two days', () => {
    const clock = manualClock('2026-11-21T08:00:00Z');
    return withOrg(
      async (_org, connection) => {
        const { nextRecordsUrl } = await connection.query('SELECT Id FROM Contact');
        assert.match(nextRecordsUrl!, /\/services\/data\/v66\.0\/query\/0r8\w{15}-2000$/);
        clock.advance(2 * 24 * 60 * 60);
        assert.equal((await connection.queryMore(nextRecordsUrl!)).records.length, 1);
        clock.advance(1);
        await assert.rejects(async () => connection.queryMore(nextRecordsUrl!), {
          errorCode: 'INVALID_QUERY_LOCATOR',
        });
      },
      { contacts: 2001, clock, ...longSessions },
    );
  });

  it('belong to who asked', () =>
    withOrg(
      async (org, connection) => {
        const { nextRecordsUrl } = await connection.query('SELECT Id FROM Contact');
        const profiles = await connection.query(
          "SELECT Id FROM Profile WHERE Name = 'Standard User'",
        );
        await connection.sobject('User').create({
          Username: 'other@example.com',
          LastName: 'Other',
          Email: 'other@example.com',
          Alias: 'other',
          ProfileId: profiles.records[0]!.Id!,
          TimeZoneSidKey: 'GMT',
          LocaleSidKey: 'en_US',
          LanguageLocaleKey: 'en_US',
          EmailEncodingKey: 'UTF-8',
        });
        const other = { ...org, accessToken: org.openSession('other@example.com') };
        const path = nextRecordsUrl!.replace(/.*\/v66\.0/, '');
        assert.equal((await restError(other, 'GET', path)).errorCode, 'INVALID_QUERY_LOCATOR');
      },
      { contacts: 2001, accounts: 0 },
    ));

  it('hold fewer parents when their children come with them', () =>
    withOrg(
      async (_org, connection) => {
        const soql = 'SELECT Id, (SELECT Id FROM Contacts) FROM Account';
        const options = { headers: { 'Sforce-Query-Options': 'batchSize=200' } };
        const first = await connection.query(soql, options);
        assert.equal(first.done, false);
        const sizes: number[] = [];
        let contacts = 0;
        for (let page = first; ; page = await connection.queryMore(page.nextRecordsUrl!)) {
          const children = page.records.map((one) => one['Contacts'] as { totalSize: number });
          const count = children.reduce((sum, child) => sum + child.totalSize, 0);
          sizes.push(page.records.length + count);
          contacts += count;
          if (page.done) break;
        }
        assert.equal(contacts, 600);
        assert.ok(Math.max(...sizes) <= 200, String(sizes));
      },
      { contacts: 600, accounts: 30 },
    ));

  it('hold what fits of the children of one parent, and a locator of the rest', () =>
    withOrg(
      async (org, connection) => {
        const soql = 'SELECT Id, (SELECT Id FROM Contacts) FROM Account';
        const { records, done } = await connection.query(soql);
        assert.equal(done, true);
        const sizes: number[] = [];
        const seen = new Set<unknown>();
        let page = records[0]!['Contacts'] as Page;
        for (; ; page = await connection.queryMore(page.nextRecordsUrl!)) {
          assert.equal(page.totalSize, 1200);
          sizes.push(page.records.length);
          for (const { Id } of page.records) seen.add(Id);
          if (page.done) break;
        }
        assert.deepEqual([sizes, seen.size], [[499, 500, 201], 1200]);

        const [all] = (await connection.query(soql, { autoFetch: true })).records;
        assert.equal((all!['Contacts'] as Page).records.length, 1200);
        assert.equal(
          (await restError(org, 'GET', '/query/0r8000000000000AAA-499')).errorCode,
          'INVALID_QUERY_LOCATOR',
        );
      },
      { contacts: 1200, accounts: 1 },
    ));

  it('do so at every level, and for every subquery', () =>
    withOrg(async (_org, connection) => {
      const parent = (await connection.sobject('Account').create({ Name: 'Acme' })).id!;
      const times = (count: number, record: Row) => Array.from({ length: count }, () => record);
      const many = (object: string, records: Row[]) =>
        connection.sobject(object).create(records, { allowRecursive: true });
      await many('Account', times(300, { Name: 'Branch', ParentId: parent }));
      const [one] = await many('Contact', times(2, { LastName: 'Doe', AccountId: parent }));
      await many('Task', times(400, { Subject: 'Call', WhoId: one!.id! }));

      const soql =
        'SELECT Id, (SELECT Id FROM ChildAccounts), (SELECT Id, (SELECT Id FROM Tasks) FROM Contacts)' +
        ` FROM Account WHERE Id = '${parent}'`;
      const first = await connection.query<Row>(soql);
      assert.ok(countRows(first) <= 500, String(countRows(first)));
      assert.equal(await countAll(connection, first), 1 + 300 + 2 + 400);
    }));

  it('hold 200 records at most with two long texts of the customer', () =>
    withOrg(
      async (org, connection) => {
        const names = ['One__c', 'Two__c'];
        const long = '<length>32000</length><visibleLines>3</visibleLines>';
        await deploy(
          connection,
          { CustomField: names.map((name) => `Contact.${name}`), PermissionSet: ['Texts'] },
          {
            'objects/Contact.object': metadataFile(
              'CustomObject',
              names.map((name) => customField(name, 'LongTextArea', long)).join(''),
            ),
            'permissionsets/Texts.permissionset': permissionSet(
              'Texts',
              names.map((name) => `Contact.${name}`),
            ),
          },
        );
        await assignPermissionSet(connection, 'Texts', org.username);
        const sizeOf = async (fields: string) =>
          (await connection.query(`SELECT ${fields} FROM Contact`)).records.length;
        assert.equal(await sizeOf('One__c, Description'), 250);
        assert.equal(await sizeOf('One__c, Two__c'), 200);
      },
      { contacts: 250 },
    ));
});

describe('what travels', () => {
  it('is in gzip for who accepts that', () =>
    withOrg(
      async (org) => {
        const path = '/query?q=SELECT+Id,+Name+FROM+Contact+ORDER+BY+Id';
        const plain = await rawGet(org, path, {});
        assert.equal(plain.headers['content-encoding'], undefined);
        const packed = await rawGet(org, path, { 'accept-encoding': 'gzip' });
        assert.equal(packed.headers['content-encoding'], 'gzip');
        assert.ok(packed.body.length < plain.body.length / 4);
        assert.deepEqual(gunzipSync(packed.body), plain.body);
      },
      { contacts: 200 },
    ));

  it('cannot have a URL beyond 16,384 bytes, nor a URL and headers together', () =>
    withOrg(async (org) => {
      const ids = (count: number) =>
        Array.from({ length: count }, () => "'003000000000001'").join(',');
      const path = (count: number) => `/query?q=SELECT+Id+FROM+Contact+WHERE+Id+IN+(${ids(count)})`;
      const long = { 'x-filler': 'x'.repeat(8000) };
      assert.equal((await restError(org, 'GET', path(900))).status, 414);
      assert.equal((await restError(org, 'GET', path(500), undefined, long)).status, 431);
      const { headers } = await rawGet(org, path(500), {});
      assert.match(headers['content-type']!, /json/);
    }));
});
