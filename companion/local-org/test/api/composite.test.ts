import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  withOrg,
} from '../support.ts';

const BASE = '/services/data/v66.0';

interface SubResponse {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
}

async function composite(
  connection: Connection,
  compositeRequest: object[],
  allOrNone = false,
): Promise<SubResponse[]> {
  const body = { allOrNone, compositeRequest };
  const answer = await connection.requestPost<{ compositeResponse: SubResponse[] }>(
    `${BASE}/composite`,
    body,
  );
  return answer.compositeResponse;
}

const account = {
  method: 'POST',
  url: `${BASE}/sobjects/Account`,
  referenceId: 'account',
  body: { Name: 'Acme & Sons' },
};
const contact = (lastName: string | null) => ({
  method: 'POST',
  url: `${BASE}/sobjects/Contact`,
  referenceId: 'contact',
  body: { LastName: lastName, AccountId: '@{account.id}' },
});

/** An org whose contacts have an external Id. */
async function withExternalId(
  work: (connection: Connection, username: string) => Promise<void>,
): Promise<void> {
  await withOrg(async (org, connection) => {
    const field = customField(
      'Key__c',
      'Text',
      '<externalId>true</externalId><length>20</length><unique>false</unique>',
    );
    const deployed = await deploy(
      connection,
      { CustomField: ['Contact.Key__c'], PermissionSet: ['Keys'] },
      {
        'objects/Contact.object': metadataFile('CustomObject', field),
        'permissionsets/Keys.permissionset': permissionSet('Keys', ['Contact.Key__c']),
      },
    );
    assert.deepEqual(deployed.problems, []);
    await assignPermissionSet(connection, 'Keys', org.username);
    await work(connection, org.username);
  });
}

describe('composite', () => {
  it('lets later requests use the answers of earlier ones', () =>
    withOrg(async (_org, connection) => {
      const soql =
        "SELECT Id, Account.Name FROM Contact WHERE AccountId = '@{account.id}'".replaceAll(
          ' ',
          '+',
        );
      const responses = await composite(connection, [
        account,
        contact('Doe'),
        { method: 'GET', url: `${BASE}/query?q=${soql}`, referenceId: 'found' },
        {
          method: 'PATCH',
          url: `${BASE}/sobjects/Contact/@{found.records[0].Id}`,
          referenceId: 'rename',
          body: { FirstName: '@{found.records[0].Account.Name}' },
        },
        { method: 'GET', url: `${BASE}/sobjects/Contact/@{contact.id}`, referenceId: 'read' },
      ]);
      assert.deepEqual(
        responses.map(({ referenceId, httpStatusCode }) => [referenceId, httpStatusCode]),
        [
          ['account', 201],
          ['contact', 201],
          ['found', 200],
          ['rename', 204],
          ['read', 200],
        ],
      );
      const created = responses[0]!.body as { id: string };
      assert.equal(responses[0]!.httpHeaders['Location'], `${BASE}/sobjects/Account/${created.id}`);
      assert.equal((responses[4]!.body as { FirstName: string }).FirstName, 'Acme & Sons');
    }));

  it('counts as one API request', () =>
    withOrg(async (_org, connection) => {
      await composite(connection, [account, contact('Doe')]);
      assert.equal(connection.limitInfo.apiUsage?.used, 1);
    }));

  it('goes on after a failure, but not with what depends on it', () =>
    withOrg(async (_org, connection) => {
      const responses = await composite(connection, [
        { ...account, body: {} },
        contact('Doe'),
        { ...account, referenceId: 'other' },
      ]);
      assert.deepEqual(
        responses.map(({ httpStatusCode }) => httpStatusCode),
        [400, 400, 201],
      );
      assert.deepEqual(responses[1]!.body, [
        {
          errorCode: 'PROCESSING_HALTED',
          message: 'Invalid reference specified. No value for account.id found in account',
        },
      ]);
    }));

  it('stores nothing when all were wanted and one failed', () =>
    withOrg(async (_org, connection) => {
      const responses = await composite(connection, [account, contact(null)], true);
      assert.deepEqual(responses[0], {
        body: [
          {
            errorCode: 'PROCESSING_HALTED',
            message:
              'The transaction was rolled back since another operation in the same transaction failed.',
          },
        ],
        httpHeaders: {},
        httpStatusCode: 400,
        referenceId: 'account',
      });
      assert.deepEqual(responses[1]!.body, [
        {
          errorCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ]);
      assert.equal((await connection.query('SELECT Id FROM Account')).totalSize, 0);
    }));
});

describe('composite/tree', () => {
  const tree = (lastName: string | null) => ({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a' },
        Name: 'Acme',
        Contacts: {
          records: [
            { attributes: { type: 'Contact', referenceId: 'c1' }, LastName: 'One' },
            { attributes: { type: 'Contact', referenceId: 'c2' }, LastName: lastName },
          ],
        },
      },
    ],
  });

  it('creates records and the records below them', () =>
    withOrg(async (_org, connection) => {
      const answer = await connection.requestPost<{
        hasErrors: boolean;
        results: { referenceId: string }[];
      }>(`${BASE}/composite/tree/Account`, tree('Two'));
      assert.equal(answer.hasErrors, false);
      assert.deepEqual(
        answer.results.map(({ referenceId }) => referenceId),
        ['a', 'c1', 'c2'],
      );
      const { totalSize } = await connection.query(
        "SELECT Id FROM Contact WHERE Account.Name = 'Acme'",
      );
      assert.equal(totalSize, 2);
    }));

  it('creates nothing when one of them fails', () =>
    withOrg(async (org, connection) => {
      const response = await fetch(`${org.url}${BASE}/composite/tree/Account`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${org.accessToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(tree(null)),
      });
      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), {
        hasErrors: true,
        results: [
          {
            referenceId: 'c2',
            errors: [
              {
                statusCode: 'REQUIRED_FIELD_MISSING',
                message: 'Required fields are missing: [LastName]',
                fields: ['LastName'],
              },
            ],
          },
        ],
      });
      assert.equal((await connection.query('SELECT Id FROM Account')).totalSize, 0);
    }));
});

describe('external Ids', () => {
  it('create at first and update then', () =>
    withExternalId(async (connection) => {
      const contacts = connection.sobject('Contact');
      const created = await contacts.upsert({ Key__c: 'k 1', LastName: 'Old' }, 'Key__c');
      assert.equal(created.success && created.created, true);
      const updated = await contacts.upsert({ Key__c: 'K 1', LastName: 'New' }, 'Key__c');
      assert.deepEqual(updated, { ...created, created: false });

      const read = await connection.request<{ LastName: string }>(
        `${BASE}/sobjects/Contact/Key__c/k%201?fields=LastName`,
      );
      assert.equal(read.LastName, 'New');
    }));

  it('save 200 records in one call', () =>
    withExternalId(async (connection) => {
      const contacts = connection.sobject('Contact');
      const rows = (name: string, count: number) =>
        Array.from({ length: count }, (_, i) => ({ Key__c: `k${i}`, LastName: name }));
      await contacts.upsert(rows('Old', 3), 'Key__c');
      const results = await contacts.upsert([...rows('New', 4), { Key__c: 'bad' }], 'Key__c');
      assert.deepEqual(
        results.map((result) => result.success && result.created),
        [false, false, false, true, false],
      );
      const { totalSize } = await connection.query("SELECT Id FROM Contact WHERE LastName = 'New'");
      assert.equal(totalSize, 4);
    }));

  it('that several records have change none of them', () =>
    withExternalId(async (connection) => {
      const contacts = connection.sobject('Contact');
      const twins = await contacts.create([
        { Key__c: 'twin', LastName: 'A' },
        { Key__c: 'twin', LastName: 'B' },
      ]);
      const [result] = await contacts.upsert([{ Key__c: 'twin', LastName: 'C' }], 'Key__c');
      assert.equal(result!.success, false);
      assert.match(result!.errors[0]!.message, /more than one record found for external id field/);
      await assert.rejects(
        connection.request(`${BASE}/sobjects/Contact/Key__c/twin`),
        ({ errorCode, data }: { errorCode: string; data: string[] }) => {
          assert.equal(errorCode, 'MULTIPLE_CHOICES');
          const urls = twins.map(({ id }) => `${BASE}/sobjects/Contact/${id!}`);
          assert.deepEqual(data.toSorted(), urls.toSorted());
          return true;
        },
      );
    }));
});

describe('composite/sobjects', () => {
  it('gives records by Id, and null for those that are not there', () =>
    withOrg(async (_org, connection) => {
      const { id } = await connection
        .sobject('Contact')
        .create({ LastName: 'Doe', MailingCity: 'Austin' });
      const ids = [id!, '003HL00000000zz'];
      const [found, missing] = await connection.requestPost<Record<string, unknown>[]>(
        `${BASE}/composite/sobjects/Contact`,
        { ids, fields: ['Name', 'MailingAddress'] },
      );
      assert.equal(missing, null);
      assert.equal(found!['Name'], 'Doe');
      assert.equal((found!['MailingAddress'] as { city: string }).city, 'Austin');
      const again = await connection.request(
        `${BASE}/composite/sobjects/Contact?ids=${ids.join()}&fields=Name,MailingAddress`,
      );
      assert.deepEqual(again, [found, missing]);
    }));
});
