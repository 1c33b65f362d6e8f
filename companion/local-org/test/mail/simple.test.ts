import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { assignments, connector, item, named } from '../flow/support.ts';
import { customField, deploy, manualClock, metadataFile, withOrg } from '../support.ts';
import {
  action,
  contactFlow,
  deployFlow,
  emailSimple,
  onlyEmail,
  reference,
  text,
  yes,
} from './support.ts';

/*
 * The action that sends an e-mail whose text the flow brings (Actions Developer Guide, "Simple
 * Email Actions"; Salesforce Help, "Send Email Action").
 */

const letter = { emailSubject: text('Hello {!$Record.FirstName}'), emailBody: text('You are in.') };
const toAda = { ...letter, emailAddresses: text('ada@library.example') };
const stored = [
  '<variables><name>Others</name><dataType>String</dataType><isCollection>true</isCollection></variables>',
  assignments(
    'Send',
    [item('Others', 'Add', text('b@x.example')), item('Others', 'Add', text('c@x.example'))],
    connector('Mail'),
  ),
].join('');

suite('an e-mail that a flow writes', () => {
  test('is in the outbox once the record is saved', () =>
    withOrg(
      async (org, connection) => {
        const inputs = { ...toAda, relatedRecordId: reference('$Record.Id') };
        assert.deepEqual(await deployFlow(connection, contactFlow(emailSimple(inputs))), []);
        const { id } = await connection
          .sobject('Contact')
          .create({ FirstName: 'Ada', LastName: 'Lovelace' });
        const expected = {
          sentAt: '2026-11-21T08:00:00.000+0000',
          from: org.username,
          to: ['ada@library.example'],
          cc: [],
          bcc: [],
          subject: 'Hello Ada',
          text: 'You are in.',
          html: null,
          relatedTo: id,
        };
        assert.deepEqual(onlyEmail(org), expected);
        const overHttp = await fetch(`${org.url}/local-org/outbox`);
        assert.deepEqual(await overHttp.json(), [expected]);
      },
      { clock: manualClock('2026-11-21T08:00:00Z') },
    ));

  test('is HTML when the body is rich', () =>
    withOrg(async (org, connection) => {
      const inputs = { ...toAda, emailBody: text('&lt;b&gt;In&lt;/b&gt;'), sendRichBody: yes };
      await deployFlow(connection, contactFlow(emailSimple(inputs)));
      await connection.sobject('Contact').create({ LastName: 'Lovelace' });
      const { text: plain, html } = onlyEmail(org);
      assert.deepEqual([plain, html], [null, '<b>In</b>']);
    }));

  test('goes to lists, collections and a person of the org', () =>
    withOrg(async (org, connection) => {
      const inputs = {
        ...letter,
        emailAddresses: text('a@x.example, b@x.example'),
        ccRecipientAddressCollection: reference('Others'),
        bccAddresses: reference('Others'),
        recipientId: reference('$Record.Id'),
      };
      const flow = contactFlow(
        emailSimple(inputs).replace('<name>Send</name>', '<name>Mail</name>') + stored,
      );
      assert.deepEqual(await deployFlow(connection, flow), []);
      await connection
        .sobject('Contact')
        .create({ LastName: 'Lovelace', Email: 'ada@library.example' });
      const { to, cc, bcc } = onlyEmail(org);
      assert.deepEqual(to, ['a@x.example', 'b@x.example', 'ada@library.example']);
      assert.deepEqual([cc, bcc], Array(2).fill(['b@x.example', 'c@x.example']));
    }));

  test('is not sent when the save fails after it', () =>
    withOrg(async (org, connection) => {
      const error = `<customErrors>${named('Refuse')}<customErrorMessages><errorMessage>No</errorMessage><isFieldError>false</isFieldError></customErrorMessages></customErrors>`;
      const flow = contactFlow(emailSimple(toAda, connector('Refuse')) + error);
      assert.deepEqual(await deployFlow(connection, flow), []);
      await assert.rejects(connection.sobject('Contact').create({ LastName: 'Lovelace' }), /No/);
      assert.deepEqual(org.outbox(), []);
    }));

  test('of one record of several that fails is not sent, those of the others are', () =>
    withOrg(async (org, connection) => {
      const inputs = { ...toAda, emailAddresses: reference('$Record.Title') };
      await deployFlow(connection, contactFlow(emailSimple(inputs)));
      await connection.sobject('Contact').create([
        { LastName: 'One', Title: 'one@x.example' },
        { LastName: 'Two', Title: 'nobody' },
      ]);
      assert.deepEqual(onlyEmail(org).to, ['one@x.example']);
    }));
});

/** (what is wrong, the inputs, what the fault says) */
const faults: readonly [string, Record<string, string>, string][] = [
  // (practitioners' reports of this fault, with either cause)
  ['nobody to send to', letter, 'Probably Limit Exceeded or 0 recipients.'],
  [
    'a blank address',
    { ...letter, emailAddresses: reference('$Record.Email') },
    'Probably Limit Exceeded or 0 recipients.',
  ],
  [
    'no address',
    { ...letter, emailAddresses: text('nobody') },
    'Probably Limit Exceeded or 0 recipients. Possible invalid email addresses: nobody',
  ],
  [
    'more than 150 recipients',
    { ...letter, emailAddresses: text(Array(151).fill('a@x.example').join()) },
    'Probably Limit Exceeded or 0 recipients.',
  ],
  [
    'an organization-wide address that is not there',
    { ...toAda, senderType: text('OrgWideEmailAddress'), senderAddress: text('o@x.example') },
    'Org-Wide Email provided is not valid.',
  ],
];

suite('an e-mail that cannot be sent', () => {
  for (const [name, inputs, message] of faults) {
    test(`refuses the save: ${name}`, () =>
      withOrg(async (org, connection) => {
        assert.deepEqual(await deployFlow(connection, contactFlow(emailSimple(inputs))), []);
        await assert.rejects(connection.sobject('Contact').create({ LastName: 'Lovelace' }), {
          errorCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
          message: `We can't save this record because the “Contact: tell” process failed. Give your Salesforce admin these details. ${message}`,
        });
        assert.deepEqual(org.outbox(), []);
      }));
  }

  test('goes to the fault path, which knows why', () =>
    withOrg(async (org, connection) => {
      const note = `<recordUpdates>${named('Note')}<inputAssignments><field>Description</field><value>${reference('$Flow.FaultMessage')}</value></inputAssignments><inputReference>$Record</inputReference></recordUpdates>`;
      const flow = contactFlow(emailSimple(letter, connector('Note', 'faultConnector')) + note);
      assert.deepEqual(await deployFlow(connection, flow), []);
      const { id } = await connection.sobject('Contact').create({ LastName: 'Lovelace' });
      const { Description } = await connection.sobject('Contact').retrieve(id!);
      assert.equal(Description, 'Probably Limit Exceeded or 0 recipients.');
      assert.deepEqual(org.outbox(), []);
    }));
});

const integrity = (message: string) => `field integrity exception: unknown (${message})`;
const mismatch = (name: string) =>
  integrity(
    `The type for the input parameter "${name}" doesn't match the type for the assigned value.`,
  );
const onlyCurrent = integrity(
  "The process type 'Autolaunched Flow' only supports 'CurrentTransaction' in 'FlowTransactionModel'",
);

/** (what is wrong, the action, problem) */
const refusals: readonly [string, string, string][] = [
  // (Metadata API Developer Guide, Flow, FlowActionCall; paull10au/qsyd_InvocableEmailActions#10)
  [
    'no transaction model',
    emailSimple(toAda).replace(/<flowTransactionModel>.*?<\/flowTransactionModel>/, ''),
    onlyCurrent,
  ],
  [
    'a transaction of its own',
    emailSimple(toAda).replace('CurrentTransaction', 'NewTransaction'),
    onlyCurrent,
  ],
  // (UnofficialSF/LightningFlowComponents#925)
  [
    'no subject',
    emailSimple({ emailAddresses: text('a@x.example'), emailBody: text('b') }),
    integrity('A required input parameter is missing: "emailSubject"'),
  ],
  [
    'a date as the body',
    emailSimple({ ...toAda, emailBody: reference('$Record.Birthdate') }),
    mismatch('emailBody'),
  ],
  [
    'one text where a collection goes',
    emailSimple({ ...toAda, emailAddressesArray: text('a@x.example') }),
    mismatch('emailAddressesArray'),
  ],
  [
    'an input that there is not',
    emailSimple({ ...toAda, emailColour: text('red') }),
    integrity('The action has no input parameter "emailColour".'),
  ],
  [
    'a template',
    emailSimple({ ...toAda, emailTemplateId: text('00X000000000001AAA') }),
    'The local org does not implement the input emailTemplateId of this action.',
  ],
  [
    'a message that is to be logged',
    emailSimple({ ...toAda, logEmailOnSend: yes }),
    'The local org does not implement the input logEmailOnSend of this action other than false.',
  ],
  // (Flow Builder: "We can't find an action …")
  [
    'an action that there is not',
    action('emailSimple', 'emailFancy', toAda),
    integrity("We can't find an action with the name and action type that you specified."),
  ],
  [
    'an action of another type',
    action('chatterPost', 'chatterPost', {}),
    'The local org does not implement actions of the type chatterPost.',
  ],
  [
    'an action type that the platform does not have',
    action('emailFancy', 'emailFancy', {}),
    "'emailFancy' is not a valid value for the enum 'InvocableActionType'",
  ],
];

test('a call of the action that Salesforce or the local org does not take', () =>
  withOrg(async (_org, connection) => {
    for (const [name, call, problem] of refusals) {
      assert.deepEqual(await deployFlow(connection, contactFlow(call)), [problem], name);
    }
    // (Salesforce Help, "Flow Trigger: Record, fast field updates")
    assert.deepEqual(
      await deployFlow(connection, contactFlow(emailSimple(toAda), 'RecordBeforeSave')),
      [integrity("A before-save flow can't call actions.")],
    );
  }));

test('mail stays in an org that is kept in a folder', async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'org-'));
  context.after(() => {
    rmSync(dataDir, { recursive: true });
  });
  await withOrg(
    async (_org, connection) => {
      await deploy(
        connection,
        { CustomField: ['Contact.Card__c'], Flow: ['Contact_Tell'] },
        {
          'objects/Contact.object': metadataFile(
            'CustomObject',
            customField('Card__c', 'Text', '<length>20</length>'),
          ),
          'flows/Contact_Tell.flow': contactFlow(emailSimple(toAda)),
        },
      );
      await connection.sobject('Contact').create({ LastName: 'Lovelace' });
    },
    { dataDir },
  );
  await withOrg(
    (org) => {
      assert.deepEqual(onlyEmail(org).to, ['ada@library.example']);
      return Promise.resolve();
    },
    { dataDir },
  );
});
