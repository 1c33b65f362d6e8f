import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import {
  fieldValues,
  flow,
  joins,
  literal,
  node,
  reference,
  rule,
  to,
  when,
  type FlowContent,
} from '../flowParts.ts';
import type { Component } from '../xml.ts';
import { writableIsActive } from './activation.ts';
import { APPROVAL } from './fields.ts';
import { choice, choose, lookUpAccount, screen } from './screens.ts';

const names = PACKAGE.approval;

/**
 * The screens on which an approver approves a contact, which moves it to its
 * account, or rejects it; Professional Edition has no approval processes. They
 * run as the approver, with what the approver may see and edit.
 */
export function reviewFlow(plan: Plan): FlowContent {
  return flow('HL Review Sign Up', {
    description:
      'The screens on which an approver decides about a contact in a container account: approve it, which moves it to the account that its e-mail domain proposes or to any other, or reject it. Opened by the quick action Review Sign-Up of a contact.',
    choices: [
      choice('Approve_It', 'Approve, and move to the account below'),
      choice('Reject_It', 'Reject'),
    ],
    decisions: [
      {
        ...node('Can_It_Move_There', 'A contact in a container is never a member.'),
        defaultConnector: to('Choose_Another_Account'),
        defaultConnectorLabel: 'No',
        rules: [
          rule(
            'No_Container',
            [when(`Get_New_Account.${names.container}`, 'EqualTo', literal(false))],
            'Approve',
          ),
        ],
      },
      {
        ...node('Does_It_Wait'),
        defaultConnector: to('Nothing_To_Decide'),
        defaultConnectorLabel: 'No',
        rules: [
          rule(
            'In_Container',
            [when(`Get_Account.${names.container}`, 'EqualTo', literal(true))],
            'Review',
          ),
        ],
      },
      {
        ...node('What_Was_Decided'),
        defaultConnector: to('Reject'),
        defaultConnectorLabel: 'Rejected',
        rules: [
          rule(
            'Approved',
            [when('Decision', 'EqualTo', reference('Approve_It'))],
            'Get_New_Account',
          ),
        ],
      },
    ],
    processType: 'Flow',
    recordLookups: [
      lookUp('Get_Account', {
        object: 'Account',
        id: 'Get_Contact.AccountId',
        fields: ['Id', names.container, 'Name'],
        next: 'Does_It_Wait',
      }),
      lookUp('Get_Contact', {
        object: 'Contact',
        id: 'recordId',
        fields: ['Id', 'AccountId', 'Email', names.status, names.proposedAccount, 'Name'],
        next: 'Get_Account',
      }),
      lookUp('Get_New_Account', {
        object: 'Account',
        id: 'New_Account.recordId',
        fields: ['Id', names.container],
        next: 'Can_It_Move_There',
      }),
    ],
    recordUpdates: [
      update('Approve', {
        AccountId: reference('Get_New_Account.Id'),
        [names.status]: literal(APPROVAL.approved),
        ...activeByDecision(plan),
      }),
      update('Reject', { [names.status]: literal(APPROVAL.rejected) }),
    ],
    screens: [
      screen('Choose_Another_Account', {
        connector: joins('Review'),
        text: 'That account is a container as well. Choose the account that the contact belongs to.',
      }),
      screen('Not_Done', {
        text: 'Salesforce refused this, and nothing was changed: {!$Flow.FaultMessage}',
      }),
      screen('Nothing_To_Decide', {
        text: '{!Get_Contact.Name} is in no container account. There is nothing to decide.',
      }),
      screen('Review', {
        connector: to('What_Was_Decided'),
        text: `{!Get_Contact.Name}, {!Get_Contact.Email}, waits in {!Get_Account.Name}. Approval: {!Get_Contact.${names.status}}.`,
        fields: [
          choose('Decision', ['Approve_It', 'Reject_It']),
          lookUpAccount('New_Account', {
            proposed: reference(`Get_Contact.${names.proposedAccount}`),
            visibleWhen: [when('Decision', 'EqualTo', reference('Approve_It'))],
          }),
        ],
      }),
    ],
    start: { locationX: 0, locationY: 0, connector: to('Get_Contact') },
    variables: [
      {
        description: 'The contact that the quick action stands on.',
        name: 'recordId',
        dataType: 'String',
        isCollection: false,
        isInput: true,
        isOutput: false,
      },
    ],
  });
}

/** The button on the contact. Where it stands on the page is up to the customer's layouts. */
export const reviewAction: Component<'QuickAction'> = {
  description: 'Opens the screens on which an approver decides about a community sign-up.',
  flowDefinition: names.reviewFlow,
  label: 'Review Sign-Up',
  optionsCreateFeedItem: false,
  targetObject: 'Contact',
  type: 'Flow',
};

/** Without criteria of the worksheet it is a person who checks IsActive, and the approver is one. */
function activeByDecision(plan: Plan) {
  const field = writableIsActive(plan);
  return field !== null && plan.containerAccounts!.activateWhen.length === 0
    ? { [field]: literal(true) }
    : {};
}

/** Reads one record by Id; `id` names what holds it. */
function lookUp(
  name: string,
  {
    object,
    id,
    fields,
    next,
  }: { object: 'Account' | 'Contact'; id: string; fields: readonly string[]; next: string },
) {
  return {
    ...node(name),
    assignNullValuesIfNoRecordsFound: false,
    connector: to(next),
    faultConnector: joins('Not_Done'),
    filterLogic: 'and',
    filters: [{ field: 'Id', operator: 'EqualTo' as const, value: reference(id) }],
    getFirstRecordOnly: true,
    object,
    queriedFields: fields,
    storeOutputAutomatically: true,
  };
}

function update(name: string, values: Parameters<typeof fieldValues>[0]) {
  return {
    ...node(name),
    faultConnector: joins('Not_Done'),
    filterLogic: 'and',
    filters: [{ field: 'Id', operator: 'EqualTo' as const, value: reference('recordId') }],
    inputAssignments: fieldValues(values),
    object: 'Contact',
  };
}
