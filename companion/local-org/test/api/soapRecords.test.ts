import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock, withOrg } from '../support.ts';

test('jsforce creates, updates, upserts and deletes by SOAP', () =>
  withOrg(async (_org, connection) => {
    const { soap } = connection;
    const [good, bad] = await soap.create([
      { type: 'Contact', LastName: 'Doe & Co', DoNotCall: true, Title: 'Old' },
      { type: 'Contact', FirstName: 'Nameless' },
    ]);
    assert.equal(good!.success, true);
    assert.deepEqual(bad!.success ? [] : bad!.errors.map(({ statusCode }) => statusCode), [
      'REQUIRED_FIELD_MISSING',
    ]);

    const id = good!.id!;
    await soap.update({ type: 'Contact', Id: id, Title: null, FirstName: 'Jo' });
    const read = await connection.sobject('Contact').retrieve(id);
    assert.deepEqual([read['Name'], read['Title'], read['DoNotCall']], ['Jo Doe & Co', null, true]);

    const upserted = await soap.upsert('Id', [
      { type: 'Contact', Id: id, LastName: 'Roe' },
      { type: 'Contact', LastName: 'New' },
    ]);
    assert.deepEqual(
      upserted.map((result) => result.created),
      [false, true],
    );

    const [deleted] = await soap.delete([id]);
    assert.equal(deleted!.success, true);
    assert.equal((await connection.query('SELECT Id FROM Contact')).totalSize, 1);
  }));

test('jsforce asks for the time and the user by SOAP', () =>
  withOrg(
    async (org, connection) => {
      const { timestamp } = await connection.soap.getServerTimestamp();
      assert.equal(new Date(timestamp).toISOString(), '2026-11-21T08:00:00.000Z');
      const user = await connection.soap.getUserInfo();
      assert.deepEqual([user.userName, user.organizationId], [org.username, org.orgId]);
    },
    { clock: manualClock('2026-11-21T08:00:00Z') },
  ));
