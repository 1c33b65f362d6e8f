import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { LocalOrg } from 'salesforce-local-org';
import { generate } from 'selfsigned';
import { logIn, resultOf, run, setUpDesk, setUpOrg } from './support.ts';
import type { Desk } from './support.ts';

const NOW = '2026-11-21T08:00:00Z';
const TWO_HOURS = 2 * 60 * 60 * 1000;

interface Display {
  username: string;
  id: string;
  instanceUrl: string;
  connectedStatus: string;
}
const display = (desk: Desk) =>
  resultOf<Display>(desk, 'sf', ['org', 'display', '--target-org', 'local']);

/** A certificate for 127.0.0.1, and its key. */
function makeCertificate() {
  return generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

test('sf deploys an External Client App and logs in through it with a JWT', async (t) => {
  let now = new Date(NOW);
  const org = await setUpOrg(t, { clock: { now: () => now } });
  const desk = setUpDesk(t);
  const { private: key, cert } = await makeCertificate();
  await logIn(desk, org, { alias: 'admin' });
  const clientId = await deployApp(desk, cert);
  const keyFile = join(desk.project, 'server.key');
  writeFileSync(keyFile, key);
  await resultOf(desk, 'sf', [
    ...['org', 'login', 'jwt', '--client-id', clientId, '--jwt-key-file', keyFile],
    ...['--username', org.username, '--instance-url', org.url, '--alias', 'local'],
  ]);
  const shown = await display(desk);
  assert.equal(shown.username, org.username);
  assert.equal(shown.id, org.orgId);
  assert.equal(shown.connectedStatus, 'Connected');

  now = new Date(now.getTime() + TWO_HOURS);
  const query = ['data', 'query', '--target-org', 'local', '--query', 'SELECT Username FROM User'];
  const { records } = await resultOf<{ records: { Username: string }[] }>(desk, 'sf', query);
  assert.equal(records[0]!.Username, org.username);
});

/** Deploys an app for administrators without a consumer key. @returns the key that the org made. */
async function deployApp(desk: Desk, certificate: string): Promise<string> {
  const app = '<externalClientApplication>Service</externalClientApplication>';
  const files = {
    'externalClientApps/Service.eca': [
      'ExternalClientApplication',
      '<distributionState>Local</distributionState><label>Service</label>',
    ],
    'extlClntAppOauthSettings/Service.ecaOauth': [
      'ExtlClntAppOauthSettings',
      `<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>${app}`,
    ],
    'extlClntAppGlobalOauthSets/Service.ecaGlblOauth': [
      'ExtlClntAppGlobalOauthSettings',
      `<certificate>${certificate}</certificate>${app}`,
    ],
    'extlClntAppOauthPolicies/Service.ecaOauthPlcy': [
      'ExtlClntAppOauthConfigurablePolicies',
      `<commaSeparatedProfile>System Administrator</commaSeparatedProfile>${app}<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>`,
    ],
  } as const;
  const source = join(desk.project, 'service-app');
  for (const [path, [root, content]] of Object.entries(files)) {
    const file = join(source, `${path}-meta.xml`);
    mkdirSync(dirname(file), { recursive: true });
    const open = `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">`;
    writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n${open}${content}</${root}>\n`);
  }
  const to = ['--target-org', 'admin'];
  await resultOf(desk, 'sf', ['project', 'deploy', 'start', '--source-dir', source, ...to]);
  const back = join(desk.project, 'back');
  const what = ['--metadata', 'ExtlClntAppGlobalOauthSettings', '--target-metadata-dir', back];
  await resultOf(desk, 'sf', ['project', 'retrieve', 'start', ...what, '--unzip', ...to]);
  const [file] = globSync('**/*.ecaGlblOauth', { cwd: back });
  return /<consumerKey>(.*)<\/consumerKey>/.exec(readFileSync(join(back, file!), 'utf8'))![1]!;
}

test('sf logs in with an auth URL, and nothing is left after sf org logout', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  const { address, trust } = await serveHttps(t, org, desk);
  const refreshToken = org.approveApp('PlatformCLI', org.username);
  const urlFile = join(desk.project, 'auth-url.txt');
  writeFileSync(urlFile, `force://PlatformCLI::${refreshToken}@${address}`);
  const login = ['org', 'login', 'sfdx-url', '--sfdx-url-file', urlFile, '--alias', 'local'];
  await resultOf(desk, 'sf', login, trust);
  const shown = await display(desk);
  assert.equal(shown.username, org.username);
  assert.equal(shown.instanceUrl, org.url);

  await resultOf(desk, 'sf', ['org', 'logout', '--target-org', 'local', '--no-prompt']);
  const { exitCode } = await run(desk, 'sf', ['org', 'display', '--target-org', 'local', '--json']);
  assert.notEqual(exitCode, 0);
});

test('sf says when the session behind an access token has ended', async (t) => {
  let now = new Date(NOW);
  const org = await setUpOrg(t, { clock: { now: () => now } });
  const desk = setUpDesk(t);
  await logIn(desk, org);
  assert.equal((await display(desk)).connectedStatus, 'Connected');
  now = new Date(now.getTime() + TWO_HOURS);
  const query = ['data', 'query', '--target-org', 'local', '--query', 'SELECT Id FROM User'];
  const { exitCode, stdout } = await run(desk, 'sf', [...query, '--json']);
  assert.notEqual(exitCode, 0);
  assert.match(stdout, /Session expired or invalid|INVALID_SESSION_ID/);
});

/**
 * Puts TLS in front of an org: sf speaks https to the host of an auth URL, whatever it is.
 * @returns the host and port, and the environment in which sf trusts the certificate.
 */
async function serveHttps(t: TestContext, org: LocalOrg, desk: Desk) {
  const { private: key, cert } = await makeCertificate();
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const onward = request(new URL(url!, org.url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const certificateFile = join(desk.project, 'ca.pem');
  writeFileSync(certificateFile, cert);
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, trust: { NODE_EXTRA_CA_CERTS: certificateFile } };
}
