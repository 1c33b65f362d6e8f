import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { deploy, metadataFile, withOrg } from '../support.ts';
import {
  action,
  contactFlow,
  deployAlertFlow,
  deployFlow,
  letter,
  onlyEmail,
  recipient,
  reference,
  text,
} from './support.ts';

/*
 * E-mail alerts that flows call (Actions Developer Guide, "Email Alert Actions"; Metadata API
 * Developer Guide, Workflow, WorkflowEmailRecipient; Salesforce Help, "Merge Fields for Email
 * Templates").
 */

const toGroup = recipient('group', 'recipient', 'Approvers');

async function idOf(connection: Connection, soql: string): Promise<string> {
  return (await connection.query(soql)).records[0]!.Id!;
}
const groupId = (connection: Connection, name: string) =>
  idOf(connection, `SELECT Id FROM Group WHERE DeveloperName = '${name}'`);

async function addUser(connection: Connection, name: string, more = {}): Promise<string> {
  const profile = await idOf(connection, "SELECT Id FROM Profile WHERE Name = 'Standard User'");
  const { id } = await connection.sobject('User').create({
    Username: `${name}@library.example`,
    Email: `${name}@mail.example`,
    LastName: name,
    Alias: name,
    ProfileId: profile,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    ...more,
  });
  return id!;
}

const join = (connection: Connection, GroupId: string, UserOrGroupId: string) =>
  connection.sobject('GroupMember').create({ GroupId, UserOrGroupId });

suite('an e-mail alert', () => {
  test('goes to the members of a group, also of groups in it, who are active', () =>
    withOrg(async (org, connection) => {
      assert.deepEqual(await deployAlertFlow(connection, { recipients: toGroup }), []);
      const approvers = await groupId(connection, 'Approvers');
      const chapter = await groupId(connection, 'Chapter');
      await join(connection, approvers, chapter);
      await join(connection, approvers, await addUser(connection, 'ada'));
      await join(connection, chapter, await addUser(connection, 'grace'));
      await join(connection, chapter, await addUser(connection, 'gone', { IsActive: false }));
      const { id } = await connection.sobject('Contact').create({ LastName: 'Lovelace' });
      const { to, from, subject, text: body, relatedTo } = onlyEmail(org);
      assert.deepEqual(to.toSorted(), ['ada@mail.example', 'grace@mail.example']);
      assert.deepEqual([from, subject, body], [org.username, 'Sign-up', 'Somebody signed up.']);
      assert.equal(relatedTo, id);
    }));

  test('to nobody is a fault of the flow that calls it', () =>
    withOrg(async (org, connection) => {
      await deployAlertFlow(connection, { recipients: toGroup });
      await assert.rejects(
        connection.sobject('Contact').create({ LastName: 'Lovelace' }),
        /Probably Limit Exceeded or 0 recipients/,
      );
      assert.deepEqual(org.outbox(), []);
    }));

  /** (kind of recipient, its element, its name, who gets the message) */
  const kinds: readonly [string, string, string, (org: { username: string }) => string[]][] = [
    ['owner', '', '', ({ username }) => [username]],
    ['creator', '', '', ({ username }) => [username]],
    ['email', 'field', 'Email', () => ['ada@x.example']],
    ['userLookup', 'field', 'LastModifiedById', ({ username }) => [username]],
    ['contactLookup', 'field', 'ReportsToId', () => ['boss@x.example']],
  ];
  for (const [type, element, name, expected] of kinds) {
    test(`goes to a recipient of the type ${type}`, () =>
      withOrg(async (org, connection) => {
        const recipients = recipient(type, element, name);
        const boss = await connection
          .sobject('Contact')
          .create({ LastName: 'Boss', Email: 'boss@x.example' });
        assert.deepEqual(await deployAlertFlow(connection, { recipients }), []);
        await connection
          .sobject('Contact')
          .create({ LastName: 'Lovelace', Email: 'ada@x.example', ReportsToId: boss.id! });
        assert.deepEqual(onlyEmail(org).to, expected(org));
      }));
  }

  test('goes to a user by name, and to further addresses', () =>
    withOrg(async (org, connection) => {
      await addUser(connection, 'ada');
      const recipients = recipient('user', 'recipient', 'ada@library.example');
      const more = '<ccEmails>files@x.example</ccEmails>';
      assert.deepEqual(await deployAlertFlow(connection, { recipients, more }), []);
      await connection.sobject('Contact').create({ LastName: 'Lovelace' });
      const { to, cc } = onlyEmail(org);
      assert.deepEqual([to, cc], [['ada@mail.example'], ['files@x.example']]);
    }));

  test('about a record of another object, or about none, is a fault', () =>
    withOrg(async (_org, connection) => {
      for (const [id, message] of [
        [reference('$User.Id'), /invalid cross reference id/],
        [text('no Id'), /id value of incorrect type: no Id/],
        [reference('$Record.AccountId'), /id value of incorrect type/],
      ] as const) {
        const call = action('emailAlert', 'Contact.Tell', { SObjectRowId: id });
        assert.deepEqual(await deployAlertFlow(connection, {}, contactFlow(call)), []);
        await assert.rejects(connection.sobject('Contact').create({ LastName: 'L' }), message);
      }
    }));
});

suite('the template of an alert', () => {
  const merged = async (
    template: Record<string, string>,
    contact: Record<string, string>,
  ): Promise<[{ subject: string; text: string | null; html: string | null }, string, string]> => {
    let result;
    await withOrg(async (org, connection) => {
      assert.deepEqual(await deployAlertFlow(connection, { template }), []);
      const account = await connection.sobject('Account').create({ Name: 'The Libraries' });
      const { id } = await connection
        .sobject('Contact')
        .create({ ...contact, AccountId: account.id! });
      result = [onlyEmail(org), org.url, id] as const;
    });
    return result as never;
  };

  test('is merged with the record, its parents, the user and the organization', async () => {
    const body =
      '{!Contact.Name} of {!Contact.Account}, {!Account.Name}: {!Contact.Link} ({!Contact.Id}) – {!Contact.OwnerFullName}, {!User.LastName}, {!Organization.Name}. {!Contact.Title}!';
    const [email, url, id] = await merged(
      letter(body, '<type>text</type>', '{!Contact.LastName}'),
      {
        FirstName: 'Ada',
        LastName: 'Lovelace',
      },
    );
    const short = id.slice(0, 15);
    assert.equal(email.subject, 'Lovelace');
    assert.equal(
      email.text,
      `Ada Lovelace of The Libraries, The Libraries: ${url}/${short} (${short}) – Local Administrator, Administrator, Local Org. !`,
    );
    assert.equal(email.html, null);
  });

  test('in HTML shows values as text, and brings a plain version', async () => {
    const [email] = await merged(
      letter(
        '<p>{!Contact.LastName}</p>',
        '<textOnly>Dear {!Contact.LastName}</textOnly><type>custom</type>',
      ),
      { LastName: 'Smith & <b>' },
    );
    assert.deepEqual(
      [email.html, email.text],
      ['<p>Smith &amp; &lt;b&gt;</p>', 'Dear Smith & <b>'],
    );
  });

  /** (what it has, the template, problem) */
  const refusals: readonly [string, Record<string, string>, string][] = [
    [
      'a field that there is not',
      letter('{!Contact.Nope__c}'),
      'the merge field {!Contact.Nope__c}',
    ],
    ['a record of another object', letter('{!Case.Subject}'), 'the merge field {!Case.Subject}'],
    ['a function', letter('{!TODAY()}'), 'the merge field {!TODAY()}'],
    [
      'a date',
      letter('{!Contact.Birthdate}'),
      'a date in an e-mail template ({!Contact.Birthdate})',
    ],
    [
      'Visualforce',
      letter('<messaging:emailTemplate/>', '<type>visualforce</type>'),
      'e-mail templates of the type visualforce',
    ],
    [
      'a letterhead',
      letter('<p/>', '<letterhead>Paper</letterhead><type>html</type>'),
      'the element letterhead of an e-mail template',
    ],
  ];
  test('that the local org cannot merge refuses the alert', () =>
    withOrg(async (_org, connection) => {
      for (const [name, template, what] of refusals) {
        const [problem = ''] = await deployAlertFlow(connection, { template });
        assert.ok(
          problem.startsWith(`The local org does not implement ${what}`),
          `${name}: ${problem}`,
        );
      }
    }));
});

/** (what is wrong, the alert, problem) */
const refusals: readonly [string, { recipients?: string; more?: string }, string][] = [
  [
    'a contact field that points at no contact',
    { recipients: recipient('contactLookup', 'field', 'OwnerId') },
    'In field: field - no CustomField named Contact.OwnerId found',
  ],
  [
    'a role',
    { recipients: recipient('role', 'recipient', 'CEO') },
    'The local org does not implement role as type of WorkflowEmailRecipient.',
  ],
];

test('an alert that the local org does not take', () =>
  withOrg(async (_org, connection) => {
    for (const [name, alert, problem] of refusals) {
      const [found] = await deployAlertFlow(connection, alert);
      assert.equal(found, problem, name);
    }
  }));

test('a flow that calls an alert which is not there does not deploy', () =>
  withOrg(async (_org, connection) => {
    const call = (inputs: Record<string, string>, name = 'Contact.Tell') =>
      contactFlow(action('emailAlert', name, inputs));
    const integrity = (message: string) => `field integrity exception: unknown (${message})`;
    assert.deepEqual(
      await deployFlow(connection, call({ SObjectRowId: reference('$Record.Id') })),
      [integrity("We can't find an action with the name and action type that you specified.")],
    );
    assert.deepEqual(await deployAlertFlow(connection, {}, call({})), [
      integrity('A required input parameter is missing: "SObjectRowId"'),
    ]);
  }));

test('alerts and templates that are in use stay', () =>
  withOrg(async (_org, connection) => {
    await deployAlertFlow(connection, {});
    const remove = async (type: string, name: string) => {
      const destructiveChanges = metadataFile(
        'Package',
        `<types><members>${name}</members><name>${type}</name></types>`,
      );
      const { problems } = await deploy(
        connection,
        {},
        { 'destructiveChanges.xml': destructiveChanges },
      );
      return problems.map(({ problem }) => problem);
    };
    assert.deepEqual(await remove('WorkflowAlert', 'Contact.Tell'), [
      'This email alert is referenced elsewhere in salesforce.com. : Flow - Contact_Tell',
    ]);
    assert.deepEqual(await remove('EmailTemplate', 'Letters/Sign_Up'), [
      'This email template is referenced elsewhere in salesforce.com. : Email Alert - Contact.Tell',
    ]);
  }));
