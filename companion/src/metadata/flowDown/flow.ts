import { PACKAGE } from '../../worksheet/packageNames.ts';
import {
  assign,
  fieldValues,
  flow,
  isNull,
  joins,
  literal,
  node,
  reference,
  rule,
  to,
  variable,
  when,
} from '../flowParts.ts';
import type { FlowContent } from '../flowParts.ts';
import { leaveUnrecorded, recordFailure, unrecordedFault } from '../stampFailure.ts';

const { object, after, careful, sequence } = PACKAGE.flowDown;

/**
 * Contacts in one transaction. 10,000 records may be saved in it, and the
 * org's own automation on contacts has its share; in small steps a statement
 * for each contact must fit into 150 (Salesforce Help, "Per-Transaction Flow
 * Limits").
 */
const STEP = { usual: 2000, careful: 100 };

/**
 * Stamps the contacts of an account, step by step, each step in a transaction
 * of its own: it hands the rest over to a new record. One contact that the org
 * refuses to save costs the others nothing.
 */
export function flowDownFlow(): FlowContent {
  return flow('HL Flow Down', {
    description:
      'Stamps the contacts of an account that changed in a field which they show, so that an integration sees the change which looks at contacts only. It runs some time after the save and cannot block it, and takes the contacts of a large account in several steps, so that no limit of Salesforce is met. A contact that the org refuses to save is recorded as an HL Stamp Failure; the others are stamped.',
    assignments: [
      {
        ...node('Keep_Refusal'),
        assignmentItems: [
          ...assign({
            'failure.Name': reference('One_By_One.Id'),
            [`failure.${PACKAGE.stampFailureMessage}`]: reference('$Flow.FaultMessage'),
          }),
          { assignToReference: 'failures', operator: 'Add', value: reference('failure') },
        ],
        connector: joins('One_By_One'),
      },
      leaveUnrecorded,
      {
        ...node('Take_Contact', 'Nothing but the stamp is written.'),
        assignmentItems: [
          ...assign({
            'contact.Id': reference('Each_Contact.Id'),
            [`contact.${PACKAGE.modDate}`]: reference('$Flow.CurrentDateTime'),
            last: reference(`Each_Contact.${sequence}`),
          }),
          { assignToReference: 'contacts', operator: 'Add', value: reference('contact') },
        ],
        connector: joins('Each_Contact'),
      },
    ],
    decisions: [
      {
        ...node('Are_There_Any'),
        defaultConnector: to('Stamp_Contacts'),
        defaultConnectorLabel: 'Yes',
        rules: [rule('All_Done', [isNull('last')], 'End')],
      },
      {
        ...node('Is_The_Step_Small', 'One refusal undoes the whole step.'),
        defaultConnector: to('Go_On_Carefully'),
        defaultConnectorLabel: 'No',
        rules: [
          rule('Small', [when(`$Record.${careful}`, 'EqualTo', literal(true))], 'One_By_One'),
        ],
      },
    ],
    formulas: [
      {
        description: 'Steps are small until the contact is found that was refused.',
        name: 'staysCareful',
        dataType: 'Boolean',
        expression: `AND({!$Record.${careful}}, ISBLANK({!failure.Name}))`,
      },
      {
        description: 'How many contacts this step takes.',
        name: 'step',
        dataType: 'Number',
        expression: `IF({!$Record.${careful}}, ${STEP.careful}, ${STEP.usual})`,
        scale: 0,
      },
    ],
    loops: [
      {
        ...node('Each_Contact'),
        collectionReference: 'Find_Contacts',
        iterationOrder: 'Asc',
        nextValueConnector: to('Take_Contact'),
        noMoreValuesConnector: to('Are_There_Any'),
      },
      {
        ...node(
          'One_By_One',
          'Statements in a loop, on purpose: there are few, and only one of them fails.',
        ),
        collectionReference: 'contacts',
        iterationOrder: 'Asc',
        nextValueConnector: to('Stamp_Contact'),
        noMoreValuesConnector: to('Record_Refusals'),
      },
    ],
    processType: 'AutoLaunchedFlow',
    recordCreates: [
      {
        ...node('Go_On', 'A new record starts the next step.'),
        connector: to('End'),
        faultConnector: to('Record_Failure'),
        inputAssignments: nextStep(reference('last'), reference('staysCareful')),
        object,
        storeOutputAutomatically: true,
      },
      {
        ...node('Go_On_Carefully', 'The same contacts again, in small steps.'),
        connector: joins('End'),
        faultConnector: joins('Record_Failure'),
        inputAssignments: nextStep(reference(`$Record.${after}`), literal(true)),
        object,
        storeOutputAutomatically: true,
      },
      recordFailure('Record_Failure', undefined, '$Record.Name'),
      {
        ...node('Record_Refusals', 'Which contacts the org refused to save, and why.'),
        connector: joins('Go_On'),
        faultConnector: joins('Go_On'),
        inputReference: 'failures',
      },
    ],
    recordDeletes: [
      {
        ...node('End', 'This step is done.'),
        faultConnector: joins('Record_Failure'),
        inputReference: '$Record',
      },
    ],
    recordLookups: [
      {
        ...node('Find_Contacts', 'The next ones of the account.'),
        assignNullValuesIfNoRecordsFound: false,
        connector: to('Each_Contact'),
        faultConnector: joins('Record_Failure'),
        filterLogic: 'and',
        filters: [
          { field: 'AccountId', operator: 'EqualTo', value: reference('$Record.Name') },
          { field: sequence, operator: 'GreaterThan', value: reference(`$Record.${after}`) },
        ],
        getFirstRecordOnly: false,
        limit: reference('step'),
        object: 'Contact',
        queriedFields: ['Id', sequence],
        sortField: sequence,
        sortOrder: 'Asc',
        storeOutputAutomatically: true,
      },
    ],
    recordUpdates: [
      {
        ...node('Stamp_Contact'),
        connector: joins('One_By_One'),
        faultConnector: to('Keep_Refusal'),
        inputReference: 'One_By_One',
      },
      {
        ...node(
          'Stamp_Contacts',
          'HL_Mod_Date is not watched, so this starts no flow of this package.',
        ),
        connector: to('Go_On'),
        faultConnector: to('Is_The_Step_Small'),
        inputReference: 'contacts',
      },
    ],
    start: {
      locationX: 0,
      locationY: 0,
      object,
      recordTriggerType: 'Create',
      scheduledPaths: [
        {
          name: 'Each_By_Itself',
          connector: to('Find_Contacts'),
          label: 'Each By Itself',
          maxBatchSize: 1,
          offsetNumber: 0,
          offsetUnit: 'Minutes',
          timeSource: 'RecordTriggerEvent',
        },
      ],
      triggerType: 'RecordAfterSave',
    },
    variables: [
      record('contact', 'Contact', 'The contact with its stamp.'),
      record('contacts', 'Contact', 'The contacts of this step.', true),
      record('failure', PACKAGE.stampFailure, 'A contact that the org refused to save.'),
      record('failures', PACKAGE.stampFailure, 'All of these.', true),
      {
        ...variable('last', 'Number', 'HL Sequence of the last contact of this step.'),
        scale: 0,
      },
      unrecordedFault,
    ],
  });
}

type Value = ReturnType<typeof reference>;

function nextStep(done: Value, isCareful: Value) {
  return fieldValues({
    Name: reference('$Record.Name'),
    [after]: done,
    [careful]: isCareful,
  });
}

function record(name: string, objectType: string, description: string, isCollection = false) {
  return {
    description,
    name,
    dataType: 'SObject' as const,
    isCollection,
    isInput: false,
    isOutput: false,
    objectType,
  };
}
