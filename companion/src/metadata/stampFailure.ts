import { PACKAGE } from '../worksheet/packageNames.ts';
import { assign, fieldValues, joins, node, reference, to, variable } from './flowParts.ts';
import type { Component } from './xml.ts';

/** Where a fault of a flow is seen: the user's save goes through, and this record says what did not. */
export const stampFailureObject: Component<'CustomObject'> = {
  deploymentStatus: 'Deployed',
  description:
    "A contact or account whose HL_Mod_Date could not be set, and why. The user's save went through; the flow that failed left this record, so that somebody sees it.",
  enableReports: true,
  label: 'HL Stamp Failure',
  nameField: { label: 'Record Id', type: 'Text' },
  pluralLabel: 'HL Stamp Failures',
  sharingModel: 'ReadWrite',
};

export const stampFailureMessage: Component<'CustomField'> = {
  fullName: PACKAGE.stampFailureMessage,
  description:
    'What Salesforce said when the flow tried to set HL_Mod_Date, such as the message of a validation rule.',
  inlineHelpText: 'Mend what this message names, then save the record again.',
  label: 'Message',
  length: 32768,
  type: 'LongTextArea',
  visibleLines: 5,
};

/**
 * The element that records a fault.
 *
 * @param next where the flow goes on, whether or not the fault could be recorded; nowhere if it is left out
 * @param recordId whose fault it is; of the record that set the flow off if it is left out
 */
export function recordFailure(name: string, next?: string, recordId = '$Record.Id') {
  return {
    ...node(name, 'Makes the failure visible: which record, and what Salesforce said.'),
    ...(next !== undefined && { connector: joins(next) }),
    faultConnector: next === undefined ? to(LEAVE_UNRECORDED) : joins(next),
    inputAssignments: fieldValues({
      [PACKAGE.stampFailureMessage]: reference('$Flow.FaultMessage'),
      Name: reference(recordId),
    }),
    object: PACKAGE.stampFailure,
    storeOutputAutomatically: true,
  };
}

const LEAVE_UNRECORDED = 'Leave_Unrecorded';

/** Where a flow ends that can do no more: a fault that nothing takes up would undo the user's save. */
export const leaveUnrecorded = {
  ...node(
    LEAVE_UNRECORDED,
    'The failure itself could not be recorded. The save must go through all the same.',
  ),
  assignmentItems: assign({ unrecordedFault: reference('$Flow.FaultMessage') }),
};

export const unrecordedFault = variable(
  'unrecordedFault',
  'String',
  'Why neither HL_Mod_Date nor the failure could be written; seen when the flow is debugged.',
);
