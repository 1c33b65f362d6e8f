import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { assignments, connector, grouped, input, item, named } from '../flow/support.ts';
import { deploy, metadataFile, restError, withOrg } from '../support.ts';
import type { LocalOrg } from '../../src/index.ts';

/*
 * Autolaunched flows as actions (Actions Developer Guide, "Flow Actions"; REST API Developer Guide,
 * "Invocable Actions Custom").
 */

const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const variable = (name: string, type: string, rest: string) =>
  `<variables><name>${name}</name><dataType>${type}</dataType>${rest}</variables>`;
const isInput = '<isInput>true</isInput>';
const isOutput = '<isOutput>true</isOutput>';
const list = '<isCollection>true</isCollection>';
const flow = (content: string, start = connector('First'), status = 'Active') =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion><description>Signs up.</description>${grouped(content)}<label>Sign up</label><processType>AutoLaunchedFlow</processType>
    <start><locationX>0</locationX><locationY>0</locationY>${start}</start><status>${status}</status>`,
  );
const create = `<recordCreates>${named('First')}${connector('Tell')}${input('LastName', reference('Name'))}${input('Birthdate', reference('Born'))}<object>Contact</object><storeOutputAutomatically>true</storeOutputAutomatically></recordCreates>`;
const signUp = flow(
  create +
    assignments('Tell', [
      item('ContactId', 'Assign', reference('First')),
      item('Interests', 'Add', reference('More')),
      item('Account', 'Assign', reference('Given')),
    ]) +
    variable('Name', 'String', isInput) +
    variable('Born', 'Date', isInput) +
    variable('More', 'String', list + isInput) +
    variable('Given', 'SObject', `${isInput}<objectType>Account</objectType>`) +
    variable('ContactId', 'String', isOutput) +
    variable('Interests', 'String', list + isOutput) +
    variable('Account', 'SObject', `${isOutput}<objectType>Account</objectType>`),
);

const withFlow = (xml: string, work: (org: LocalOrg, connection: Connection) => Promise<void>) =>
  withOrg(async (org, connection) => {
    const files = { 'flows/Sign_Up.flow': xml };
    assert.deepEqual((await deploy(connection, { Flow: ['Sign_Up'] }, files)).problems, []);
    await work(org, connection);
  });

async function call(org: LocalOrg, method: string, path: string, body?: unknown) {
  const response = await fetch(`${org.url}/services/data/v66.0/actions/custom/flow${path}`, {
    method,
    headers: {
      authorization: `Bearer ${org.accessToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as never };
}

suite('an autolaunched flow as an action', () => {
  test('is listed', () =>
    withFlow(signUp, async (org) => {
      assert.deepEqual((await call(org, 'GET', '')).body, {
        actions: [
          {
            label: 'Sign up',
            name: 'Sign_Up',
            type: 'FLOW',
            url: '/services/data/v66.0/actions/custom/flow/Sign_Up',
          },
        ],
      });
    }));

  test('says what it takes and gives', () =>
    withFlow(signUp, async (org) => {
      const { body } = await call(org, 'GET', '/Sign_Up');
      const { description, inputs, outputs } = body as {
        description: string;
        inputs: Record<string, unknown>[];
        outputs: Record<string, unknown>[];
      };
      assert.equal(description, 'Signs up.');
      const shape = ({ name, type, maxOccurs, sobjectType }: Record<string, unknown>) => [
        name,
        type,
        maxOccurs,
        sobjectType,
      ];
      assert.deepEqual(inputs.map(shape), [
        ['Name', 'STRING', 1, null],
        ['Born', 'DATE', 1, null],
        ['More', 'STRING', 2000, null],
        ['Given', 'SOBJECT', 1, 'Account'],
      ]);
      assert.deepEqual(
        outputs.map(({ name }) => name),
        ['ContactId', 'Interests', 'Account'],
      );
    }));

  test('runs once for each input and gives its outputs', () =>
    withFlow(signUp, async (org, connection) => {
      const inputs = [
        { Name: 'Lovelace', Born: '1815-12-10', More: ['a', 'b'], Given: { Name: 'Acme' } },
        { Name: 'Hopper' },
      ];
      const { status, body } = await call(org, 'POST', '/Sign_Up', { inputs });
      const contacts = await connection.query(
        'SELECT Id, Birthdate FROM Contact ORDER BY Name DESC',
      );
      const [lovelace, hopper] = contacts.records;
      const result = {
        actionName: 'Sign_Up',
        errors: null,
        isSuccess: true,
        sortOrder: -1,
        version: 1,
      };
      assert.equal(status, 200);
      assert.equal(lovelace!['Birthdate'], '1815-12-10');
      assert.deepEqual(body, [
        {
          ...result,
          outputValues: {
            ContactId: lovelace!.Id,
            Interests: ['a', 'b'],
            Account: { Name: 'Acme' },
            Flow__InterviewStatus: 'Finished',
          },
        },
        {
          ...result,
          outputValues: {
            ContactId: hopper!.Id,
            Interests: [],
            Account: null,
            Flow__InterviewStatus: 'Finished',
          },
        },
      ]);
    }));

  test('that fails for one input leaves the others done', () =>
    withFlow(signUp, async (org, connection) => {
      const inputs = [{ Name: '' }, { Name: 'Hopper' }, { Nam: 'Ada' }, { Born: 'soon' }];
      const { status, body } = await call(org, 'POST', '/Sign_Up', { inputs });
      const results = body as {
        isSuccess: boolean;
        errors: { statusCode: string; message: string }[] | null;
      }[];
      assert.equal(status, 400);
      assert.deepEqual(
        results.map(({ isSuccess, errors }) => [isSuccess, errors?.[0]!.statusCode]),
        [
          [false, 'UNKNOWN_EXCEPTION'],
          [true, undefined],
          [false, 'INVALID_API_INPUT'],
          [false, 'INVALID_API_INPUT'],
        ],
      );
      assert.match(results[0]!.errors![0]!.message, /REQUIRED_FIELD_MISSING/);
      assert.equal((await connection.query('SELECT COUNT() FROM Contact')).totalSize, 1);
    }));

  test('runs within what its user may', () =>
    withFlow(signUp, async (org, connection) => {
      const [profile] = (await connection.query("SELECT Id FROM Profile WHERE Name = 'Read Only'"))
        .records;
      await connection.sobject('User').create({
        Username: 'grace@library.example',
        Email: 'grace@library.example',
        LastName: 'Hopper',
        Alias: 'grace',
        ProfileId: profile!.Id!,
        TimeZoneSidKey: 'GMT',
        LocaleSidKey: 'en_US',
        LanguageLocaleKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
      });
      const error = await restError(
        { ...org, accessToken: org.openSession('grace@library.example') },
        'POST',
        '/actions/custom/flow/Sign_Up',
        { inputs: [{ Name: 'X' }] },
      );
      assert.deepEqual([error.status, error.errorCode], [403, 'INSUFFICIENT_ACCESS']);
    }));
});

/** (what it is, the flow) */
const others: readonly [string, string][] = [
  ['one that is not active', signUp.replace('>Active<', '>Draft<')],
  [
    'one that saving a record starts',
    flow(
      `<recordUpdates>${named('First')}${input('Title', '<stringValue>x</stringValue>')}<inputReference>$Record</inputReference></recordUpdates>`,
      `${connector('First')}<object>Contact</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordAfterSave</triggerType>`,
    ),
  ],
];
test('other flows are no actions', async () => {
  for (const [name, xml] of others) {
    await withFlow(xml, async (org) => {
      const error = await restError(org, 'POST', '/actions/custom/flow/Sign_Up', { inputs: [{}] });
      assert.deepEqual([error.status, error.errorCode], [404, 'NOT_FOUND'], name);
      assert.deepEqual((await call(org, 'GET', '')).body, { actions: [] });
    });
  }
});

test('a call without inputs is refused', () =>
  withFlow(signUp, async (org) => {
    for (const body of [{}, { inputs: [] }, { inputs: ['x'] }, []]) {
      const error = await restError(org, 'POST', '/actions/custom/flow/Sign_Up', body);
      assert.deepEqual([error.status, error.errorCode], [400, 'INVALID_API_INPUT']);
    }
  }));
