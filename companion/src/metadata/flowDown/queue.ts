import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { fieldValues, literal, node, reference, rule, to, when } from '../flowParts.ts';
import type { FlowContent } from '../flowParts.ts';
import { recordFailure } from '../stampFailure.ts';

/** The part of the Account flow that hands an account over to HL Flow-Down. */
export interface Queue {
  /** The element that it begins with; absent where nothing flows down. */
  readonly first: string | undefined;
  readonly decisions: NonNullable<FlowContent['decisions']>;
  readonly recordCreates: NonNullable<FlowContent['recordCreates']>;
}

/**
 * A formula field on Contact changes with its account, but no contact is
 * saved, so no Contact flow runs. One record for the account is all that the
 * user's transaction has to bear.
 */
export function queueContacts({ flowDown }: Plan): Queue {
  if (flowDown.length === 0) return { first: undefined, decisions: [], recordCreates: [] };
  const sources = [...new Set(flowDown.map(({ source }) => source))];
  const changes = sources.map((source) => when(`$Record.${source}`, 'IsChanged', literal(true)));
  return {
    first: 'Do_Contacts_Show_It',
    decisions: [
      {
        ...node('Do_Contacts_Show_It', 'Whether a field changed that the contacts show.'),
        defaultConnectorLabel: 'No',
        rules: [rule('Flows_Down', changes, 'Queue_Contacts', 'or')],
      },
    ],
    recordCreates: [
      {
        ...node('Queue_Contacts', 'HL Flow Down stamps the contacts after the save.'),
        faultConnector: to('Record_Failed_Queue'),
        inputAssignments: fieldValues({
          Name: reference('$Record.Id'),
          [PACKAGE.flowDown.after]: literal(0),
        }),
        object: PACKAGE.flowDown.object,
        storeOutputAutomatically: true,
      },
      recordFailure('Record_Failed_Queue'),
    ],
  };
}
