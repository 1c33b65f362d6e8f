import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldValues, flow, literal, node, reference, to, type FlowContent } from '../flowParts.ts';
import { leaveUnrecorded, recordFailure, unrecordedFault } from '../stampFailure.ts';

/**
 * The flow that takes IsActive back from the contacts of an account that becomes
 * a container: no contact is saved when that happens, so the arrival flow does
 * not see it. It runs after the save, in a transaction of its own, because the
 * account may have more contacts than one save can bear.
 *
 * @param isActive the checkbox on Contact
 */
export function containerFlow(isActive: string): FlowContent {
  const container = PACKAGE.approval.container;
  return flow('HL Account Container', {
    description:
      'When an account becomes a container, its contacts are no longer active: nobody in a container account is a member of the community. It runs after the save of the account, which it cannot block; what fails is recorded as an HL Stamp Failure.',
    assignments: [leaveUnrecorded],
    processType: 'AutoLaunchedFlow',
    recordCreates: [recordFailure('Record_Failure')],
    recordUpdates: [
      {
        ...node('Deactivate_Contacts'),
        faultConnector: to('Record_Failure'),
        filterLogic: 'and',
        filters: [
          { field: 'AccountId', operator: 'EqualTo', value: reference('$Record.Id') },
          { field: isActive, operator: 'EqualTo', value: literal(true) },
        ],
        inputAssignments: fieldValues({
          [isActive]: literal(false),
          [PACKAGE.modDate]: reference('$Flow.CurrentDateTime'),
        }),
        object: 'Contact',
      },
    ],
    start: {
      locationX: 0,
      locationY: 0,
      doesRequireRecordChangedToMeetCriteria: true,
      filterLogic: 'and',
      filters: [{ field: container, operator: 'EqualTo', value: literal(true) }],
      object: 'Account',
      recordTriggerType: 'Update',
      scheduledPaths: [{ connector: to('Deactivate_Contacts'), pathType: 'AsyncAfterCommit' }],
      triggerType: 'RecordAfterSave',
    },
    variables: [unrecordedFault],
  });
}
