import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  deploy,
  manualClock,
  metadataFile,
  withOrg,
  longSessions,
} from '../support.ts';
import { BASE, ended, ingest, query, send } from './bulkClient.ts';
import type { JobInfo } from './bulkClient.ts';

const AWKWARD = 'Line one\nline "two", three';

async function createContacts(connection: Connection): Promise<void> {
  const { id } = await connection.sobject('Account').create({
    Name: 'Acme',
    AnnualRevenue: 12,
    NumberOfEmployees: 7,
  });
  await connection.sobject('Contact').create([
    { LastName: 'A', Description: AWKWARD, AccountId: id!, Birthdate: '1990-02-03' },
    { LastName: 'B', DoNotCall: true },
  ]);
}

describe('bulk query', () => {
  it('spells values as Bulk API 2.0 does', () =>
    withOrg(
      async (org, connection) => {
        await createContacts(connection);
        const { id } = await query(
          org,
          'SELECT LastName, Description, Account.Name, Account.AnnualRevenue, Account.NumberOfEmployees, ' +
            'Birthdate, DoNotCall, CreatedDate FROM Contact ORDER BY LastName',
        );
        const response = await send(org, 'GET', `/query/${id}/results`);
        assert.equal(response.headers.get('content-type'), 'text/csv');
        assert.equal(response.headers.get('sforce-locator'), 'null');
        assert.equal(response.headers.get('sforce-numberofrecords'), '2');
        assert.equal(
          await response.text(),
          '"LastName","Description","Account.Name","Account.AnnualRevenue","Account.NumberOfEmployees","Birthdate","DoNotCall","CreatedDate"\n' +
            '"A","Line one\nline ""two"", three","Acme","12.0","7","1990-02-03","false","2026-11-21T08:00:00.000Z"\n' +
            '"B","","","","","","true","2026-11-21T08:00:00.000Z"\n',
        );
      },
      { clock: manualClock('2026-11-21T08:00:00Z') },
    ));

  it('writes other delimiters and line endings', () =>
    withOrg(async (org, connection) => {
      await createContacts(connection);
      const { id } = await query(
        org,
        "SELECT LastName, DoNotCall FROM Contact WHERE LastName = 'B'",
        {
          columnDelimiter: 'TAB',
          lineEnding: 'CRLF',
        },
      );
      const response = await send(org, 'GET', `/query/${id}/results`);
      assert.equal(await response.text(), '"LastName"\t"DoNotCall"\r\n"B"\t"true"\r\n');
    }));

  it('orders columns by alphabet before version 50.0', () =>
    withOrg(async (org) => {
      const base = '/services/data/v49.0/jobs/query';
      const body = { operation: 'query', query: 'SELECT LastName, Id, FirstName FROM Contact' };
      const { id } = (await (await send(org, 'POST', base, body)).json()) as JobInfo;
      await ended(org, 'query', id);
      const response = await send(org, 'GET', `${base}/${id}/results`);
      assert.equal(await response.text(), '"FirstName","Id","LastName"\n');
    }));

  it('gives a result in parts, any of them again, in whatever size', () =>
    withOrg(
      async (org) => {
        const { id, numberRecordsProcessed } = await query(org, 'SELECT Id FROM Contact');
        assert.equal(numberRecordsProcessed, 25);
        const part = async (locator: string | null, maxRecords: number) => {
          const from = locator === null ? '' : `&locator=${locator}`;
          const path = `/query/${id}/results?maxRecords=${maxRecords}${from}`;
          const response = await send(org, 'GET', path);
          const [header, ...rows] = (await response.text()).trimEnd().split('\n');
          assert.equal(header, '"Id"');
          assert.equal(response.headers.get('sforce-numberofrecords'), String(rows.length));
          return { rows, next: response.headers.get('sforce-locator') };
        };
        const first = await part(null, 10);
        const second = await part(first.next, 10);
        const third = await part(second.next, 10);
        assert.equal(third.next, 'null');
        assert.equal(new Set([...first.rows, ...second.rows, ...third.rows]).size, 25);
        assert.deepEqual((await part(first.next, 15)).rows, [...second.rows, ...third.rows]);
      },
      { contacts: 25 },
    ));

  it('names the pages that can be read in parallel', () =>
    withOrg(async (org) => {
      const { id } = await query(org, 'SELECT Id FROM Contact');
      const pages = await (await send(org, 'GET', `/query/${id}/resultPages`)).json();
      assert.deepEqual(pages, {
        resultPages: [{ resultUrl: `${BASE}/query/${id}/results?locator=MA` }],
        nextRecordsUrl: null,
        done: true,
      });
      const { resultPages } = pages as { resultPages: { resultUrl: string }[] };
      assert.equal((await send(org, 'GET', resultPages[0]!.resultUrl)).status, 200);
    }));

  it('sees deleted rows with queryAll only', () =>
    withOrg(async (org, connection) => {
      const { id } = await connection.sobject('Contact').create({ LastName: 'Gone' });
      await connection.sobject('Contact').delete(id!);
      const soql = 'SELECT Id FROM Contact';
      assert.equal((await query(org, soql)).numberRecordsProcessed, 0);
      assert.equal((await query(org, soql, { operation: 'queryAll' })).numberRecordsProcessed, 1);
    }));

  it('lists jobs, deletes them, and forgets them after seven days', () => {
    const clock = manualClock('2026-11-21T08:00:00Z');
    return withOrg(
      async (org) => {
        const list = async () => {
          const { records } = (await (await send(org, 'GET', '/query')).json()) as {
            records: JobInfo[];
          };
          return records.map(({ id }) => id);
        };
        const first = await query(org, 'SELECT Id FROM Contact');
        const second = await query(org, 'SELECT Id FROM Account');
        assert.deepEqual(await list(), [first.id, second.id]);
        assert.equal((await send(org, 'DELETE', `/query/${first.id}`)).status, 204);
        assert.deepEqual(await list(), [second.id]);
        clock.advance(7 * 24 * 60 * 60 + 1);
        assert.deepEqual(await list(), []);
      },
      { clock, ...longSessions },
    );
  });

  it('counts the query jobs of a day', () =>
    withOrg(async (org, connection) => {
      await query(org, 'SELECT Id FROM Contact');
      const limits = await connection.limits();
      assert.deepEqual(limits['DailyBulkV2QueryJobs'], { Max: 10_000, Remaining: 9_999 });
    }));
});

describe('bulk ingest', () => {
  it('inserts rows with quotes, newlines and every spelling of a checkbox', () =>
    withOrg(async (org, connection) => {
      const { state, numberRecordsProcessed, numberRecordsFailed } = await ingest(
        org,
        { object: 'Contact', operation: 'insert' },
        'LastName,Description,DoNotCall,Birthdate\n' +
          'A,"Line one\nline ""two"", three",yes,1990-02-03\nB,,0,#N/A\n',
      );
      assert.deepEqual([state, numberRecordsProcessed, numberRecordsFailed], ['JobComplete', 2, 0]);
      const { records } = await connection.query(
        'SELECT LastName, Description, DoNotCall, Birthdate FROM Contact ORDER BY LastName',
      );
      assert.deepEqual(
        records.map((one): unknown[] => [one['Description'], one['DoNotCall'], one['Birthdate']]),
        [
          [AWKWARD, true, '1990-02-03'],
          [null, false, null],
        ],
      );
    }));

  it('answers each row with what became of it', () =>
    withOrg(async (org) => {
      const job = await ingest(
        org,
        { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON' },
        'LastName;DoNotCall\nGood;true\n;true\nBad;maybe\n',
      );
      assert.match(
        job.successful,
        /^"sf__Id";"sf__Created";"LastName";"DoNotCall"\n"003\w{15}";"true";"Good";"true"\n$/,
      );
      assert.equal(
        job.failed,
        '"sf__Id";"sf__Error";"LastName";"DoNotCall"\n' +
          '"";"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --";"";"true"\n' +
          '"";"INVALID_TYPE_ON_FIELD_IN_RECORD:Do Not Call: value not of required type: maybe:DoNotCall --";"Bad";"maybe"\n',
      );
      assert.equal(job.unprocessed, '"LastName";"DoNotCall"\n');
    }));

  it('updates, upserts by Id and deletes', () =>
    withOrg(async (org, connection) => {
      const { id } = await connection.sobject('Contact').create({ LastName: 'Old', Title: 'Keep' });
      const one = async (operation: string, csv: string, more = {}) =>
        ingest(org, { object: 'Contact', operation, ...more }, csv);
      // An empty cell leaves its field alone.
      await one('update', `Id,LastName,Title\n${id!},New,\n`);
      const read = await connection.sobject('Contact').retrieve(id!);
      assert.deepEqual([read['LastName'], read['Title']], ['New', 'Keep']);

      const upserted = await one('upsert', `Id,LastName\n${id!},Newer\n,Another\n`, {
        externalIdFieldName: 'Id',
      });
      assert.match(upserted.successful, /"false".*"Newer"\n.*"true".*"Another"\n$/);

      const deleted = await one('delete', `Id\n${id!}\n003HL00000000zz\n`);
      assert.equal(deleted.numberRecordsFailed, 1);
      assert.match(deleted.failed, /INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--/);
      assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 1);
    }));

  it('hard-deletes for who has the permission', () =>
    withOrg(async (org, connection) => {
      await createContacts(connection);
      const permission =
        '<userPermissions><enabled>true</enabled><name>BulkApiHardDelete</name></userPermissions>';
      await deploy(
        connection,
        { PermissionSet: ['Eraser'] },
        {
          'permissionsets/Eraser.permissionset': metadataFile(
            'PermissionSet',
            `<label>Eraser</label>${permission}`,
          ),
        },
      );
      await assignPermissionSet(connection, 'Eraser', org.username);
      const [account] = (await connection.query('SELECT Id FROM Account')).records;
      const job = await ingest(
        org,
        { object: 'Account', operation: 'hardDelete' },
        `Id\n${account!.Id!}\n`,
      );
      assert.equal(job.numberRecordsFailed, 0);
      const { records } = await connection.query('SELECT LastName FROM Contact', { scanAll: true });
      assert.deepEqual(
        records.map(({ LastName }) => LastName as string),
        ['B'],
      );
    }));

  it('saves 200 records in one transaction, and so in one stamp', () => {
    let seconds = 0;
    const clock = { now: () => new Date(Date.UTC(2026, 10, 21) + 1000 * seconds++) };
    return withOrg(
      async (org, connection) => {
        const rows = Array.from({ length: 450 }, (_, i) => `L${i}\n`).join('');
        await ingest(org, { object: 'Contact', operation: 'insert' }, `LastName\n${rows}`);
        const { records } = await connection.query(
          'SELECT CreatedDate FROM Contact ORDER BY CreatedDate',
        );
        const stamps = Map.groupBy(records, ({ CreatedDate }) => CreatedDate as string);
        assert.deepEqual(
          [...stamps.values()].map(({ length }) => length),
          [200, 200, 50],
        );
      },
      { clock },
    );
  });

  it('gives an aborted job its rows back', () =>
    withOrg(async (org, connection) => {
      const job = { object: 'Contact', operation: 'insert' };
      const { id } = (await (await send(org, 'POST', '/ingest', job)).json()) as JobInfo;
      await send(org, 'PUT', `/ingest/${id}/batches`, 'LastName\nDoe\n');
      const aborted = await send(org, 'PATCH', `/ingest/${id}`, { state: 'Aborted' });
      assert.equal(((await aborted.json()) as JobInfo).state, 'Aborted');
      const rest = await send(org, 'GET', `/ingest/${id}/unprocessedrecords`);
      assert.equal(await rest.text(), 'LastName\nDoe\n');
      assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
    }));

  const part = (name: string, type: string, content: string, more = '') =>
    `--BOUNDARY\r\nContent-Type: ${type}\r\n` +
    `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
  const multipart = { 'content-type': 'multipart/form-data; boundary="BOUNDARY"' };
  const insertion = part('job', 'application/json', '{"object":"Contact","operation":"insert"}');

  // Bulk API 2.0, "Bulk Insert with a Multipart Request"
  for (const [what, more] of Object.entries({ file: '; filename="content"', field: '' })) {
    it(`takes job and data in one request, the data as a ${what}`, () =>
      withOrg(async (org, connection) => {
        const csv = 'FirstName,LastName\nAstro,Nomical\n"Hootie, the\nowl",McOwl\n';
        const body = `${insertion}${part('content', 'text/csv', csv, more)}--BOUNDARY--\r\n`;
        const response = await send(org, 'POST', '/ingest/', body, multipart);
        const { id, state } = (await response.json()) as JobInfo;
        assert.equal(state, 'UploadComplete');
        const job = await ended(org, 'ingest', id);
        assert.deepEqual([job.state, job.numberRecordsProcessed], ['JobComplete', 2]);
        const { totalSize } = await connection.query(
          "SELECT Id FROM Contact WHERE FirstName = 'Hootie, the\\nowl'",
        );
        assert.equal(totalSize, 1);
      }));
  }

  it('refuses a multipart request that is none, or too long', () =>
    withOrg(async (org) => {
      const refusal = async (body: string) => {
        const response = await send(org, 'POST', '/ingest', body, multipart);
        assert.equal(response.status, 400);
        return ((await response.json()) as { errorCode: string }[])[0]!.errorCode;
      };
      const data = part('content', 'text/csv', `LastName\n${'x\n'.repeat(50_000)}`);
      assert.equal(await refusal(`${insertion}${data}--BOUNDARY--\r\n`), 'CLIENTINPUTERROR');
      assert.equal(await refusal(`${insertion}--BOUNDARY--\r\n`), 'INVALID_MULTIPART_REQUEST');
      const foreign = part('rule', 'text/plain', 'x');
      const content = part('content', 'text/csv', 'LastName\nA\n');
      assert.equal(
        await refusal(`${insertion}${content}${foreign}--BOUNDARY--\r\n`),
        'INVALID_MULTIPART_REQUEST',
      );
      assert.deepEqual(
        ((await (await send(org, 'GET', '/ingest')).json()) as { records: unknown[] }).records,
        [],
      );
    }));

  it('refuses an upload that is more than 150 MB in base64', () =>
    withOrg(async (org) => {
      const job = { object: 'Contact', operation: 'insert' };
      const { id } = (await (await send(org, 'POST', '/ingest', job)).json()) as JobInfo;
      const status = (bytes: number) => {
        const headers = {
          authorization: `Bearer ${org.accessToken}`,
          'content-type': 'text/csv',
          'content-length': String(bytes),
        };
        const url = `${org.url}${BASE}/ingest/${id}/batches`;
        return new Promise<number | undefined>((resolve, reject) => {
          const upload = request(url, { method: 'PUT', headers }, (response) => {
            resolve(response.statusCode);
            upload.destroy();
          });
          upload.on('error', reject).flushHeaders();
        });
      };
      assert.equal(await status(150 * 1024 * 768 + 1), 413);
    }));

  const failures: readonly [name: string, csv: string, message: string][] = [
    [
      'a line ending that was not agreed',
      'LastName\r\nDoe\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
    // (Salesforce Developer Limits, "Bulk API and Bulk API 2.0"; wording: forcedotcom/wsc, CSVReader)
    [
      'a value of more than 131,072 characters',
      `LastName,Description\nA,${'x'.repeat(131_073)}\n`,
      'InvalidBatch : Exceeded max field size: 131073',
    ],
    [
      'a record of more than 400,000 characters',
      `LastName,Description,Description,Description,Title\nA,${`${'x'.repeat(131_072)},`.repeat(3)}${'y'.repeat(6784)}\n`,
      'InvalidBatch : Exceeded max length for one record: 400001. Max length for one record should be less than or equal to 400000',
    ],
    [
      'a record of more than 5,000 fields',
      `LastName${',Title'.repeat(5000)}\nA${','.repeat(5000)}\n`,
      'InvalidBatch : Exceeded max number of columns per record : 5000',
    ],
    ['an unknown column', 'LastName,Nope\nA,B\n', 'InvalidBatch : Field name not found : Nope'],
  ];
  for (const [name, csv, message] of failures) {
    it(`fails as a whole of ${name}`, () =>
      withOrg(async (org) => {
        const job = await ingest(org, { object: 'Contact', operation: 'insert' }, csv);
        assert.deepEqual([job.state, job.errorMessage], ['Failed', message]);
      }));
  }
});

describe('jsforce', () => {
  it('loads and queries in bulk', () =>
    withOrg(async (_org, connection) => {
      connection.bulk2.pollInterval = 10;
      const input = Array.from({ length: 300 }, (_, i) => ({
        FirstName: 'F',
        LastName: i === 3 ? '' : `L${i}`,
      }));
      const results = await connection.bulk2.loadAndWaitForResults({
        object: 'Contact',
        operation: 'insert',
        input,
      });
      assert.equal(results.successfulResults.length, 299);
      assert.match(results.failedResults[0]!.sf__Error, /^REQUIRED_FIELD_MISSING:/);
      assert.deepEqual(results.unprocessedRecords, []);

      const stream = await connection.bulk2.query('SELECT Id, LastName FROM Contact');
      const records: unknown[] = await stream.toArray();
      assert.equal(records.length, 299);
    }));
});
