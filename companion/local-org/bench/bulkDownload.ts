/**
 * How fast the results of a bulk query leave the local org, for a client that
 * throws the bytes away. The client is a process of its own.
 *
 *     node companion/local-org/bench/bulkDownload.ts [contacts]
 */
import { fork } from 'node:child_process';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startLocalOrg } from '../src/index.ts';

const ROUNDS = 10;
const SOQL =
  'SELECT Id, Name, FirstName, LastName, Email, Phone, MobilePhone, Title, MailingStreet, ' +
  'MailingCity, MailingState, MailingPostalCode, MailingCountry, Account.Name, CreatedDate, ' +
  'SystemModstamp FROM Contact';

interface Target {
  readonly url: string;
  readonly accessToken: string;
}

/** Sends one request and throws its body away. */
function send({ url, accessToken }: Target, method: string, path: string, body?: object) {
  return new Promise<{ bytes: number; text: string; locator: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    request(`${url}/services/data/v66.0/jobs/query${path}`, { method, headers }, (response) => {
      let bytes = 0;
      let text = '';
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes < 4096) text += chunk.toString();
      });
      response.on('end', () => {
        resolve({ bytes, text, locator: String(response.headers['sforce-locator']) });
      });
    })
      .on('error', reject)
      .end(body && JSON.stringify(body));
  });
}

async function download(target: Target, id: string, maxRecords: number): Promise<number> {
  let total = 0;
  let locator = '';
  do {
    const from = locator && `&locator=${locator}`;
    const page = await send(target, 'GET', `/${id}/results?maxRecords=${maxRecords}${from}`);
    total += page.bytes;
    locator = page.locator;
  } while (locator !== 'null');
  return total;
}

async function measure(target: Target): Promise<void> {
  const started = performance.now();
  const { text } = await send(target, 'POST', '', { operation: 'query', query: SOQL });
  const { id } = JSON.parse(text) as { id: string };
  const isDone = async () => (await send(target, 'GET', `/${id}`)).text.includes('"JobComplete"');
  while (!(await isDone()));
  const encoded = performance.now();
  const bytes = await download(target, id, 10_000);
  const seconds = (encoded - started) / 1000;
  report(`job of ${(bytes / 1e6).toFixed(1)} MB`, `${seconds.toFixed(2)} s`);
  for (const maxRecords of [10_000, 50_000]) {
    const before = performance.now();
    let total = 0;
    for (let i = 0; i < ROUNDS; i++) total += await download(target, id, maxRecords);
    const rate = total / 1e6 / ((performance.now() - before) / 1000);
    report(`pages of ${maxRecords} records`, `${rate.toFixed(0)} MB/s`);
  }
}

function report(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(26)} ${figure}\n`);
}

const [first = '100000', second = ''] = process.argv.slice(2);
if (first.startsWith('http')) {
  await measure({ url: first, accessToken: second });
} else {
  const org = await startLocalOrg({ contacts: Number(first) });
  const child = fork(fileURLToPath(import.meta.url), [org.url, org.accessToken]);
  child.on('exit', () => void org.close());
}
