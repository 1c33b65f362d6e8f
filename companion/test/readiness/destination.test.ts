import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { probeDestination } from '../../src/readiness/destination.ts';

type Plan = Parameters<typeof probeDestination>[0];

const pushing = (url: string): Plan => ({
  destination: { name: 'higher-logic', url } as Plan['destination'],
});

async function serve(t: TestContext) {
  const seen: { method: string | undefined; key: unknown }[] = [];
  const server = createServer(({ method, headers }, response) => {
    seen.push({ method, key: headers.authorization });
    response.writeHead(401).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test('the destination is knocked at without its key, and whatever answers is there', async (t) => {
  const { url, seen } = await serve(t);
  const facts = await probeDestination(pushing(url), { HL_PUSH_API_KEY: 'secret' });
  assert.deepEqual(facts, { url, reachable: true, detail: 'HTTP status 401', hasKey: true });
  assert.deepEqual(seen, [{ method: 'HEAD', key: undefined }]);
});

test('a destination that does not answer, without a key', async () => {
  const url = 'http://127.0.0.1:1/';
  const facts = await probeDestination(pushing(url), {});
  assert.equal(facts?.reachable, false);
  assert.equal(facts.hasKey, false);
  assert.match(facts.detail, /bad port|ECONNREFUSED/);
});

test('where members go nowhere, nothing is asked', async () => {
  const local = { destination: { name: 'local' } as Plan['destination'] };
  assert.equal(await probeDestination(local, {}), null);
});
