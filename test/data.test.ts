import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { connect, logIn, resultOf, setUpDesk, setUpOrg } from './support.ts';
import type { LocalOrgOptions } from 'salesforce-local-org';

/** A desk whose `sf` is logged in to a local org of its own, and a shorthand for its data commands. */
async function atWork(t: TestContext, options: LocalOrgOptions = {}) {
  const desk = setUpDesk(t);
  const org = await setUpOrg(t, options);
  await logIn(desk, org);
  const data = <T>(command: string, ...args: string[]) =>
    resultOf<T>(desk, 'sf', ['data', ...command.split(' '), '--target-org', 'local', ...args]);
  const write = (name: string, content: string) => {
    writeFileSync(join(desk.project, name), content);
  };
  const read = (name: string) => readFileSync(join(desk.project, name), 'utf8');
  return { desk, org, connection: connect(org), data, write, read };
}

test('sf creates, gets, updates, queries and deletes a record', async (t) => {
  const { data, connection } = await atWork(t);
  const { id } = await data<{ id: string }>(
    'create record',
    '--sobject',
    'Contact',
    '--values',
    "LastName=Doe Title='Head of Tests'",
  );
  const at = ['--sobject', 'Contact', '--record-id', id];
  assert.equal((await data<{ Title: string }>('get record', ...at)).Title, 'Head of Tests');

  await data(
    'update record',
    '--sobject',
    'Contact',
    '--where',
    'LastName=Doe',
    '--values',
    'FirstName=Jo',
  );
  const found = await data<{ totalSize: number; records: { Name: string }[] }>(
    'query',
    '--query',
    'SELECT Name FROM Contact',
  );
  assert.deepEqual([found.totalSize, found.records[0]!.Name], [1, 'Jo Doe']);

  await data('delete record', ...at);
  assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
});

test('sf exports a tree from one org and imports it', async (t) => {
  const { data, connection, read } = await atWork(t);
  const account = await connection.sobject('Account').create({ Name: 'Acme' });
  await connection.sobject('Contact').create([
    { LastName: 'One', AccountId: account.id! },
    { LastName: 'Two', AccountId: account.id! },
  ]);
  const soql = 'SELECT Name, (SELECT FirstName, LastName FROM Contacts) FROM Account';
  await data('export tree', '--query', soql, '--prefix', 'all');
  assert.match(read('all-Account-Contact.json'), /"referenceId": "AccountRef1"/);

  const results = await data<{ refId: string; type: string; id: string }[]>(
    'import tree',
    '--files',
    'all-Account-Contact.json',
  );
  assert.deepEqual(
    results.map(({ refId }) => refId),
    ['AccountRef1', 'ContactRef1', 'ContactRef2'],
  );
  const { totalSize } = await connection.query(
    "SELECT Id FROM Contact WHERE Account.Name = 'Acme'",
  );
  assert.equal(totalSize, 4);
});

test('sf imports, updates, exports and deletes in bulk', async (t) => {
  const { data, connection, write, read } = await atWork(t);
  const wait = ['--wait', '5'];
  const contacts = [...wait, '--sobject', 'Contact', '--file'];

  write('new.csv', 'LastName,Description\nOne,"a ""quoted"" word,\nand a line"\nTwo,\n');
  const imported = await data<{ processedRecords: number; failedRecords: number }>(
    'import bulk',
    ...contacts,
    'new.csv',
    '--line-ending',
    'LF',
  );
  assert.deepEqual([imported.processedRecords, imported.failedRecords], [2, 0]);

  await data(
    'export bulk',
    ...wait,
    '--query',
    'SELECT Id, LastName, Description FROM Contact ORDER BY LastName',
    '--output-file',
    'out.csv',
  );
  const exported = read('out.csv');
  assert.match(
    exported,
    /^"Id","LastName","Description"\n"003\w+","One","a ""quoted"" word,\nand a line"\n"003\w+","Two",""\n$/,
  );

  write('changed.csv', exported.replace('"Two"', '"Three"'));
  await data('update bulk', ...contacts, 'changed.csv', '--line-ending', 'LF');
  const { records } = await connection.query('SELECT Id, LastName FROM Contact ORDER BY LastName');
  assert.deepEqual(
    records.map(({ LastName }) => LastName as string),
    ['One', 'Three'],
  );

  write('ids.csv', `Id\n${records.map(({ Id }) => Id!).join('\n')}\n`);
  await data('delete bulk', ...contacts, 'ids.csv', '--line-ending', 'LF');
  assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
});

test('sf exports in bulk what does not fit into one page of results', async (t) => {
  const { data, read } = await atWork(t, { contacts: 10_050, accounts: 0 });
  await data(
    'export bulk',
    '--wait',
    '5',
    '--query',
    'SELECT Id FROM Contact',
    '--output-file',
    'all.csv',
  );
  const [header, ...ids] = read('all.csv').trimEnd().split('\n');
  assert.equal(header, '"Id"');
  assert.equal(new Set(ids).size, 10_050);
});

test('sf says which rows of a bulk import failed, and shows the limits', async (t) => {
  const { desk, data, org, write, read } = await atWork(t);
  write('new.csv', 'FirstName,LastName\nJo,Doe\nNameless,\n');
  const args = ['--sobject', 'Contact', '--file', 'new.csv', '--wait', '5', '--line-ending', 'LF'];
  await assert.rejects(data('import bulk', ...args), /Job finished being processed but failed/);

  const response = await fetch(`${org.url}/services/data/v66.0/jobs/ingest`, {
    headers: { authorization: `Bearer ${org.accessToken}` },
  });
  const { records } = (await response.json()) as { records: { id: string }[] };
  const results = await data<{ failedFilePath: string; failedRecords: number }>(
    'bulk results',
    '--job-id',
    records[0]!.id,
  );
  assert.equal(results.failedRecords, 1);
  assert.match(read(results.failedFilePath), /REQUIRED_FIELD_MISSING/);

  const limits = await resultOf<{ name: string; max: number }[]>(desk, 'sf', [
    'limits',
    'api',
    'display',
    '--target-org',
    'local',
  ]);
  assert.equal(limits.find(({ name }) => name === 'DailyApiRequests')?.max, 15_000);
});
