import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidFault } from '../../src/index.ts';
import type { Fault, LocalOrg } from '../../src/index.ts';
import { withOrg } from '../support.ts';
import { get } from './support.ts';

async function admin(org: LocalOrg, method: string, path = '', body?: unknown) {
  const response = await fetch(`${org.url}/local-org/faults${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

test('another process adds, sees and removes faults over HTTP, which strike the APIs only', () =>
  withOrg(async (org) => {
    const busy = { match: { path: '/limits$' }, effect: { kind: 'unavailable' } };
    const all = { effect: { kind: 'maintenance' } };
    assert.deepEqual(await admin(org, 'POST', '', busy), {
      status: 201,
      body: { id: 1, ...busy, struck: 0, holding: 0 },
    });
    assert.equal((await get(org, '/limits')).status, 503);
    assert.equal((await get(org, '/sobjects')).status, 200);
    await admin(org, 'POST', '', all);
    assert.deepEqual((await admin(org, 'GET')).body, [
      { id: 1, ...busy, struck: 1, holding: 0 },
      { id: 2, ...all, struck: 0, holding: 0 },
    ]);
    assert.equal((await admin(org, 'DELETE', '/1')).status, 204);
    assert.equal((await admin(org, 'DELETE', '/1')).status, 404);
    assert.equal((await admin(org, 'DELETE')).status, 204);
    assert.equal((await get(org, '/limits')).status, 200);
  }));

test('what a fault holds is released over HTTP', () =>
  withOrg(async (org, connection) => {
    await admin(org, 'POST', '', { match: { method: 'POST' }, effect: { kind: 'lateCommit' } });
    const saving = connection.sobject('Contact').create({ LastName: 'Turing' });
    await org.faults.get(1)!.reached();
    const [listed] = (await admin(org, 'GET')).body as { holding: number }[];
    assert.equal(listed!.holding, 1);
    assert.equal((await admin(org, 'POST', '/1/release')).status, 204);
    assert.equal((await saving).success, true);
  }));

/** What is no fault, and what is said of it. */
const invalid: readonly [fault: unknown, message: RegExp][] = [
  [undefined, /^A fault must be an object/],
  [[], /^A fault must be an object/],
  [{}, /^effect must be an object/],
  [{ effect: {} }, /^effect\.kind must be one of latency, .*, not undefined$/],
  [{ effect: { kind: 'toString' } }, /^effect\.kind must be one of/],
  [{ effect: { kind: 'latency' } }, /^effect\.milliseconds must be a whole number/],
  [{ effect: { kind: 'drop', afterBytes: -1 } }, /^effect\.afterBytes must be a whole number/],
  [{ effect: { kind: 'maintenance', until: 'x' } }, /^effect takes nothing, not until$/],
  [{ effect: { kind: 'lateCommit', until: 'soon' } }, /^effect\.until must be a date and time/],
  [{ effect: { kind: 'clockOff', seconds: '5' } }, /^effect\.seconds must be a number, not "5"$/],
  [{ effect: { kind: 'rowLocked' } }, /^match\.ids must be a list of Ids/],
  [{ effect: { kind: 'unavailable' }, mach: {} }, /^A fault takes match, effect, not mach$/],
  [{ effect: { kind: 'unavailable' }, match: { ids: ['x'] } }, /^match takes .*, not ids$/],
  [{ effect: { kind: 'unavailable' }, match: { path: '(' } }, /^match\.path must be a regular/],
  [{ effect: { kind: 'unavailable' }, match: { nth: 0 } }, /^match\.nth must be a whole number/],
  [
    { effect: { kind: 'subrequestFailed', status: 200 } },
    /^effect\.status must be a whole number from 400/,
  ],
  [{ effect: { kind: 'clockOff', seconds: 1 }, match: { nth: 1 } }, /^match takes nothing/],
];

test('what is no fault is refused, never ignored', () =>
  withOrg(async (org) => {
    for (const [fault, message] of invalid) {
      assert.throws(
        () => org.faults.add(fault as Fault),
        (error: Error) => error instanceof InvalidFault && message.test(error.message),
        JSON.stringify(fault),
      );
    }
    const { status, body } = await admin(org, 'POST', '', invalid[3]![0]);
    assert.equal(status, 400);
    assert.match((body as { message: string }).message, invalid[3]![1]);
    assert.deepEqual(org.faults.list(), []);
  }));
