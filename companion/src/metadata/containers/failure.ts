import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldValues, joins, node, reference, to } from '../flowParts.ts';

/**
 * The element that makes a fault of the arrival flow visible, so that the user's
 * save goes through.
 *
 * @param next where the flow goes on, whether or not the failure could be recorded
 */
export function recordFailure(name: string, next: string) {
  return { ...recordLastFailure(name, next), connector: joins(next), faultConnector: joins(next) };
}

/**
 * The same where the flow ends with it.
 *
 * @param unrecorded where the flow goes on if the failure could not be recorded
 */
export function recordLastFailure(name: string, unrecorded: string) {
  return {
    ...node(name, 'Makes the failure visible: which contact, and what Salesforce said.'),
    faultConnector: to(unrecorded),
    inputAssignments: fieldValues({
      HL_Message__c: reference('$Flow.FaultMessage'),
      Name: reference('$Record.Id'),
    }),
    object: PACKAGE.stampFailure,
    storeOutputAutomatically: true,
  };
}
