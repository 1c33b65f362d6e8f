import assert from 'node:assert/strict';
import type { Connection } from 'jsforce';
import type { Email, LocalOrg } from '../../src/index.ts';
import { connector, formulaCondition, named } from '../flow/support.ts';
import { deploy, metadataFile } from '../support.ts';

export const text = (value: string) => `<stringValue>${value}</stringValue>`;
export const reference = (path: string) => `<elementReference>${path}</elementReference>`;
export const yes = '<booleanValue>true</booleanValue>';

/** Calls an action with inputs, each a name and the content of its value. */
export const action = (
  type: string,
  name: string,
  inputs: Record<string, string>,
  more = '',
): string => {
  const parameters = Object.entries(inputs).map(
    ([input, value]) =>
      `<inputParameters><name>${input}</name><value>${value}</value></inputParameters>`,
  );
  return `<actionCalls>${named('Send')}<actionName>${name}</actionName><actionType>${type}</actionType>${more}<flowTransactionModel>CurrentTransaction</flowTransactionModel>${parameters.join('')}</actionCalls>`;
};
export const emailSimple = (inputs: Record<string, string>, more = '') =>
  action('emailSimple', 'emailSimple', inputs, more);

/** A flow on new and changed contacts whose LastName is not blank: it begins with Send. */
export const contactFlow = (content: string, trigger = 'RecordAfterSave', condition = 'TRUE') =>
  metadataFile(
    'Flow',
    `${content}<apiVersion>66.0</apiVersion><label>Contact: tell</label><processType>AutoLaunchedFlow</processType>
    <start><locationX>0</locationX><locationY>0</locationY>${connector('Send')}${formulaCondition(condition)}
    <object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>${trigger}</triggerType></start>
    <status>Active</status>`,
  );

export interface AlertOptions {
  readonly recipients?: string;
  readonly template?: string;
  readonly more?: string;
}
export const recipient = (type: string, element = '', name = '') =>
  `<recipients>${element && `<${element}>${name}</${element}>`}<type>${type}</type></recipients>`;

const alertXml = ({ recipients = recipient('owner'), more = '' }: AlertOptions) =>
  metadataFile(
    'Workflow',
    `<alerts><fullName>Tell</fullName>${more}<description>Tell</description><protected>false</protected>${recipients}<senderType>CurrentUser</senderType><template>Letters/Sign_Up</template></alerts>`,
  );

/** A template of letters; `body` is the file beside its description. */
export const letter = (body: string, description = '<type>text</type>', subject = 'Sign-up') => ({
  'email/Letters-meta.xml': metadataFile(
    'EmailFolder',
    '<accessType>Public</accessType><name>Letters</name><publicFolderAccess>ReadOnly</publicFolderAccess>',
  ),
  'email/Letters/Sign_Up.email': body,
  'email/Letters/Sign_Up.email-meta.xml': metadataFile(
    'EmailTemplate',
    `<available>true</available><encodingKey>UTF-8</encodingKey><name>Sign Up</name><style>none</style><subject>${subject}</subject>${description}`,
  ),
});

/** Deploys a flow, and what it names; all problems are given back. */
export async function deployFlow(
  connection: Connection,
  flow: string,
  others: Record<string, string> = {},
  members: Record<string, string[]> = {},
) {
  const all = { Flow: ['Contact_Tell'], ...members };
  const files = { ...others, 'flows/Contact_Tell.flow': flow };
  return (await deploy(connection, all, files)).problems.map(({ problem }) => problem);
}

/** Deploys the alert Contact.Tell with its template and group, and a flow that calls it. */
export function deployAlertFlow(
  connection: Connection,
  {
    template = letter('Somebody signed up.'),
    ...alert
  }: Omit<AlertOptions, 'template'> & {
    template?: Record<string, string>;
  },
  flow = contactFlow(
    action('emailAlert', 'Contact.Tell', { SObjectRowId: reference('$Record.Id') }),
  ),
) {
  return deployFlow(
    connection,
    flow,
    {
      ...template,
      'groups/Approvers.group': metadataFile('Group', '<name>Approvers</name>'),
      'groups/Chapter.group': metadataFile('Group', '<name>Chapter</name>'),
      'workflows/Contact.workflow': alertXml(alert),
    },
    {
      EmailTemplate: ['Letters', 'Letters/Sign_Up'],
      Group: ['Approvers', 'Chapter'],
      WorkflowAlert: ['Contact.Tell'],
    },
  );
}

/** The only message that the org has sent. */
export function onlyEmail(org: LocalOrg): Email {
  const [email, ...more] = org.outbox();
  assert.ok(email && more.length === 0, `${org.outbox().length} messages`);
  return email;
}
