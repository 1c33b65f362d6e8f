import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import {
  assignPermissionSet,
  connect,
  deploy,
  manualClock,
  metadataFile,
  permissionSet,
  restError,
  withOrg,
} from '../support.ts';
import { createUser, makeKeyPair, requestToken, signJwt } from './support.ts';

/*
 * Metadata API Developer Guide: ExternalClientApplication, ExtlClntAppOauthSettings,
 * ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthConfigurablePolicies,
 * ExtlClntAppConfigurablePolicies; Help, "Manage OAuth Access Policies".
 */

const NOW = '2026-11-21T08:00:00Z';
const CLERK = 'clerk@association.example';
const KEY = '3MVG9.catalogue';
const SECRET = 'A11CE';

const pair = await makeKeyPair();
const app = '<externalClientApplication>Catalogue</externalClientApplication>';

/** The parts of an app, which a test changes: each the content of its file. */
interface Parts {
  header?: string;
  settings?: string;
  global?: string;
  policies?: string;
  plugins?: string;
}
const parts = {
  header: '<distributionState>Local</distributionState><label>The catalogue</label>',
  settings: `<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>${app}`,
  global: `<certificate>${pair.certificate}</certificate><consumerKey>${KEY}</consumerKey><consumerSecret>${SECRET}</consumerSecret>${app}`,
  policies: `<commaSeparatedProfile>System Administrator</commaSeparatedProfile>${app}<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>`,
  plugins: `${app}<isEnabled>true</isEnabled>`,
} as const;

const places: Record<keyof Parts, [type: string, path: string]> = {
  header: ['ExternalClientApplication', 'externalClientApps/Catalogue.eca'],
  settings: ['ExtlClntAppOauthSettings', 'extlClntAppOauthSettings/Catalogue_o.ecaOauth'],
  global: ['ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets/Catalogue_g.ecaGlblOauth'],
  policies: [
    'ExtlClntAppOauthConfigurablePolicies',
    'extlClntAppOauthPolicies/Catalogue_p.ecaOauthPlcy',
  ],
  plugins: ['ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies/Catalogue_c.ecaPlcy'],
};

/** Deploys these parts of the app. */
function deployParts(connection: Connection, given: Parts) {
  const members: Record<string, string[]> = {};
  const files: Record<string, string> = {};
  for (const [part, content] of Object.entries(given) as [keyof Parts, string][]) {
    const [type, path] = places[part];
    members[type] = [path.replace(/^.*\/|\..*$/g, '')];
    files[path] = metadataFile(type, content);
  }
  return deploy(connection, members, files);
}

/** An org at NOW with the app, changed as the test says, and a clerk whom nobody has approved. */
const inOrg = (
  changes: Parts,
  work: (org: LocalOrg, connection: Connection, clock: ReturnType<typeof manualClock>) => unknown,
) => {
  const clock = manualClock(NOW);
  return withOrg(
    async (org, connection) => {
      await createUser(connection, CLERK);
      const { problems } = await deployParts(connection, { ...parts, ...changes });
      assert.deepEqual(problems, []);
      await work(org, connection, clock);
    },
    { clock },
  );
};

const bearer = (org: LocalOrg, sub = org.username, iss = KEY) =>
  requestToken(org, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signJwt(
      { iss, sub, aud: 'https://login.salesforce.com', exp: Date.parse(NOW) / 1000 + 180 },
      pair.key,
    ),
  });
const asClient = (org: LocalOrg, client_secret = SECRET) =>
  requestToken(org, { grant_type: 'client_credentials', client_id: KEY, client_secret });
const refresh = (org: LocalOrg, refresh_token: string, more: Record<string, string> = {}) =>
  requestToken(org, { grant_type: 'refresh_token', client_id: KEY, refresh_token, ...more });

async function retrieved(connection: Connection, type: string): Promise<string> {
  connection.metadata.pollInterval = 10;
  const { zipFile } = await connection.metadata
    .retrieve({
      apiVersion: '66.0',
      unpackaged: { types: [{ members: ['*'], name: type }], version: '66.0' },
    } as never)
    .complete();
  const files = Object.entries(unzipSync(Buffer.from(zipFile, 'base64')));
  return strFromU8(files.find(([path]) => !path.endsWith('package.xml'))![1]);
}

suite('an app that was deployed lets users in', () => {
  test('by JWT, those of the profiles and permission sets that its policies name', () =>
    inOrg({}, async (org, connection) => {
      const { access_token, scope } = await bearer(org);
      assert.equal(scope, 'api refresh_token');
      assert.equal((await connect(org, access_token).identity()).username, org.username);
      assert.equal((await bearer(org, CLERK)).error, 'invalid_app_access');
      const { problems } = await deploy(
        connection,
        {
          PermissionSet: ['Readers'],
          ExtlClntAppOauthConfigurablePolicies: ['Catalogue_p'],
        },
        {
          'permissionsets/Readers.permissionset': permissionSet('Readers', []),
          [places.policies[1]]: metadataFile(
            places.policies[0],
            `<commaSeparatedPermissionSet>Readers</commaSeparatedPermissionSet>${parts.policies}`,
          ),
        },
      );
      assert.deepEqual(problems, []);
      await assignPermissionSet(connection, 'Readers', CLERK);
      assert.equal((await bearer(org, CLERK)).status, 200);
      const [login] = (
        await connection.query("SELECT Application FROM LoginHistory WHERE Status = 'Success'")
      ).records;
      assert.equal(login!['Application'], 'The catalogue');
    }));

  for (const [form, certificate] of [
    ['without its lines', pair.certificate.replaceAll(/-----.*-----|\s/g, '')],
    ['as a PEM file in base64', Buffer.from(pair.certificate).toString('base64')],
  ] as const) {
    test(`with a certificate ${form}`, () =>
      inOrg({ global: parts.global.replace(pair.certificate, certificate) }, async (org) => {
        assert.equal((await bearer(org)).status, 200);
      }));
  }

  test('with a key that the org makes, which a retrieve tells', () =>
    inOrg(
      { global: `<certificate>${pair.certificate}</certificate>${app}` },
      async (org, connection) => {
        const settings = await retrieved(connection, places.global[0]);
        const key = /<consumerKey>(3MVG9\w{80})<\/consumerKey>/.exec(settings)![1]!;
        assert.equal((await bearer(org, org.username, key)).status, 200);
        // A second deploy of the same file changes nothing.
        await deployParts(connection, {
          global: parts.global.replace(/<consumerKey>.*?<\/consumerSecret>/, ''),
        });
        assert.equal((await bearer(org, org.username, key)).status, 200);
      },
    ));

  test('as the user of its client credentials, where settings and policies enable that', () =>
    inOrg({}, async (org, connection) => {
      const enabled = '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>';
      assert.equal((await asClient(org)).error, 'unsupported_grant_type');
      await deployParts(connection, { global: parts.global + enabled });
      assert.equal((await asClient(org)).error, 'unsupported_grant_type');
      const user = `<clientCredentialsFlowUser>${CLERK}</clientCredentialsFlowUser>`;
      const { problems } = await deployParts(connection, {
        policies: `${user}${app}${enabled}<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>`,
      });
      assert.deepEqual(problems, []);
      const { access_token } = await asClient(org);
      assert.equal((await connect(org, access_token).identity()).username, CLERK);
      assert.equal((await asClient(org, 'wrong')).error, 'invalid_client');
    }));

  // A secret is asked for to refresh, unless the settings say otherwise.
  test('by refresh token, with the secret that its settings ask for', () =>
    inOrg({ policies: app }, async (org, connection) => {
      const token = org.approveApp(KEY, CLERK);
      assert.equal((await refresh(org, token)).error, 'invalid_client');
      assert.equal((await refresh(org, token, { client_secret: SECRET })).status, 200);
      await deployParts(connection, {
        global: `${parts.global}<isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>`,
      });
      assert.equal((await refresh(org, token)).status, 200);
    }));
});

suite('the policies of an app decide', () => {
  const life = (policy: string, period = '', unit = '') =>
    `${app}<refreshTokenPolicyType>${policy}</refreshTokenPolicyType>` +
    (period &&
      `<refreshTokenValidityPeriod>${period}</refreshTokenValidityPeriod><refreshTokenValidityUnit>${unit}</refreshTokenValidityUnit>`);
  const HOUR = 60 * 60;
  const lives: readonly [
    string,
    policies: string,
    steps: readonly [seconds: number, good: boolean][],
  ][] = [
    ['for ever', life('Infinite'), [[10_000 * HOUR, true]]],
    ['not at all', life('Zero'), [[0, false]]],
    [
      'for a time since it was issued',
      life('SpecificLifetime', '2', 'Days'),
      [
        [47 * HOUR, true],
        [2 * HOUR, false],
      ],
    ],
    [
      'for a time since it was last used',
      life('SpecificInactivity', '2', 'Hours'),
      [
        [HOUR, true],
        [HOUR, true],
        [HOUR, true],
        [2 * HOUR, false],
      ],
    ],
  ];
  for (const [name, policies, steps] of lives) {
    test(`how long a refresh token is good: ${name}`, () =>
      inOrg({ policies }, async (org, _connection, clock) => {
        const token = org.approveApp(KEY, CLERK);
        for (const [seconds, good] of steps) {
          clock.advance(seconds);
          const answer = await refresh(org, token, { client_secret: SECRET });
          assert.equal(answer.error_description, good ? undefined : 'expired access/refresh token');
        }
      }));
  }

  test('how long a session lasts', () =>
    inOrg(
      { policies: `${parts.policies}<sessionTimeoutInMinutes>15</sessionTimeoutInMinutes>` },
      async (org, _connection, clock) => {
        const { access_token } = await bearer(org);
        const session = connect(org, access_token);
        clock.advance(14 * 60);
        await session.query('SELECT Id FROM User');
        clock.advance(15 * 60);
        await assert.rejects(
          async () => session.query('SELECT Id FROM User'),
          /Session expired or invalid/,
        );
      },
    ));

  for (const plugins of [
    `${app}<isEnabled>false</isEnabled>`,
    `${app}<isEnabled>true</isEnabled><isOauthPluginEnabled>false</isOauthPluginEnabled>`,
  ]) {
    test(`whether anybody comes in at all: ${plugins.slice(app.length)}`, () =>
      inOrg({ plugins }, async (org) => {
        assert.deepEqual(await bearer(org), {
          status: 400,
          error: 'OAUTH_APP_BLOCKED',
          error_description: 'this app is blocked by admin',
        });
      }));
  }
});

suite('the scopes of an app', () => {
  // leandrob/node-salesforce-jwt issue 3
  test('need refresh_token for a JWT', () =>
    inOrg(
      { settings: `<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>${app}` },
      async (org) => {
        const { error, error_description } = await bearer(org);
        assert.equal(error, 'invalid_request');
        assert.match(error_description!, /^refresh_token scope is required/);
      },
    ));

  test('need api for the APIs', () =>
    inOrg(
      {
        settings: `<commaSeparatedOauthScopes>RefreshToken,Basic</commaSeparatedOauthScopes>${app}`,
      },
      async (org) => {
        const { access_token, id } = await bearer(org);
        const headers = { authorization: `Bearer ${access_token!}` };
        assert.equal((await fetch(id!, { headers })).status, 200);
        const refused = await restError(org, 'GET', '/limits', undefined, headers);
        assert.equal(refused.status, 403);
        assert.equal(refused.message, 'This session is not valid for use with the REST API');
      },
    ));
});

suite('what a deploy of an app refuses', () => {
  const set = (name: string, value: string) => `<${name}>${value}</${name}>`;
  const cases: readonly [name: string, part: Parts, problem: string][] = [
    [
      'an app that is not there',
      { settings: app.replace('Catalogue', 'Nope') },
      'In field: externalClientApplication - no ExternalClientApplication named Nope found',
    ],
    [
      'a certificate that is none',
      { global: set('certificate', 'abc') + app },
      'In field: certificate - not an X.509 certificate',
    ],
    // devops-center-feedback issue 256, ready-to-fly issue 29
    [
      'a key that another app has',
      { global: set('consumerKey', '3MVG9.elsewhere') + app },
      'The consumer key is already taken.',
    ],
    [
      'a key that is too short',
      { global: set('consumerKey', 'short') + app },
      'The consumer key must have 8 to 256 alphanumeric characters.',
    ],
    [
      'a permission set that is not there',
      { policies: set('commaSeparatedPermissionSet', 'Nope') + app },
      'In field: commaSeparatedPermissionSet - no PermissionSet named Nope found',
    ],
    [
      'a profile that is not there',
      { policies: set('commaSeparatedProfile', 'System Administrator,Nope') + app },
      'In field: commaSeparatedProfile - no Profile named Nope found',
    ],
    [
      'a user that is not there',
      { policies: set('clientCredentialsFlowUser', 'nobody@example.com') + app },
      'In field: clientCredentialsFlowUser - no User named nobody@example.com found',
    ],
    [
      'client credentials without a user',
      { policies: app + set('isClientCredentialsFlowEnabled', 'true') },
      'Required field is missing: clientCredentialsFlowUser',
    ],
    [
      'a life of refresh tokens without its length',
      { policies: app + set('refreshTokenPolicyType', 'SpecificLifetime') },
      'Required field is missing: refreshTokenValidityPeriod',
    ],
    [
      'users permitted in a way that there is not',
      { policies: app + set('permittedUsersPolicyType', 'Everybody') },
      "'Everybody' is not a valid value for the enum 'PermittedUsersPolicyType'",
    ],
    // sfdx-hardis strips it: it names a consumer of another org
    [
      'the OAuth link of another org',
      { settings: app + set('oauthLink', '00Dbm000004ELiD:888bm000002gH3J') },
      'In field: oauthLink - no ExtlClntAppGlobalOauthSettings named 00Dbm000004ELiD:888bm000002gH3J found',
    ],
    // ours
    [
      'tokens in the form of JWTs',
      { global: app + set('isNamedUserJwtEnabled', 'true') },
      'The local org does not implement true as isNamedUserJwtEnabled of ExtlClntAppGlobalOauthSettings.',
    ],
    [
      'a scope that is not implemented',
      { settings: set('commaSeparatedOauthScopes', 'Api,Chatter') + app },
      'The local org does not implement the OAuth scope Chatter.',
    ],
  ];
  for (const [name, part, problem] of cases) {
    test(name, () =>
      withOrg(async (org, connection) => {
        org.registerApp({
          name: 'Elsewhere',
          consumerKey: '3MVG9.elsewhere',
          flows: [],
          permittedUsers: 'AllSelfAuthorized',
        });
        await deployParts(connection, { header: parts.header });
        const { problems } = await deployParts(connection, part);
        assert.ok(
          problems.some((one) => one.problem === problem),
          JSON.stringify(problems),
        );
      }),
    );
  }

  test('another key for an app that has one, and its settings twice', () =>
    inOrg({}, async (_org, connection) => {
      const other = await deployParts(connection, {
        global: `<consumerKey>3MVG9.other</consumerKey>${app}`,
      });
      assert.equal(other.problems[0]!.problem, 'You cannot provide a Consumer Key');
      const twice = await deploy(
        connection,
        { ExtlClntAppOauthSettings: ['Second'] },
        {
          'extlClntAppOauthSettings/Second.ecaOauth': metadataFile(
            'ExtlClntAppOauthSettings',
            parts.settings,
          ),
        },
      );
      assert.match(twice.problems[0]!.problem, /^duplicate value found: externalClientApplication/);
    }));
});

test('a retrieve tells the consumer key and the link to it, and keeps the secret', () =>
  inOrg({}, async (org, connection) => {
    const global = await retrieved(connection, places.global[0]);
    assert.match(global, new RegExp(`<consumerKey>${KEY}</consumerKey>`));
    assert.doesNotMatch(global, /consumerSecret|A11CE/);
    const settings = await retrieved(connection, places.settings[0]);
    const link = new RegExp(`<oauthLink>${org.orgId.slice(0, 15)}:888\\w{12}</oauthLink>`);
    assert.match(settings, link);
    // What it gave back deploys again into the same org.
    const again = /<ExtlClntAppOauthSettings[^>]*>([\s\S]*)<\/Ext/.exec(settings)![1]!;
    assert.deepEqual((await deployParts(connection, { settings: again })).problems, []);
  }));

test('an app that is deleted lets nobody in any more', () =>
  inOrg({}, async (org, connection) => {
    const token = org.approveApp(KEY, CLERK);
    await deploy(
      connection,
      {},
      {
        'destructiveChanges.xml': metadataFile(
          'Package',
          '<types><members>Catalogue</members><name>ExternalClientApplication</name></types>',
        ),
      },
    );
    assert.equal((await bearer(org)).error, 'invalid_client_id');
    assert.equal((await refresh(org, token)).error, 'invalid_client_id');
    const { records } = { records: await connection.metadata.list([{ type: places.global[0] }]) };
    assert.deepEqual(records, []);
  }));
