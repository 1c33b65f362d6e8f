#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { editions, startLocalOrg } from '../lib/index.js';

const HELP = `Usage: local-org [options]

Starts a Salesforce org on 127.0.0.1 and prints one JSON line with its URL and
the credentials of its administrator. Ends with Ctrl+C.

  --port N       TCP port; a free one by default
  --edition E    ${Object.keys(editions).join(', ')}; Developer by default
  --contacts N   sample contacts to start with; none by default
  --person-accounts  people can be accounts of their own
  --data DIR     keep the org in this folder; in memory by default
`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      edition: { type: 'string' },
      contacts: { type: 'string' },
      'person-accounts': { type: 'boolean' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
  } else {
    await start(values);
  }
} catch (error) {
  process.stderr.write(`local-org: ${error.message}\n`);
  process.exitCode = 1;
}

async function start({ port, edition, contacts, data, 'person-accounts': personAccounts }) {
  if (edition !== undefined && !(edition in editions)) {
    throw new Error(`--edition is one of ${Object.keys(editions).join(', ')}, not ${edition}`);
  }
  const org = await startLocalOrg({
    ...(port !== undefined && { port: wholeNumber('--port', port) }),
    ...(contacts !== undefined && { contacts: wholeNumber('--contacts', contacts) }),
    ...(edition !== undefined && { edition }),
    ...(personAccounts && { personAccounts }),
    ...(data !== undefined && { dataDir: data }),
  });
  const { url, username, password, securityToken, accessToken } = org;
  process.stdout.write(
    `${JSON.stringify({ url, username, password, securityToken, accessToken })}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void org.close());
}

function wholeNumber(flag, text) {
  if (!/^\d+$/.test(text)) throw new Error(`${flag} takes a whole number, not ${text}`);
  return Number(text);
}
