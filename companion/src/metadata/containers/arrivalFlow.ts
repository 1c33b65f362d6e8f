import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import {
  assign,
  fieldValues,
  flow,
  isNull,
  literal,
  node,
  reference,
  rule,
  to,
  variable,
  when,
  type FlowContent,
} from '../flowParts.ts';
import { leaveUnrecorded, recordFailure, unrecordedFault } from '../stampFailure.ts';
import { activation, type Activation } from './activation.ts';
import { APPROVAL } from './fields.ts';
import { matching } from './matching.ts';

const names = PACKAGE.approval;

/** What the flow decides about the contact, and the field that each becomes. */
const decided: Readonly<Record<string, string>> = {
  accountId: 'AccountId',
  approval: names.status,
  proposedAccountId: names.proposedAccount,
};

/**
 * The flow that takes in a contact that arrives in a container account: it
 * looks for its account, asks for approval, and keeps IsActive. All of it is
 * one flow, because what one after-save flow changes on the record that set it
 * off need not set off another (Apex Developer Guide, "Triggers and Order of
 * Execution": a recursive save skips them).
 */
export function arrivalFlow(plan: Plan): FlowContent {
  const section = plan.containerAccounts!;
  const active = activation(plan);
  const found = matching(section, firstOf(active));
  const failedUpdate = recordFailure('Record_Failed_Update', 'Has_It_Arrived');
  const failedNotice = recordFailure('Record_Failed_Notice');
  return flow('HL Contact Approval', {
    description:
      'Takes in a contact that is created in a container account or moved there: it looks for the account whose website has the domain of the e-mail address, marks the contact as waiting and tells the approvers by e-mail. Moving it out of the container approves it. No contact of a container is active. Nothing that fails here blocks the save: it is recorded as an HL Stamp Failure.',
    actionCalls: [
      {
        ...node('Tell_The_Approvers', 'Sends the e-mail alert to the public group HL Approvers.'),
        actionName: `Contact.${names.emailTemplate}`,
        actionType: 'emailAlert',
        faultConnector: to(failedNotice.name),
        flowTransactionModel: 'CurrentTransaction',
        inputParameters: [{ name: 'SObjectRowId', value: reference('$Record.Id') }],
      },
    ],
    assignments: [
      {
        ...node('Approve_By_Move', 'Somebody moved the contact to its account: that approves it.'),
        assignmentItems: assign({ approval: literal(APPROVAL.approved) }),
        connector: to(firstOf(active)),
      },
      {
        ...node('Await_Approval', 'What an earlier arrival proposed no longer counts.'),
        assignmentItems: assign({
          approval: literal(APPROVAL.pending),
          hasArrived: literal(true),
          proposedAccountId: reference('nothing'),
        }),
        connector: to(found.first),
      },
      leaveUnrecorded,
      {
        ...node('Take_Over', 'What the contact has stays, unless something below changes it.'),
        assignmentItems: assign({
          ...mapValues(decided, (field) => reference(`$Record.${field}`)),
          inContainer: reference(`$Record.Account.${names.container}`),
          ...active.takenOver,
        }),
        connector: to('Where_Is_It'),
      },
      ...found.assignments,
      ...active.assignments,
    ],
    decisions: [
      {
        ...node('Has_It_Arrived', 'The approvers hear of it even if it could not be marked.'),
        defaultConnectorLabel: 'No',
        rules: [
          rule('Arrived', [when('hasArrived', 'EqualTo', literal(true))], 'Tell_The_Approvers'),
        ],
      },
      {
        ...node('Is_Anything_Different', 'A save that changes nothing is not worth its cost.'),
        defaultConnector: to('Has_It_Arrived'),
        defaultConnectorLabel: 'No',
        rules: [
          rule(
            'Different',
            Object.entries({ ...decided, ...active.decided }).map(([name, field]) =>
              when(name, 'NotEqualTo', reference(`$Record.${field}`)),
            ),
            'Update_Contact',
            'or',
          ),
        ],
      },
      {
        ...node('Where_Is_It'),
        defaultConnector: to(firstOf(active)),
        defaultConnectorLabel: 'Neither',
        rules: [
          rule('Arrived_In_Container', arrived, 'Await_Approval'),
          rule('Left_Container', hasLeft, 'Approve_By_Move', '1 AND 2 AND 3 AND (4 OR 5)'),
        ],
      },
      ...found.decisions,
      ...active.decisions,
    ],
    constants: found.constants,
    formulas: found.formulas,
    processType: 'AutoLaunchedFlow',
    recordCreates: [...found.recordCreates, failedNotice, failedUpdate],
    recordLookups: found.recordLookups,
    recordUpdates: [
      {
        ...node(
          'Update_Contact',
          'HL_Mod_Date is set here too: the flow that stamps contacts need not run for this save.',
        ),
        connector: to('Has_It_Arrived'),
        faultConnector: to(failedUpdate.name),
        inputAssignments: fieldValues({
          ...Object.fromEntries(
            Object.entries({ ...decided, ...active.decided }).map(([name, field]) => [
              field,
              reference(name),
            ]),
          ),
          [PACKAGE.modDate]: reference('$Flow.CurrentDateTime'),
        }),
        inputReference: '$Record',
      },
    ],
    start: {
      locationX: 0,
      locationY: 0,
      connector: to('Take_Over'),
      doesRequireRecordChangedToMeetCriteria: false,
      filterFormula: entryFormula(['AccountId', ...active.watched]),
      object: 'Contact',
      recordTriggerType: 'CreateAndUpdate',
      triggerType: 'RecordAfterSave',
    },
    variables: [
      variable('accountId', 'String', 'The account that the contact shall have.'),
      variable('approval', 'String', 'How far its approval is.'),
      variable('hasArrived', 'Boolean', 'Whether the contact has just come into a container.'),
      variable('inContainer', 'Boolean', 'Whether that account is a container.'),
      ...active.variables,
      variable('nothing', 'String', 'Never set: what empties a field.'),
      variable('proposedAccountId', 'String', 'The account that its e-mail address speaks for.'),
      unrecordedFault,
    ],
  });
}

const arrived = [
  when(`$Record.Account.${names.container}`, 'EqualTo', literal(true)),
  when('$Record.AccountId', 'NotEqualTo', reference('$Record__Prior.AccountId')),
];

/** It waits no longer where it was, or was turned down there, and belongs to another account now. */
const hasLeft = [
  isNull('$Record.AccountId', false),
  when('$Record.AccountId', 'NotEqualTo', reference('$Record__Prior.AccountId')),
  when(`$Record.Account.${names.container}`, 'EqualTo', literal(false)),
  when(`$Record.${names.status}`, 'EqualTo', literal(APPROVAL.pending)),
  when(`$Record.${names.status}`, 'EqualTo', literal(APPROVAL.rejected)),
];

function firstOf({ first }: Activation): string {
  return first ?? 'Is_Anything_Different';
}

/** A new contact, and each change of one of these fields. */
function entryFormula(fields: readonly string[]): string {
  const changes = [...new Set(fields)].map((field) => `ISCHANGED({!$Record.${field}})`);
  return ['ISNEW()', ...changes].join(' ||\n            ');
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
