import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withOrg } from '../support.ts';

/** (The form of an `errorMessage`: github.com/ForceCLI/force, issue 531) */
const message = 'InvalidBatch : Failed to process query: QUERY_TIMEOUT: Your query was too long.';

const POLL = { pollInterval: 1, pollTimeout: 10_000 };

test('a query job that fails tells its client why; the next one is done', () =>
  withOrg(
    async (org, connection) => {
      const match = { object: 'contact', operation: 'query', times: 1 };
      org.faults.add({ match, effect: { kind: 'jobFailed', message } });
      const query = async (soql: string) => (await connection.bulk2.query(soql, POLL)).toArray();
      assert.equal((await query('SELECT Id FROM Account')).length, 1);
      await assert.rejects(query('SELECT Id FROM Contact'), {
        message: 'Query job failed to complete',
      });
      assert.equal((await query('SELECT Id FROM Contact')).length, 3);
    },
    { contacts: 3 },
  ));

test('a query job that failed says so for as long as it is asked', () =>
  withOrg(async (org, connection) => {
    org.faults.add({ effect: { kind: 'jobFailed', message } });
    const path = '/services/data/v66.0/jobs/query';
    const body = { operation: 'query', query: 'SELECT Id FROM Contact' };
    const { id } = await connection.requestPost<{ id: string }>(path, body);
    for (let time = 1; time <= 2; time++) {
      const { state, errorMessage } = await connection.requestGet<Record<string, unknown>>(
        `${path}/${id}`,
      );
      assert.deepEqual([state, errorMessage], ['Failed', message]);
    }
  }));

test('an ingest job that fails saves nothing', () =>
  withOrg(async (org, connection) => {
    org.faults.add({ match: { operation: 'insert' }, effect: { kind: 'jobFailed', message } });
    const job = connection.bulk2.createJob({ operation: 'insert', object: 'Contact' });
    await job.open();
    await job.uploadData([{ LastName: 'Lovelace' }]);
    await job.close();
    await assert.rejects(job.poll(1, 10_000), /QUERY_TIMEOUT/);
    const { state, errorMessage } = await job.check();
    assert.deepEqual([state, errorMessage], ['Failed', message]);
    assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 0);
  }));
