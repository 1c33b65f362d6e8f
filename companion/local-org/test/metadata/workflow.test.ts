import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploy, metadataFile, withOrg } from '../support.ts';

/* E-mail alerts (Metadata API Developer Guide, Workflow, WorkflowAlert). */

const template = {
  'email/Letters-meta.xml': metadataFile(
    'EmailFolder',
    '<accessType>Public</accessType><name>Letters</name><publicFolderAccess>ReadOnly</publicFolderAccess>',
  ),
  'email/Letters/Sign_Up.email': 'Somebody signed up.',
  'email/Letters/Sign_Up.email-meta.xml': metadataFile(
    'EmailTemplate',
    '<available>true</available><encodingKey>UTF-8</encodingKey><name>Sign Up</name><style>none</style><subject>Sign-up</subject><type>text</type>',
  ),
};
const group = { 'groups/Approvers.group': metadataFile('Group', '<name>Approvers</name>') };
const members = {
  EmailTemplate: ['Letters', 'Letters/Sign_Up'],
  Group: ['Approvers'],
  WorkflowAlert: ['Contact.Tell_Approvers'],
};
const workflow = (recipients: string, alertTemplate = 'Letters/Sign_Up', more = '') => ({
  'workflows/Contact.workflow': metadataFile(
    'Workflow',
    `<alerts><fullName>Tell_Approvers</fullName><description>Tell approvers</description><protected>false</protected>
    ${recipients}<senderType>CurrentUser</senderType>
    <template>${alertTemplate}</template></alerts>${more}`,
  ),
});
const recipient = (type: string, element: string, name: string) =>
  `<recipients><${element}>${name}</${element}><type>${type}</type></recipients>`;

test('an e-mail alert goes in with its template and its group, and is listed', () =>
  withOrg(async (_org, connection) => {
    const recipients =
      recipient('group', 'recipient', 'Approvers') + recipient('email', 'field', 'Email');
    const { problems } = await deploy(connection, members, {
      ...template,
      ...group,
      ...workflow(recipients),
    });
    assert.deepEqual(problems, []);
    const [alert] = await connection.metadata.list({ type: 'WorkflowAlert' });
    assert.deepEqual(
      [alert!.fullName, alert!.fileName],
      ['Contact.Tell_Approvers', 'workflows/Contact.workflow'],
    );
  }));

/** (what is wrong, the file, problem) */
const refusals: readonly [string, Record<string, string>, string][] = [
  [
    'no such group',
    workflow(recipient('group', 'recipient', 'Nope')),
    'In field: recipient - no Group named Nope found',
  ],
  [
    'no such user',
    workflow(recipient('user', 'recipient', 'a@b.example')),
    'In field: recipient - no User named a@b.example found',
  ],
  [
    'no such field',
    workflow(recipient('email', 'field', 'Nope__c')),
    'In field: field - no CustomField named Contact.Nope__c found',
  ],
  // sfdx-hardis, deployment tips: "In field: template - no EmailTemplate named … found"
  [
    'no such template',
    workflow(recipient('group', 'recipient', 'Approvers'), 'Letters/Nope'),
    'In field: template - no EmailTemplate named Letters/Nope found',
  ],
  [
    'a queue is no kind of recipient',
    workflow(recipient('queue', 'recipient', 'Approvers')),
    "'queue' is not a valid value for the enum 'ActionEmailRecipientTypes'",
  ],
  [
    'a rule, which would act',
    workflow(
      recipient('group', 'recipient', 'Approvers'),
      'Letters/Sign_Up',
      '<rules><fullName>R</fullName><active>true</active><formula>true</formula><triggerType>onAllChanges</triggerType></rules>',
    ),
    'The local org does not implement the element rules of Workflow.',
  ],
];

test('an alert that could reach nobody is refused', () =>
  withOrg(async (_org, connection) => {
    for (const [name, file, expected] of refusals) {
      const { problems } = await deploy(connection, members, { ...template, ...group, ...file });
      assert.deepEqual(
        problems.map(({ problem }) => problem),
        [expected],
        name,
      );
    }
  }));
