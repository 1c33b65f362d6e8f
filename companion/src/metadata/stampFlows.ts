import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';
import { queueContacts } from './flowDown/queue.ts';
import { fieldValues, flow, joins, node, reference, rule, to, when, literal } from './flowParts.ts';
import type { FlowContent } from './flowParts.ts';
import { personFields } from './personAccounts.ts';
import { leaveUnrecorded, recordFailure, unrecordedFault } from './stampFailure.ts';

const NOW = reference('$Flow.CurrentDateTime');

/** seeds/000, "Create the Flow". */
export function contactStampFlow(plan: Plan): FlowContent {
  return flow('HL Contact Mod Date', {
    description: describe('a contact'),
    assignments: [leaveUnrecorded],
    processType: 'AutoLaunchedFlow',
    recordCreates: [recordFailure('Record_Failure')],
    recordUpdates: [stamp('Set_HL_Mod_Date', [PACKAGE.modDate])],
    start: start('Contact', plan.contact.triggerFields, 'Set_HL_Mod_Date'),
    variables: [unrecordedFault],
  });
}

/**
 * The same for accounts. Where account fields flow down, it also queues the
 * account for HL Flow-Down, which stamps its contacts.
 */
export function accountStampFlow(plan: Plan): FlowContent {
  const { first: next, decisions: ofQueue, recordCreates } = queueContacts(plan);
  const person = plan.personAccounts;
  const decisions = [...ofQueue, ...(person ? [isItAPerson] : [])];
  return flow('HL Account Mod Date', {
    description: describe('an account'),
    assignments: [leaveUnrecorded],
    ...(decisions.length > 0 && { decisions }),
    processType: 'AutoLaunchedFlow',
    recordCreates: [...recordCreates, recordFailure('Record_Failure', next)],
    recordUpdates: [
      stamp('Set_HL_Mod_Date', [PACKAGE.modDate], next),
      // A person account has one contact, whose fields are the account's own.
      ...(person
        ? [
            {
              ...stamp('Set_HL_Mod_Date_Of_Person', [PACKAGE.modDate, PACKAGE.personModDate]),
              faultConnector: joins('Record_Failure'),
            },
          ]
        : []),
    ],
    start: start('Account', watchedOnAccount(plan), person ? isItAPerson.name : 'Set_HL_Mod_Date'),
    variables: [unrecordedFault],
  });
}

/** Saving a person account saves no contact that a Contact flow would see. */
function watchedOnAccount({ account, contact, personAccounts }: Plan): string[] {
  const ofPersons = personAccounts ? personFields(contact.triggerFields) : [];
  return [...new Set([...account.triggerFields, ...ofPersons])];
}

const isItAPerson = {
  ...node(
    'Is_It_A_Person',
    'Saving a person account runs this flow and not the one of contacts, and only person accounts have HL_Mod_Date__pc.',
  ),
  defaultConnector: to('Set_HL_Mod_Date'),
  defaultConnectorLabel: 'No',
  rules: [
    rule(
      'Person',
      [when('$Record.IsPersonAccount', 'EqualTo', literal(true))],
      'Set_HL_Mod_Date_Of_Person',
    ),
  ],
};

function describe(what: string): string {
  return `Sets HL_Mod_Date on ${what} that is new or changed in a field that the member community shows or decides by. It runs after the save, so that it sees what triggers and other automation made of the record, and a stamp that is refused does not block the save: it is recorded as an HL Stamp Failure.`;
}

function stamp(name: string, fields: readonly string[], next?: string) {
  return {
    ...node(
      name,
      'HL_Mod_Date is not among the watched fields, so this update does not start the flow again.',
    ),
    ...(next !== undefined && { connector: to(next) }),
    faultConnector: to('Record_Failure'),
    inputAssignments: fieldValues(Object.fromEntries(fields.map((field) => [field, NOW]))),
    inputReference: '$Record',
  };
}

/** "Every time a record is updated and meets the condition requirements", "Actions and Related Records". */
function start(object: string, fields: readonly string[], first: string): FlowContent['start'] {
  const changes = fields.map((field) => `ISCHANGED({!$Record.${field}})`);
  return {
    locationX: 0,
    locationY: 0,
    connector: to(first),
    doesRequireRecordChangedToMeetCriteria: false,
    filterFormula: ['ISNEW()', ...changes].join(' ||\n            '),
    object,
    recordTriggerType: 'CreateAndUpdate',
    triggerType: 'RecordAfterSave',
  };
}
