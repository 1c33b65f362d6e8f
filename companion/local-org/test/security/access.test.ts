import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { connect, deploy, metadataFile, restError, withOrg } from '../support.ts';
import { callSoap, createUser, grantElements } from './support.ts';
import type { Grants } from './support.ts';

const ALL = ['allowRead', 'allowCreate', 'allowEdit', 'allowDelete'];

/** What a clerk has; each case takes one thing away. */
const clerk = {
  objects: { Account: ALL, Contact: ALL },
  editable: ['Contact.AccountId', 'Contact.Email', 'Contact.Phone'],
  userPermissions: ['ApiEnabled', 'ModifyMetadata'],
} as const;

interface Records {
  /** The clerk's own. */
  readonly contact: string;
  readonly account: string;
  /** Somebody else's. */
  readonly foreignContact: string;
  readonly foreignAccount: string;
  readonly user: string;
}

/** Logs a clerk in who has exactly these grants. */
async function withClerk(
  grants: Grants,
  work: (org: LocalOrg, admin: Connection, token: string, records: Records) => Promise<void>,
): Promise<void> {
  await withOrg(async (org, admin) => {
    const { fieldPermissions, objectPermissions, userPermissions } = grantElements(grants);
    const file = metadataFile(
      'Profile',
      `<custom>true</custom>${fieldPermissions}${objectPermissions}${userPermissions}`,
    );
    const { problems } = await deploy(
      admin,
      { Profile: ['Clerk'] },
      { 'profiles/Clerk.profile': file },
    );
    assert.deepEqual(problems, []);
    const user = await createUser(admin, 'clerk@association.example', 'Clerk');
    const create = async (object: string, values: Record<string, unknown>) =>
      (await admin.sobject(object).create(values)).id!;
    const account = await create('Account', { Name: 'Own', OwnerId: user });
    const records: Records = {
      user,
      account,
      contact: await create('Contact', { LastName: 'Own', AccountId: account, OwnerId: user }),
      foreignAccount: await create('Account', { Name: 'Foreign' }),
      foreignContact: await create('Contact', { LastName: 'Foreign', Email: 'f@x.example' }),
    };
    await work(org, admin, org.openSession('clerk@association.example'), records);
  });
}

type Refusal = readonly [
  method: string,
  path: string | ((records: Records) => string),
  body: unknown,
  status: number,
  code: string,
  message: RegExp,
];

const ENTITY = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
const OBJECT_ID = /^insufficient access rights on object id$/;
const NOT_THERE = /^The requested resource does not exist$/;
const query = (soql: string) => `/query?q=${encodeURIComponent(soql)}`;
const own = ({ contact }: Records) => `/sobjects/Contact/${contact}`;
const foreign = ({ foreignContact }: Records) => `/sobjects/Contact/${foreignContact}`;

const apiDisabled = (method: string, path: string, body?: unknown): Refusal => [
  method,
  path,
  body,
  403,
  'API_CURRENTLY_DISABLED',
  /^API is disabled for this User$/,
];

/**
 * What is lacking, and what each request is answered then. The codes and wordings are those of the
 * REST API Developer Guide ("Status Codes and Error Responses") and of public reports, among them a
 * JDBC driver's tests of each object permission against a real org.
 */
const cases: readonly (readonly [lacking: string, grants: Grants, refusals: readonly Refusal[]])[] =
  [
    [
      'API Enabled',
      { ...clerk, userPermissions: [] },
      [
        apiDisabled('GET', '/limits'),
        apiDisabled('GET', '/sobjects'),
        apiDisabled('GET', '/sobjects/Contact/describe'),
        apiDisabled('GET', query('SELECT Id FROM Contact')),
        apiDisabled('POST', '/sobjects/Contact', { LastName: 'x' }),
        apiDisabled('POST', '/composite/sobjects', { records: [] }),
        apiDisabled('POST', '/composite', { compositeRequest: [] }),
        apiDisabled('POST', '/jobs/query', {}),
        apiDisabled('POST', '/jobs/ingest', {}),
      ],
    ],
    [
      'Read on Contact',
      { ...clerk, objects: { Account: ALL }, editable: [] },
      [
        ['GET', '/sobjects/Contact', undefined, 404, 'NOT_FOUND', NOT_THERE],
        ['GET', '/sobjects/Contact/describe', undefined, 404, 'NOT_FOUND', NOT_THERE],
        ['GET', own, undefined, 404, 'NOT_FOUND', NOT_THERE],
        ['POST', '/sobjects/Contact', { LastName: 'x' }, 404, 'NOT_FOUND', NOT_THERE],
        [
          'GET',
          ({ contact }) => `/composite/sobjects/Contact?fields=Id&ids=${contact}`,
          undefined,
          404,
          'NOT_FOUND',
          NOT_THERE,
        ],
        [
          'POST',
          '/jobs/query',
          { operation: 'query', query: 'SELECT Id FROM Contact' },
          400,
          'INVALID_TYPE',
          /sObject type 'Contact' is not supported\./,
        ],
        ['PATCH', own, { LastName: 'x' }, 404, 'NOT_FOUND', NOT_THERE],
        ['DELETE', own, undefined, 404, 'NOT_FOUND', NOT_THERE],
        [
          'GET',
          query('SELECT Id FROM Contact'),
          undefined,
          400,
          'INVALID_TYPE',
          /sObject type 'Contact' is not supported\./,
        ],
        [
          'GET',
          query('SELECT Id, (SELECT Id FROM Contacts) FROM Account'),
          undefined,
          400,
          'INVALID_TYPE',
          /Didn't understand relationship 'Contacts' in FROM part of query call\./,
        ],
        [
          'GET',
          query('SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)'),
          undefined,
          400,
          'INVALID_TYPE',
          /sObject type 'Contact' is not supported\./,
        ],
      ],
    ],
    [
      'Create on Contact',
      { ...clerk, objects: { ...clerk.objects, Contact: ['allowRead', 'allowEdit'] } },
      [
        [
          'POST',
          '/sobjects/Contact',
          { LastName: 'x' },
          400,
          ENTITY,
          /^entity type cannot be inserted: Contact$/,
        ],
      ],
    ],
    [
      'Edit on Contact',
      { ...clerk, objects: { ...clerk.objects, Contact: ['allowRead', 'allowCreate'] } },
      [['PATCH', own, { LastName: 'x' }, 400, ENTITY, /^entity type cannot be updated: Contact$/]],
    ],
    [
      'Delete on Contact',
      {
        ...clerk,
        objects: { ...clerk.objects, Contact: ['allowRead', 'allowCreate', 'allowEdit'] },
      },
      [['DELETE', own, undefined, 403, 'INSUFFICIENT_ACCESS_OR_READONLY', OBJECT_ID]],
    ],
    [
      'sight of Contact.Email',
      { ...clerk, editable: ['Contact.AccountId', 'Contact.Phone'] },
      [
        [
          'POST',
          '/sobjects/Contact',
          { LastName: 'x', Email: 'a@b.example' },
          400,
          'INVALID_FIELD',
          /^No such column 'Email' on sobject of type Contact$/,
        ],
        [
          'PATCH',
          own,
          { Email: 'a@b.example' },
          400,
          'INVALID_FIELD',
          /^No such column 'Email' on sobject of type Contact$/,
        ],
        [
          'POST',
          '/jobs/query',
          { operation: 'query', query: 'SELECT Email FROM Contact' },
          400,
          'INVALID_FIELD',
          /No such column 'Email' on entity 'Contact'\./,
        ],
        [
          'GET',
          (records) => `${own(records)}?fields=Email`,
          undefined,
          400,
          'INVALID_FIELD',
          /No such column 'Email'/,
        ],
        ...[
          'SELECT Email FROM Contact',
          `SELECT Id FROM Contact WHERE Email = 'a@b.example'`,
          'SELECT Id FROM Contact ORDER BY Email',
          'SELECT count(Id) FROM Contact GROUP BY Email',
          'SELECT Id, (SELECT Email FROM Contacts) FROM Account',
          'SELECT ReportsTo.Email FROM Contact',
        ].map((soql): Refusal => [
          'GET',
          query(soql),
          undefined,
          400,
          'INVALID_FIELD',
          soql.includes('ReportsTo')
            ? /Didn't understand relationship 'ReportsTo'/
            : /No such column 'Email' on entity 'Contact'\./,
        ]),
      ],
    ],
    [
      'Edit on Contact.Email',
      { ...clerk, editable: ['Contact.Phone'], readable: ['Contact.Email'] },
      [
        [
          'POST',
          '/sobjects/Contact',
          { LastName: 'x', Email: 'a@b.example' },
          400,
          'INVALID_FIELD_FOR_INSERT_UPDATE',
          /^Unable to create\/update fields: Email\. Please check the security settings of this field and verify that it is read\/write for your profile or permission set\.$/,
        ],
        [
          'PATCH',
          own,
          { Email: 'a@b.example' },
          400,
          'INVALID_FIELD_FOR_INSERT_UPDATE',
          /^Unable to create\/update fields: Email\. /,
        ],
      ],
    ],
    [
      'View All on Contact: the records of others are not there',
      clerk,
      [
        ['GET', foreign, undefined, 404, 'NOT_FOUND', NOT_THERE],
        ['PATCH', foreign, { LastName: 'x' }, 404, 'NOT_FOUND', NOT_THERE],
        ['DELETE', foreign, undefined, 404, 'NOT_FOUND', NOT_THERE],
      ],
    ],
    [
      'Modify All on Contact: the records of others can be seen only',
      { ...clerk, objects: { ...clerk.objects, Contact: [...ALL, 'viewAllRecords'] } },
      [
        ['PATCH', foreign, { LastName: 'x' }, 403, 'INSUFFICIENT_ACCESS_OR_READONLY', OBJECT_ID],
        ['DELETE', foreign, undefined, 403, 'INSUFFICIENT_ACCESS_OR_READONLY', OBJECT_ID],
      ],
    ],
    [
      'Manage Users',
      clerk,
      [
        ['POST', '/sobjects/User', { LastName: 'x' }, 400, ENTITY, /cannot be inserted: User$/],
        [
          'PATCH',
          ({ user }) => `/sobjects/User/${user}`,
          { IsActive: false },
          400,
          ENTITY,
          /cannot be updated: User$/,
        ],
        [
          'POST',
          '/sobjects/PermissionSetAssignment',
          {},
          400,
          ENTITY,
          /cannot be inserted: Permission Set Assignment$/,
        ],
        ['GET', '/sobjects/UserLogin/describe', undefined, 404, 'NOT_FOUND', NOT_THERE],
      ],
    ],
  ];

for (const [lacking, grants, refusals] of cases) {
  test(`without ${lacking}`, () =>
    withClerk(grants, async (org, _admin, token, records) => {
      for (const [method, path, body, status, code, message] of refusals) {
        const where = typeof path === 'string' ? path : path(records);
        const error = await restError(org, method, where, body, {
          authorization: `Bearer ${token}`,
        });
        const name = `${method} ${where}`;
        assert.deepEqual([error.status, error.errorCode], [status, code], name);
        assert.match(error.message, message, name);
      }
    }));
}

test('a clerk who lacks nothing does all of that', () =>
  withClerk(clerk, async (org, _admin, token, { contact }) => {
    const theirs = connect(org, token);
    const contacts = theirs.sobject('Contact');
    const { id } = await contacts.create({ LastName: 'x', Email: 'a@b.example' });
    await contacts.update({ Id: id!, Email: 'b@b.example' });
    const { records } = await theirs.query('SELECT Email FROM Contact ORDER BY Email NULLS LAST');
    assert.deepEqual(
      records.map((row) => row['Email'] as string | null),
      ['b@b.example', null],
      'their own two, and no one else’s',
    );
    await contacts.delete([id!, contact]);
    await deploy(theirs, {}, {});
  }));

test('collections answer for each record', () =>
  withClerk(
    { ...clerk, objects: { ...clerk.objects, Contact: ['allowRead', 'allowEdit'] } },
    async (org, _admin, token, { contact, foreignContact }) => {
      const contacts = connect(org, token).sobject('Contact');
      const codes = (results: readonly { success: boolean; errors: readonly object[] }[]) =>
        results.map(({ success, errors }) =>
          success ? 'saved' : (errors as { statusCode: string }[])[0]!.statusCode,
        );
      assert.deepEqual(codes(await contacts.create([{ LastName: 'x' }])), [ENTITY]);
      assert.deepEqual(
        codes(
          await contacts.update([
            { Id: contact, Phone: '1' },
            { Id: contact, Title: 'x' },
          ]),
        ),
        ['saved', 'INVALID_FIELD'],
      );
      assert.equal(codes(await contacts.delete([contact]))[0], 'INSUFFICIENT_ACCESS_OR_READONLY');
      assert.notEqual(
        codes(await contacts.update([{ Id: foreignContact, Phone: '1' }]))[0],
        'saved',
      );
    },
  ));

test('a record that the user cannot see is none to point at', () =>
  withClerk(clerk, async (org, _admin, token, { account, foreignAccount, contact }) => {
    const headers = { authorization: `Bearer ${token}` };
    const path = `/sobjects/Contact/${contact}`;
    for (const [method, where, body] of [
      ['POST', '/sobjects/Contact', { LastName: 'x', AccountId: foreignAccount }],
      ['PATCH', path, { AccountId: foreignAccount }],
    ] as const) {
      const error = await restError(org, method, where, body, headers);
      assert.equal(error.errorCode, 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY');
      assert.equal(
        error.message,
        `insufficient access rights on cross-reference id: ${foreignAccount.slice(0, 15)}`,
      );
    }
    await connect(org, token).sobject('Contact').update({ Id: contact, AccountId: account });
  }));

test('a describe shows what the user may see and do', () =>
  withClerk(
    {
      ...clerk,
      objects: { Account: ALL, Contact: ['allowRead'] },
      editable: [],
      readable: ['Contact.Email'],
    },
    async (org, _admin, token) => {
      const theirs = connect(org, token);
      const contact = await theirs.describe('Contact');
      assert.deepEqual(
        [contact.createable, contact.updateable, contact.deletable],
        [false, false, false],
      );
      const fields = new Map(contact.fields.map((field) => [field.name, field]));
      assert.equal(fields.has('Phone'), false);
      assert.deepEqual(
        [fields.get('Email')!.createable, fields.get('Email')!.updateable],
        [false, false],
      );
      const { sobjects } = await theirs.describeGlobal();
      assert.ok(!sobjects.some(({ name }) => name === 'UserLogin'));
      // Contact.AccountId is hidden, and so is the way from the account to its contacts.
      const children = (await theirs.describe('Account')).childRelationships;
      assert.ok(!children.some(({ relationshipName }) => relationshipName === 'Contacts'));
      const row = await theirs.query('SELECT FIELDS(STANDARD) FROM Contact');
      assert.equal('Phone' in row.records[0]!, false);
    },
  ));

test('SOAP and deploys ask for the same permissions', async () => {
  await withClerk({ ...clerk, userPermissions: ['ApiEnabled'] }, async (org, _admin, token) => {
    await assert.rejects(
      deploy(connect(org, token), {}, {}),
      /INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions/,
    );
  });
  await withClerk({ ...clerk, userPermissions: [] }, async (org, _admin, token) => {
    assert.match(
      await callSoap(org, 'getUserInfo', {}, token),
      /<faultstring>API_CURRENTLY_DISABLED: API is disabled for this User</,
    );
    await assert.rejects(deploy(connect(org, token), {}, {}), /API_CURRENTLY_DISABLED/);
    const password = `pass word 1${org.setPassword('clerk@association.example', 'pass word 1')}`;
    const username = 'clerk@association.example';
    assert.match(
      await callSoap(org, 'login', { username, password }),
      /API_CURRENTLY_DISABLED: API is disabled for this User/,
    );
  });
});

// Help, "Organization-Wide Sharing Defaults": (Account, Contact) and what a clerk sees and edits of
// the contact that somebody else owns, at an account that somebody else owns, too.
const sharing = [
  { account: 'Private', contact: 'Private', sees: false, edits: false },
  { account: 'Private', contact: 'Read', sees: true, edits: false },
  { account: 'Private', contact: 'ReadWrite', sees: true, edits: true },
  { account: 'Private', contact: 'ControlledByParent', sees: false, edits: false },
  { account: 'Read', contact: 'ControlledByParent', sees: true, edits: false },
  { account: 'ReadWrite', contact: 'ControlledByParent', sees: true, edits: true },
] as const;

test('the org-wide default says what is seen of the records of others', async () => {
  for (const { account, contact, sees, edits } of sharing) {
    await withClerk(clerk, async (org, admin, token, { foreignAccount, foreignContact }) => {
      const name = `${account} accounts, ${contact} contacts`;
      await admin.sobject('Contact').update({ Id: foreignContact, AccountId: foreignAccount });
      const orphan = await admin.sobject('Contact').create({ LastName: 'Without an account' });
      const model = (value: string) =>
        metadataFile('CustomObject', `<sharingModel>${value}</sharingModel>`);
      const { problems } = await deploy(
        admin,
        { CustomObject: ['Account', 'Contact'] },
        { 'objects/Account.object': model(account), 'objects/Contact.object': model(contact) },
      );
      assert.deepEqual(problems, [], name);
      const theirs = connect(org, token);
      const ids = (await theirs.query('SELECT Id FROM Contact')).records.map(({ Id }) => Id!);
      assert.equal(ids.includes(foreignContact), sees, name);
      assert.equal(ids.includes(orphan.id!), sees && contact !== 'ControlledByParent', name);
      const [collected] = await theirs.request<unknown[]>(
        `/composite/sobjects/Contact?fields=Id&ids=${foreignContact}`,
      );
      assert.equal(collected !== null, sees, name);
      const update = theirs.sobject('Contact').update({ Id: foreignContact, Phone: '1' });
      if (edits) await update;
      else await assert.rejects(async () => update, name);
      const children = await theirs.query(
        `SELECT (SELECT Id FROM Contacts) FROM Account WHERE Id = '${foreignAccount}'`,
      );
      assert.equal(children.totalSize, account === 'Private' ? 0 : 1, name);
    });
  }
});

test('only contacts are controlled by their parent', () =>
  withOrg(async (_org, connection) => {
    const { success } = await deploy(
      connection,
      { CustomObject: ['Account'] },
      {
        'objects/Account.object': metadataFile(
          'CustomObject',
          '<sharingModel>ControlledByParent</sharingModel>',
        ),
      },
    );
    assert.equal(success, false);
  }));
