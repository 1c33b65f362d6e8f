import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { manualClock, connect, deploy, metadataFile, restError, withOrg } from '../support.ts';

/* Metadata API Developer Guide, SecuritySettings, FlowSettings; Help, "Set Password Policies". */

const deploySettings = (connection: Connection, name: string, content: string) =>
  deploy(
    connection,
    { Settings: [name] },
    { [`settings/${name}.settings`]: metadataFile(`${name}Settings`, content) },
  );

const deployFlow = async (connection: Connection, label: string) => {
  const flow = metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion><assignments><name>Count</name><label>Count</label><locationX>0</locationX><locationY>0</locationY><assignmentItems><assignToReference>Number</assignToReference><operator>Add</operator><value><numberValue>1</numberValue></value></assignmentItems></assignments><label>${label}</label><processType>AutoLaunchedFlow</processType><start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Count</targetReference></connector></start><status>Active</status><variables><name>Number</name><dataType>Number</dataType><isCollection>false</isCollection><isInput>false</isInput><isOutput>false</isOutput><scale>0</scale></variables>`,
  );
  const { problems } = await deploy(connection, { Flow: ['Greet'] }, { 'flows/Greet.flow': flow });
  assert.deepEqual(problems, []);
  const { records } = await connection.query('SELECT IsActive FROM FlowDefinitionView');
  return records[0]!['IsActive'] as boolean;
};

// Help, "Deploy Processes and Flows as Active"
test('flows land active in production once the setting is on', () =>
  withOrg(
    async (_org, connection) => {
      assert.equal(await deployFlow(connection, 'Greet'), false);
      const on = '<enableFlowDeployAsActiveEnabled>true</enableFlowDeployAsActiveEnabled>';
      assert.deepEqual((await deploySettings(connection, 'Flow', on)).problems, []);
      assert.equal(await deployFlow(connection, 'Greet again'), true);
    },
    { edition: 'Enterprise' },
  ));

suite('security settings', () => {
  const passwords = (content: string) => `<passwordPolicies>${content}</passwordPolicies>`;
  const refused: readonly [content: string, password: string, message: RegExp][] = [
    ['<minimumPasswordLength>12</minimumPasswordLength>', 'secret-1234', /at least 12 characters/],
    [
      '<complexity>UpperLowerCaseNumeric</complexity>',
      'secret-12',
      /numbers and uppercase and lowercase letters/,
    ],
    ['<complexity>SpecialCharacters</complexity>', 'Secret123', /special characters/],
  ];
  for (const [content, password, message] of refused) {
    test(`say what a password must have: ${content}`, () =>
      withOrg(async (org, connection) => {
        const [user] = (await connection.query('SELECT Id FROM User')).records;
        const path = `/sobjects/User/${user!.Id!}/password`;
        const { problems } = await deploySettings(connection, 'Security', passwords(content));
        assert.deepEqual(problems, []);
        const error = await restError(org, 'POST', path, { NewPassword: password });
        assert.equal(error.errorCode, 'INVALID_NEW_PASSWORD');
        assert.match(error.message, message);
      }));
  }

  test('say how long a session lasts', () => {
    const clock = manualClock('2026-11-21T08:00:00Z');
    return withOrg(
      async (org, connection) => {
        await deploySettings(
          connection,
          'Security',
          '<sessionSettings><sessionTimeout>FifteenMinutes</sessionTimeout></sessionSettings>',
        );
        const session = connect(org, org.openSession(org.username));
        clock.advance(15 * 60);
        await assert.rejects(async () => session.query('SELECT Id FROM User'), /Session expired/);
      },
      { clock },
    );
  });

  test('are merged: a file changes what it names', () =>
    withOrg(async (org, connection) => {
      await deploySettings(
        connection,
        'Security',
        passwords('<minimumPasswordLength>12</minimumPasswordLength>'),
      );
      await deploySettings(connection, 'Security', passwords('<expiration>Never</expiration>'));
      const [user] = (await connection.query('SELECT Id FROM User')).records;
      const path = `/sobjects/User/${user!.Id!}/password`;
      const error = await restError(org, 'POST', path, { NewPassword: 'secret-1' });
      assert.equal(error.errorCode, 'INVALID_NEW_PASSWORD');
    }));
});

test('what has no effect here is refused by name', () =>
  withOrg(async (_org, connection) => {
    const cases: readonly [name: string, content: string, problem: string][] = [
      [
        'Security',
        '<enableAdminLoginAsAnyUser>true</enableAdminLoginAsAnyUser>',
        'The local org does not implement the element enableAdminLoginAsAnyUser of SecuritySettings.',
      ],
      [
        'Security',
        '<sessionSettings><lockSessionsToIp>true</lockSessionsToIp></sessionSettings>',
        'The local org does not implement true as lockSessionsToIp of SessionSettings.',
      ],
      [
        'Security',
        '<passwordPolicies><expiration>Tomorrow</expiration></passwordPolicies>',
        "'Tomorrow' is not a valid value for the enum 'Expiration'",
      ],
      [
        'Security',
        '<networkAccess><ipRanges><end>10.0.0.1</end><start>10.0.0.9</start></ipRanges></networkAccess>',
        'Invalid IP address range: 10.0.0.9 - 10.0.0.1',
      ],
      [
        'Chatter',
        '<enableChatter>true</enableChatter>',
        'The local org does not implement these settings: settings/Chatter.settings',
      ],
    ];
    for (const [name, content, problem] of cases) {
      const { problems } = await deploySettings(connection, name, content);
      assert.deepEqual(
        problems.map((one) => one.problem),
        [problem],
      );
    }
  }));
