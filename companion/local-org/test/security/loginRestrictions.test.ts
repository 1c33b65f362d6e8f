import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg, OAuthApp } from '../../src/index.ts';
import { connect, deploy, manualClock, metadataFile, withOrg } from '../support.ts';
import { callSoap, createUser, requestToken } from './support.ts';

/*
 * Help, "Restrict Login IP Addresses in Profiles", "View and Edit Login Hours in Profiles", "Set
 * Trusted IP Ranges for Your Organization"; Metadata API Developer Guide, ProfileLoginHours,
 * ProfileLoginIpRange.
 */

const CLERK = 'clerk@association.example';
const PASSWORD = 'secret-1';
/** A Saturday. */
const NOW = '2026-11-21T08:30:00Z';
const KEY = '3MVG9.service';

const range = (start: string, end: string) =>
  `<loginIpRanges><endAddress>${end}</endAddress><startAddress>${start}</startAddress></loginIpRanges>`;
const HERE = range('127.0.0.0', '127.0.0.255');
const ELSEWHERE = range('10.0.0.1', '10.0.0.9');
const hours = (day: string, start: number, end: number) =>
  `<loginHours><${day}End>${end}</${day}End><${day}Start>${start}</${day}Start></loginHours>`;

const app: OAuthApp = {
  name: 'Service',
  consumerKey: KEY,
  flows: ['refresh-token'],
  permittedUsers: 'AllSelfAuthorized',
};

function deployProfile(connection: Connection, restrictions: string) {
  const userPermissions =
    '<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>';
  return deploy(
    connection,
    { Profile: ['Clerk'] },
    {
      'profiles/Clerk.profile': metadataFile(
        'Profile',
        `<custom>true</custom>${restrictions}${userPermissions}`,
      ),
    },
  );
}

/** An org at NOW with a clerk whose profile has these restrictions. */
const inOrg = (
  restrictions: string,
  work: (
    org: LocalOrg,
    connection: Connection,
    clock: ReturnType<typeof manualClock>,
  ) => Promise<void>,
) => {
  const clock = manualClock(NOW);
  return withOrg(
    async (org, connection) => {
      const { problems } = await deployProfile(connection, restrictions);
      assert.deepEqual(problems, []);
      await createUser(connection, CLERK, 'Clerk');
      org.registerApp(app);
      await work(org, connection, clock);
    },
    { clock, security: { sessionTimeoutMinutes: 24 * 60 } },
  );
};

/** Logs the clerk in by SOAP. @returns the fault's code, or nothing. */
async function soapLogin(org: LocalOrg, { withToken = true } = {}): Promise<string | undefined> {
  const token = org.setPassword(CLERK, PASSWORD);
  const password = withToken ? PASSWORD + token : PASSWORD;
  const answer = await callSoap(org, 'login', { username: CLERK, password });
  return /<sf:exceptionCode>(\w+)</.exec(answer)?.[1];
}
const refresh = (org: LocalOrg) =>
  requestToken(org, {
    grant_type: 'refresh_token',
    client_id: KEY,
    refresh_token: org.approveApp(KEY, CLERK),
  });
const lastStatus = async (connection: Connection) =>
  (
    await connection.query(
      'SELECT Status FROM LoginHistory ORDER BY LoginTime DESC, Id DESC LIMIT 1',
    )
  ).records[0]!['Status'] as string;

suite('a profile lets its users in', () => {
  const cases: readonly [
    name: string,
    restrictions: string,
    fault: string | undefined,
    status: string,
  ][] = [
    ['from everywhere, if it says nothing', '', undefined, 'Success'],
    ['from its addresses', ELSEWHERE + HERE, undefined, 'Success'],
    ['from no others', ELSEWHERE, 'LOGIN_DURING_RESTRICTED_DOMAIN', 'Restricted IP'],
    ['in its hours', hours('saturday', 480, 540), undefined, 'Success'],
    [
      'before them',
      hours('saturday', 540, 1020),
      'LOGIN_DURING_RESTRICTED_TIME',
      'Restricted hours',
    ],
    ['after them', hours('saturday', 0, 480), 'LOGIN_DURING_RESTRICTED_TIME', 'Restricted hours'],
    ['all day, where the day has no hours', hours('sunday', 0, 60), undefined, 'Success'],
  ];
  for (const [name, restrictions, fault, status] of cases) {
    test(name, () =>
      inOrg(restrictions, async (org, connection) => {
        assert.equal(await soapLogin(org), fault);
        assert.equal(await lastStatus(connection), status);
        const { error, error_description } = await refresh(org);
        assert.deepEqual(
          [error, error_description],
          fault
            ? ['invalid_grant', 'ip restricted or invalid login hours']
            : [undefined, undefined],
        );
        assert.equal(await lastStatus(connection), status);
      }),
    );
  }

  test('and who is in when the hours end can do no more', () =>
    inOrg(hours('saturday', 480, 540), async (org, _connection, clock) => {
      const { access_token } = await refresh(org);
      const session = connect(org, access_token);
      await session.query('SELECT Id FROM Organization');
      clock.advance(30 * 60);
      await assert.rejects(
        async () => session.query('SELECT Id FROM Organization'),
        /INVALID_SESSION_ID|Session expired or invalid/,
      );
    }));

  test('until an empty element takes the hours away; addresses stay', () =>
    inOrg(hours('saturday', 0, 60) + ELSEWHERE, async (org, connection) => {
      await deployProfile(connection, '<loginHours/>');
      assert.equal(await soapLogin(org), 'LOGIN_DURING_RESTRICTED_DOMAIN');
      await deployProfile(connection, HERE);
      assert.equal(await soapLogin(org), undefined);
    }));
});

test('an app may let users in from other addresses', async () => {
  for (const [ipRelaxation, good] of [
    ['Enforce', false],
    ['Enforce_RelaxRefresh', true],
    ['Bypass', true],
  ] as const) {
    await inOrg(ELSEWHERE, async (org) => {
      org.registerApp({ ...app, ipRelaxation });
      assert.equal((await refresh(org)).status, good ? 200 : 400, ipRelaxation);
    });
  }
});

suite('a password needs no security token', () => {
  test('from addresses that the profile names', () =>
    inOrg(HERE, async (org) => {
      assert.equal(await soapLogin(org, { withToken: false }), undefined);
    }));

  test('from a trusted network', () =>
    inOrg('', async (org, connection) => {
      assert.equal(await soapLogin(org, { withToken: false }), 'INVALID_LOGIN');
      const ranges = '<ipRanges><end>127.0.0.1</end><start>127.0.0.1</start></ipRanges>';
      const { problems } = await deploy(
        connection,
        { Settings: ['Security'] },
        {
          'settings/Security.settings': metadataFile(
            'SecuritySettings',
            `<networkAccess>${ranges}</networkAccess>`,
          ),
        },
      );
      assert.deepEqual(problems, []);
      assert.equal(await soapLogin(org, { withToken: false }), undefined);
    }));
});

test('restrictions that make no sense are refused', () =>
  withOrg(async (_org, connection) => {
    const cases: readonly [restrictions: string, problem: RegExp][] = [
      [range('10.0.0.9', '10.0.0.1'), /Invalid IP address range: 10\.0\.0\.9 - 10\.0\.0\.1/],
      [range('10.0.0.1', '::1'), /Invalid IP address range/],
      [range('here', 'there'), /Invalid IP address range/],
      [hours('monday', 540, 480), /Invalid login hours for monday: 540 - 480/],
      [hours('monday', 30, 480), /Invalid login hours for monday: 30 - 480/],
      ['<loginHours><mondayStart>60</mondayStart></loginHours>', /Invalid login hours for monday/],
    ];
    for (const [restrictions, problem] of cases) {
      const { problems } = await deployProfile(connection, restrictions);
      assert.match(problems[0]!.problem, problem, restrictions);
    }
  }));

test('a profile is read with its restrictions', () =>
  inOrg(HERE + hours('saturday', 480, 540), async (_org, connection) => {
    const profile = (await connection.metadata.read('Profile', 'Clerk')) as unknown as {
      loginHours: Record<string, unknown>;
      loginIpRanges: Record<string, unknown>[];
    };
    assert.equal(Number(profile.loginHours['saturdayStart']), 480);
    assert.equal(profile.loginIpRanges[0]!['endAddress'], '127.0.0.255');
  }));
