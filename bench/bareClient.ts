/*
 * node bench/bareClient.ts: what no client can do without. Downloads the results
 * of the bulk queries that a full refresh asks (their jobs are in the environment)
 * and splits them into records with the CSV reader that was the fastest on npm.
 * Prints the seconds that this took, and those of CPU.
 */
import { inferSchema, initParser, type Parser } from 'udsv';

const { ORG_URL: url = '', ACCESS_TOKEN: token = '', JOBS: jobs = '' } = process.env;
const started = performance.now();
const before = process.cpuUsage();
let records = 0;
for (const job of jobs.split(',')) {
  for (let locator: string | null = ''; locator !== null;) {
    const page: string = locator === '' ? '' : `&locator=${locator}`;
    const response = await fetch(
      `${url}/services/data/v66.0/jobs/query/${job}/results?maxRecords=50000${page}`,
      { headers: { authorization: `Bearer ${token}`, accept: 'text/csv' } },
    );
    await split(response);
    const next: string | null = response.headers.get('sforce-locator');
    locator = next === 'null' ? null : next;
  }
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ records, seconds, cpuSeconds: (user + system) / 1e6 }));

async function split(response: Response): Promise<void> {
  const decoder = new TextDecoder();
  let parser: Parser | undefined;
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    const text = decoder.decode(bytes, { stream: true });
    parser ??= initParser(inferSchema(text, { col: ',', row: '\n', encl: '"', esc: '"' }));
    parser.chunk<string[]>(text, parser.stringArrs, () => {
      records++;
    });
  }
  parser?.end();
}
